"""Addresses: what the public writes under /ask/, where officials answer under /desk/letters/."""

from django.urls import include, path

from . import pages
from .staff import acts, case, lists

public = [
    path("correction/", pages.Correction.as_view(), name="correction"),
    path("policy/", pages.PolicyQuestion.as_view(), name="policy"),
    path("figures/", pages.figures, name="figures"),
]
desk = [
    path("", lists.Letters.as_view(), name="letters"),
    path("<int:pk>/", case.LetterCase.as_view(), name="letter"),
    path("<int:pk>/assign/", acts.Assign.as_view(), name="assign"),
    path("<int:pk>/transfer/", acts.Transfer.as_view(), name="transfer"),
    path("<int:pk>/ask/", acts.AskBack.as_view(), name="ask"),
    path("<int:pk>/draft/", acts.Draft.as_view(), name="draft"),
    path("<int:pk>/submit/", acts.Submit.as_view(), name="submit"),
    path("<int:pk>/approve/", acts.Approve.as_view(), name="approve"),
    path("<int:pk>/return/", acts.Return.as_view(), name="return"),
    path("<int:pk>/extend/", acts.Extend.as_view(), name="extend"),
    path("<int:pk>/merge/", acts.Merge.as_view(), name="merge"),
    path("<int:pk>/invalidate/", acts.Invalidate.as_view(), name="invalidate"),
    path("<int:pk>/restore/", acts.Restore.as_view(), name="restore"),
    path("<int:pk>/publish/", acts.Publish.as_view(), name="publish"),
    path("<int:pk>/close/", acts.Close.as_view(), name="close"),
    path("<int:pk>/reopen/", acts.Reopen.as_view(), name="reopen"),
    path("<int:pk>/contact/", acts.Reveal.as_view(), name="contact"),
    path("<int:pk>/files/<int:file>/", case.LetterFile.as_view(), name="file"),
]

urlpatterns = [
    path("ask/", include((public, "mailbox"))),
    path("desk/letters/", include((desk, "mail"))),
]
