"""One item of everything that has a template of its own."""

from datetime import date

from gongkai.publications.models import CatalogueItem, DisclosureGuide, Link, Version
from gongkai.publications.services import removing
from gongkai.publications.tests import factories as make

from . import factories

TABLE = "<table><thead><tr><th scope='col'>事项</th><th scope='col'>时限</th></tr></thead><tbody><tr><td>迁移树木</td><td>15个工作日</td></tr></tbody></table>"


# What home and landing page are made of.
FRONT = (
    ("notice", "news.notice", "闭园公告"), ("news", "news.work", "工作动态一则"), ("news", "five.execution", "重点工作进展"),
    ("news", "five.meeting", "局长办公会议审议公厕服务"), ("notice", "five.decision", "重大行政决策事项目录"),
    ("page", "open.statutory.powers", "权责清单"), ("finance_note", "open.statutory.finance", "年度部门决算"),
    ("page", "open.statutory.proposal", "建议提案办理总体情况"), ("response", "focus.response", "关于树木修剪的说明"),
    ("qa", "interact.consult", "公园几点关门"), ("notice", "interact.solicit", "关于公开征求意见的公告"),
)  # fmt: skip


def addresses(team):
    """The address of every kind of page there can be, by name."""
    policy = factories.policy(team, body=f"<p>公园开放至二十二时，请知悉。</p>{TABLE}")
    policy = factories.amended(team, policy, body=f"<p>公园开放至二十一时，请知悉。</p>{TABLE}")
    policy = factories.corrected(team, policy, "请知悉", "请周知")
    reading = make.live(team, kind="interpretation", column="focus.interpretation", title="通知的解读")
    Link.objects.create(from_publication=reading, to_publication=policy, role="interprets")
    factories.many(team, 45)
    make.live(team, kind="page", column="open.statutory.function.contact", title="联系方式")
    make.live(team, kind="service_guide", column="service.industry", title="迁移树木")
    make.live(team, kind="guide", column="open.guide", title="公开指南")
    make.live(team, kind="institution", column="open.system.bureau", title="公开制度")
    batch = factories.batch(team, 30)
    row, withdrawn_row = batch.records.order_by("id")[:2]
    removing.withdraw_record(row=withdrawn_row, actor=team.publicity, reason="决定已被撤销")
    legacy = factories.policy(team)
    Version.objects.filter(pk=legacy.live_version_id).update(full_text_held=False, body="")
    CatalogueItem.objects.create(
        code="A1", node="20-1", order=1, item1="规范性文件", elements="名称", basis="条例", limit_text="20个工作日",
        subject=team.unit, channels=["政府网站"], valid_from=date(2020, 1, 1),
    )  # fmt: skip
    DisclosureGuide.objects.create(
        classification="甲", arrangement="乙", access="丙", office_name="公开办", address="示例路", hours="九点", phone="1",
        fax="2", online="3", updated_on=date(2026, 1, 1),
    )  # fmt: skip
    for kind, column, title in FRONT:
        make.live(team, kind=kind, column=column, title=title, summary="一句话的概述。")
    gone, withdrawn, erased = make.taken_down(team), make.withdrawn(team), make.erased(team)
    d = f"/d/{policy.pk}/"
    return {
        "home": "/", "open": "/open/", "list": "/c/open.policy/", "page 2": "/c/open.policy.other/?page=2",
        "services": "/c/service/", "document": d, "version": f"{d}v/1/", "difference": f"{d}diff/1/3/",
        "without text": f"/d/{legacy.pk}/", "batch": f"/d/{batch.pk}/", "records": f"/d/{batch.pk}/r/",
        "record": row.get_absolute_url(), "withdrawn record": withdrawn_row.get_absolute_url(), "taken down": f"/d/{gone.pk}/",
        "withdrawn": f"/d/{withdrawn.pk}/", "erased": f"/d/{erased.pk}/", "single": "/c/open.statutory.function.contact/",
        "guide": "/c/open.guide/", "institutions": "/c/open.system/", "catalogue": "/catalogue/",
        "catalogue search": "/catalogue/?q=规范", "catalogue item": "/catalogue/A1/", "month": "/catalogue/monthly/2026-6/",
        "map": "/map/", "about": "/about/", "english": "/en/", "developers": "/developers/", "search": "/s?q=公园",
        "narrowed search": "/s?q=公园&group=policy",
        "empty search": "/s", "put right": "/s?q=公园几点官门", "nothing found": "/s?q=独角兽", "missing": "/nowhere/",
    }  # fmt: skip
