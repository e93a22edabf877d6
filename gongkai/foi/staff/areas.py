"""The areas of 依申请公开 at the desk, one row of links; each official sees those that open for him."""

from gongkai.bureau.models import Credentials, Official

from .shared import APPLICATIONS, INTAKE

AREAS = (
    ("申请", "/desk/foi/", APPLICATIONS),
    ("复议、诉讼", "/desk/foi/disputes/", APPLICATIONS),
    ("年度报告", "/desk/foi/report/", APPLICATIONS),
    ("分析研判", "/desk/foi/analysis/", APPLICATIONS),
    ("救济途径的确定", "/desk/foi/remedies/", APPLICATIONS),
    ("登记簿", "/desk/foi/registers/", INTAKE),
    ("受理点", "/desk/foi/places/", INTAKE),
    ("现场咨询", "/desk/foi/inquiries/", INTAKE),
)


def areas(official: Official, may: Credentials) -> list[tuple[str, str]]:
    """Label and address of each area that he may open."""
    return [(label, url) for label, url, access in AREAS if access.admits(official, may)]
