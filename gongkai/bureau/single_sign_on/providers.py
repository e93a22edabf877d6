"""Which identity providers this installation trusts, and why a login with one did not succeed."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Provider:
    """One OpenID provider and what we are to it. `claim` names the account; `mfa` are the amr or acr values that mean two
    factors; `label` is what the button says."""

    issuer: str
    client_id: str
    client_secret: str
    label: str
    claim: str = "sub"
    scope: str = "openid"
    mfa: frozenset[str] = frozenset()


class SignOnFailed(Exception):
    """A login that did not succeed: `sentence` for the person, `why` (a few words, no personal data) for the journal."""

    def __init__(self, sentence: str, why: str):
        self.sentence, self.why = sentence, why
        super().__init__(why)


def provider_down(why: str) -> SignOnFailed:
    return SignOnFailed("统一身份认证暂时不可用，请稍后再试。", why)


def not_trusted(why: str) -> SignOnFailed:
    """What the provider sent cannot be relied on."""
    return SignOnFailed("统一身份认证返回的信息不能核实，没有登录。请重新登录；多次出现时请告知系统管理员。", why)


def staff() -> Provider | None:
    """The provider for officials, None where they log in here only."""
    return _provider("STAFF_OIDC")


def citizens() -> Provider | None:
    """The provider for citizens (随申办、统一身份认证), None where letters go without an account only."""
    return _provider("CITIZEN_OIDC")


def _provider(name: str) -> Provider | None:
    chosen = getattr(settings, name)
    return Provider(**{**chosen, "mfa": frozenset(chosen["mfa"])}) if chosen["issuer"] else None
