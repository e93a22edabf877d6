"""Addresses: the way in and out, and one's own account."""

from django.urls import path

from ..staff.account import login, own, single_sign_on

urlpatterns = [
    path("login/", login.Login.as_view(), name="login"),
    path("login/code/", login.Code.as_view(), name="login-code"),
    path("login/enrol/", login.Enrol.as_view(), name="login-enrol"),
    path("login/sign-on/", single_sign_on.Begin.as_view(), name="sign-on"),
    path("login/sign-on/return/", single_sign_on.Return.as_view(), name="sign-on-return"),
    path("login/sign-on/leave/", single_sign_on.Leave.as_view(), name="sign-on-leave"),
    path("logout/", login.Logout.as_view(), name="logout"),
    path("again/", own.Again.as_view(), name="again"),
    path("account/", own.Account.as_view(), name="account"),
    path("account/sessions/", own.EndSessions.as_view(), name="end-sessions"),
    path("account/password/", own.Password.as_view(), name="password"),
]
