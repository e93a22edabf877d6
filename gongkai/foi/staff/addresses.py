"""Addresses of disputes, reports and review, under /desk/foi/."""

from django.urls import path

from . import analysis, checking, disputes, finding, inquiries, registers, report, review

REVIEW = [
    path("registers/", registers.Registers.as_view(), name="registers"),
    path("registers/new/", registers.OpenRegister.as_view(), name="open-register"),
    path("inquiries/", inquiries.Inquiries.as_view(), name="inquiries"),
    path("inquiries/new/", inquiries.EnterInquiry.as_view(), name="new-inquiry"),
    path("find/", finding.FindApplicant.as_view(), name="find-applicant"),
    path("analysis/", analysis.Analysis.as_view(), name="analysis"),
    path("analysis/<int:year>/", analysis.Analysis.as_view(), name="analysis-year"),
    path("convert/", analysis.Convert.as_view(), name="convert"),
    path("<int:pk>/classify/", analysis.Classify.as_view(), name="classify"),
    path("<int:pk>/wish_open/", analysis.WishOpen.as_view(), name="wish-open"),
    path("rereviews/", review.Rereviews.as_view(), name="rereviews"),
    path("rereviews/<int:pk>/", review.RereviewPage.as_view(), name="rereview"),
    path("judgements/", review.Judgements.as_view(), name="judgements"),
    path("judgements/new/", review.NewJudgement.as_view(), name="new-judgement"),
    path("judgements/<int:pk>/", review.JudgementCase.as_view(), name="judgement"),
    path("advice/", review.AdviceList.as_view(), name="advice"),
    path("advice/new/", review.NewAdvice.as_view(), name="new-advice"),
    path("advice/<int:pk>/", review.AdviceCase.as_view(), name="advice-case"),
    path("advice/<int:pk>/reply/", review.Reply.as_view(), name="reply-to-advice"),
    path("advice/<int:pk>/follow_up/", review.FollowUp.as_view(), name="follow-up-advice"),
    path("advice/<int:pk>/accept/", review.AcceptAdvice.as_view(), name="accept-advice"),
    path("<int:pk>/dispute/", disputes.Enter.as_view(), name="enter-dispute"),
    path("disputes/", disputes.Disputes.as_view(), name="disputes"),
    path("disputes/<int:pk>/", disputes.DisputeCase.as_view(), name="dispute"),
    path("disputes/<int:pk>/defend/", disputes.Defend.as_view(), name="defend-dispute"),
    path("disputes/<int:pk>/attach/", disputes.Attach.as_view(), name="attach-to-dispute"),
    path("disputes/<int:pk>/end/", disputes.End.as_view(), name="end-dispute"),
    path("disputes/<int:pk>/files/<int:file>/", disputes.DisputePaper.as_view(), name="dispute-file"),
    path("report/", report.AnnualTable.as_view(), name="report"),
    path("report/<int:year>/", report.AnnualTable.as_view(), name="report-year"),
    path("report/<int:year>/texts/", report.WriteTexts.as_view(), name="report-texts"),
    path("report/<int:year>/filing/", report.FileReport.as_view(), name="report-filing"),
    path("report/check/", checking.CheckReport.as_view(), name="check-report"),
]
