"""Addresses of the desk's pages about letters."""

from django.urls import include, path

from .staff import letters, series, templates

desk = [
    path("official-letters/", letters.Letters.as_view(), name="list"),
    path("official-letters/<int:pk>/", letters.OneLetter.as_view(), name="letter"),
    path("official-letters/<int:pk>/reveal/", letters.Reveal.as_view(), name="reveal"),
    path("official-letters/<int:pk>/send/", letters.Send.as_view(), name="send"),
    path("official-letters/<int:pk>/received/<int:delivery>/", letters.Received.as_view(), name="received"),
    path("official-letters/<int:pk>/void/", letters.Void.as_view(), name="void"),
    path("official-letters/<int:pk>/<slug:form>/file/", letters.FileOf.as_view(), name="file"),
    path("letter-templates/", templates.Kinds.as_view(), name="kinds"),
    path("letter-templates/version/<int:pk>/", templates.OneVersion.as_view(), name="version"),
    path("letter-templates/version/<int:pk>/edit/", templates.Edit.as_view(), name="edit-version"),
    path("letter-templates/version/<int:pk>/sample/file/", templates.Sample.as_view(), name="sample"),
    path("letter-templates/version/<int:pk>/propose/", templates.Propose.as_view(), name="propose"),
    path("letter-templates/version/<int:pk>/activate/", templates.Activate.as_view(), name="activate"),
    path("letter-templates/version/<int:pk>/return/", templates.Return.as_view(), name="return"),
    path("letter-templates/<slug:kind>/", templates.OneKind.as_view(), name="kind"),
    path("letter-templates/<slug:kind>/begin/", templates.Begin.as_view(), name="begin"),
    path("letter-series/", series.SeriesList.as_view(), name="series"),
    path("letter-series/new/", series.SaveSeries.as_view(), name="new-series"),
    path("letter-series/<int:pk>/", series.SaveSeries.as_view(), name="one-series"),
]
urlpatterns = [path("desk/", include((desk, "official-letters")))]
