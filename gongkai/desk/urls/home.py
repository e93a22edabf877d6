"""Addresses: home."""

from django.urls import path

from ..staff.home import handover, leader, notifications, own, search, tasks

urlpatterns = [
    path("", tasks.Home.as_view(), name="home"),
    path("leader/", leader.LeaderPage.as_view(), name="leader"),
    path("leader/sign/<int:pk>/", leader.Sign.as_view(), name="leader_sign"),
    path("search/", search.SearchPage.as_view(), name="search"),
    path("notifications/", notifications.Notifications.as_view(), name="notifications"),
    path("notifications/<int:pk>/", notifications.OpenNotification.as_view(), name="notification"),
    path("handover/", handover.Handover.as_view(), name="handover"),
    path("handover/<int:pk>/end/", handover.EndAbsence.as_view(), name="end_absence"),
    path("preferences/", own.Preferences.as_view(), name="preferences"),
    path("columns/", own.Columns.as_view(), name="columns"),
    path("filters/", own.SaveFilter.as_view(), name="save_filter"),
    path("filters/<int:pk>/delete/", own.DropFilter.as_view(), name="drop_filter"),
    path("typed/", own.Typed.as_view(), name="typed"),
]
