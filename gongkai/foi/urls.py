"""Addresses: what the public uses under /foi/, where officials work under /desk/foi/."""

from django.urls import include, path

from .pages import applying, fee, figures, places
from .staff import acts, addresses, case, case_file, deciding, helping, identity, lists
from .staff import material as given
from .staff import places as desk_places

public = [
    path("apply/", applying.Apply.as_view(), name="apply"),
    path("similar/", applying.Similar.as_view(), name="similar"),
    path("fee/", fee.fee, name="fee"),
    path("places/", places.places, name="places"),
    path("figures/", figures.figures, name="figures"),
]
of_material = [
    path("", given.Material.as_view(), name="material"),
    path("find/", given.Find.as_view(), name="material-find"),
    path("pages/<int:number>/", given.MarkPage.as_view(), name="material-page"),
    path("pages/<int:number>/picture/", given.Picture.as_view(), name="material-picture"),
    path("pages/<int:number>/result/", given.ResultPicture.as_view(), name="material-result"),
    path("pages/<int:number>/compare/", given.Compare.as_view(), name="material-compare"),
    path("marks/<int:mark>/undo/", given.Undo.as_view(), name="material-undo"),
    path("make/", given.Make.as_view(), name="material-make"),
    path("approve/", given.Approve.as_view(), name="material-approve"),
    path("send_back/", given.SendBack.as_view(), name="material-send-back"),
    path("drop/", given.Drop.as_view(), name="material-drop"),
]
desk = [
    *addresses.REVIEW,
    path("", lists.Applications.as_view(), name="applications"),
    path("places/", desk_places.Places.as_view(), name="places"),
    path("places/new/", desk_places.SavePlace.as_view(), name="new-place"),
    path("places/<int:pk>/", desk_places.SavePlace.as_view(), name="place"),
    path("remedies/", helping.Remedies.as_view(), name="remedies"),
    path("remedies/new/", helping.Settle.as_view(), name="settle"),
    path("new/", acts.Intake.as_view(), name="intake"),
    path("<int:pk>/", case.ApplicationCase.as_view(), name="application"),
    path("<int:pk>/files/<int:file>/", case.ApplicationFile.as_view(), name="file"),
    path("<int:pk>/contact/", identity.Reveal.as_view(), name="contact"),
    path("<int:pk>/register/", acts.RegisterAct.as_view(), name="register"),
    path("<int:pk>/assign/", acts.Assign.as_view(), name="assign"),
    path("<int:pk>/ask_correction/", acts.AskCorrection.as_view(), name="ask_correction"),
    path("<int:pk>/corrected/", acts.Corrected.as_view(), name="corrected"),
    path("<int:pk>/consult/", acts.Consult.as_view(), name="consult"),
    path("<int:pk>/opinion/<int:row>/", acts.OpinionAct.as_view(), name="opinion"),
    path("<int:pk>/split/", acts.Split.as_view(), name="split"),
    path("<int:pk>/cooperate/", helping.Cooperate.as_view(), name="cooperate"),
    path("<int:pk>/reply/<int:row>/", helping.Reply.as_view(), name="reply"),
    path("<int:pk>/ask_reasons/", acts.AskReasons.as_view(), name="ask_reasons"),
    path("<int:pk>/reasons_given/", acts.ReasonsGiven.as_view(), name="reasons_given"),
    path("<int:pk>/charge/", acts.Charge.as_view(), name="charge"),
    path("<int:pk>/paid/", acts.Paid.as_view(), name="paid"),
    path("<int:pk>/extend/", acts.Extend.as_view(), name="extend"),
    path("<int:pk>/delay/", acts.Delay.as_view(), name="delay"),
    path("<int:pk>/search/", acts.SearchAct.as_view(), name="search"),
    path("<int:pk>/draft/", deciding.Draft.as_view(), name="draft"),
    path("<int:pk>/submit/", deciding.Submit.as_view(), name="submit"),
    path("<int:pk>/pass/", deciding.Pass.as_view(), name="pass"),
    path("<int:pk>/sign/", deciding.Sign.as_view(), name="sign"),
    path("<int:pk>/return/", deciding.Return.as_view(), name="return"),
    path("<int:pk>/deliver/", deciding.Deliver.as_view(), name="deliver"),
    path("<int:pk>/withdrawn/", acts.Withdrawn.as_view(), name="withdrawn"),
    path("<int:pk>/lapse/", acts.Lapse.as_view(), name="lapse"),
    path("<int:pk>/materials/new/", given.PutIn.as_view(), name="material-new"),
    path("<int:pk>/materials/apart/", given.Apart.as_view(), name="material-apart"),
    path("<int:pk>/materials/<int:material>/", include(of_material)),
    path("<int:pk>/case_file/", case_file.OneCaseFile.as_view(), name="case-file"),
    path("<int:pk>/case_file/make/", case_file.MakeCaseFile.as_view(), name="case-file-make"),
    path("<int:pk>/case_file/bundle/", case_file.TakeBundle.as_view(), name="case-file-bundle"),
    path("<int:pk>/case_file/list/", case_file.TakeList.as_view(), name="case-file-list"),
    path("<int:pk>/archive/", acts.Archive.as_view(), name="archive"),
]

urlpatterns = [
    path("foi/", include((public, "foi"))),
    path("desk/foi/", include((desk, "applications"))),
]
