"""Logging in, enrolling, changing the password."""

from typing import Any

from django import forms
from django.conf import settings

from gongkai.bureau import passwords

CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 8, "size": 10, "autofocus": True}


class LoginForm(forms.Form):
    username = forms.CharField(
        label="账号",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label="动态口令",
        max_length=8,
        help_text="手机验证器上显示的六位数字，每 30 秒更新一次。",
        widget=forms.TextInput(attrs=CODE),
    )


class PasswordForm(forms.Form):
    old = forms.CharField(
        label="原密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label="新密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再次输入新密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["password"].help_text = passwords.SAID[settings.PASSWORD_POLICY]

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        if values.get("password") and values.get("again") and values["password"] != values["again"]:
            self.add_error("again", "两次输入的新密码不一致。")
        return values
