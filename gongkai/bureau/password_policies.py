"""The two password policies that are shipped, chosen by GONGKAI_PASSWORD_POLICY.

`dengbao3` (GB/T 22239-2019, 8.1.4: complexity and regular change; the numbers are common practice): at least 12
characters of three classes, not one of the last five, renewed after 90 days. `asvs` (OWASP ASVS 5.0, 6.2): at least 15
characters of any kind, none that is known from breaches, no regular change.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

_OURS = "gongkai.bureau.passwords"
_DJANGOS = "django.contrib.auth.password_validation"


def _validator(place: str, name: str, **options: Any) -> dict[str, Any]:
    return {"NAME": f"{place}.{name}", "OPTIONS": options}


_NOT_ONESELF = _validator(_DJANGOS, "UserAttributeSimilarityValidator", user_attributes=("username", "name"))
_NOT_BREACHED = _validator(_DJANGOS, "CommonPasswordValidator")
POLICIES: dict[str, tuple[int, list[dict[str, Any]]]] = {
    "dengbao3": (
        90,
        [
            _NOT_ONESELF,
            _validator(_DJANGOS, "MinimumLengthValidator", min_length=12),
            _NOT_BREACHED,
            _validator(_OURS, "ThreeOfFourClasses"),
            _validator(_OURS, "NotOneOfTheLast", count=5),
        ],
    ),
    "asvs": (
        0,
        [
            _NOT_ONESELF,
            _validator(_DJANGOS, "MinimumLengthValidator", min_length=15),
            _NOT_BREACHED,
            _validator(_OURS, "NotOneOfTheLast", count=0),
        ],
    ),
}


def _policy(name: str) -> tuple[int, list[dict[str, Any]]]:
    if name not in POLICIES:
        raise ImproperlyConfigured(f"GONGKAI_PASSWORD_POLICY: {name} 不在 {'、'.join(POLICIES)} 之中。")
    return POLICIES[name]


def validators(name: str) -> list[dict[str, Any]]:
    """What a new password must pass under this policy. Raises ImproperlyConfigured for an unknown one."""
    return _policy(name)[1]


def days(name: str) -> int:
    """After how many days a password must be renewed; 0: never."""
    return _policy(name)[0]
