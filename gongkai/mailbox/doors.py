"""The doors to this room on the portal's pages."""

from gongkai.portal.entrances import DocumentEntrance, Entrance
from gongkai.publications.models import Publication


def ask_about(publication: Publication) -> str:
    """Where one asks about a policy document; '' for everything else."""
    return f"/ask/policy/?d={publication.pk}" if publication.kind_info.is_policy else ""


FAULT = Entrance("site_fault", "我为政府网站找错", "/ask/correction/", order=25)
DOCUMENT = DocumentEntrance("policy_question", "留言咨询", "对这份文件有疑问，请留言，由起草处室答复", ask_about)
COLUMNS = (
    ("interact", Entrance("ask", "我要写信", "/ask/", order=10)),
    ("interact", Entrance("follow", "查询来信", "/ask/follow/", order=20)),
    ("interact", Entrance("figures", "办理统计", "/ask/figures/", order=30)),
    ("interact", FAULT),
    ("open.policy", Entrance("policy_question", "政策性文件留言咨询", "/ask/policy/", order=10)),
)
