"""Addresses: the way in and out, and one's own account."""

from django.urls import path

from ..staff.account import login, own

urlpatterns = [
    path("login/", login.Login.as_view(), name="login"),
    path("login/code/", login.Code.as_view(), name="login-code"),
    path("login/enrol/", login.Enrol.as_view(), name="login-enrol"),
    path("logout/", login.Logout.as_view(), name="logout"),
    path("again/", own.Again.as_view(), name="again"),
    path("account/", own.Account.as_view(), name="account"),
    path("account/sessions/", own.EndSessions.as_view(), name="end-sessions"),
    path("account/password/", own.Password.as_view(), name="password"),
]
