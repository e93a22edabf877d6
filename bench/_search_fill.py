"""Many public items with texts of different words, written straight into the tables: what the search is measured on."""

from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

CHUNK = 2000
KINDS = (("notice", "news.notice"), ("news", "news.work"), ("policy_document", "open.policy.other"),
         ("service_guide", "service.industry"), ("qa", "interact.consult"), ("interpretation", "focus.interpretation"))  # fmt: skip
THINGS = ("公园", "绿地", "行道树", "口袋公园", "垃圾分类", "湿垃圾", "公共厕所", "户外招牌", "古树名木", "建筑垃圾", "景观照明", "野生动物",
          "生活垃圾", "装修垃圾", "绿道", "湿地", "林荫道", "环卫作业", "市容环境", "垃圾箱房")  # fmt: skip
ACTS = (
    "养护",
    "修剪",
    "分类投放",
    "设置",
    "巡查",
    "保护",
    "备案",
    "审批",
    "收运",
    "清扫",
    "开放",
    "建设",
    "移植",
    "检测",
    "公示",
    "评估",
)
FORMS = ("的通知", "管理办法", "工作要求", "实施方案", "情况通报", "办事指南", "有关事项的公告", "技术规定")
SENTENCES = (
    "各单位应当按照职责分工落实{thing}的{act}工作，每月五日前报送上月情况。",
    "市民可以拨打12345反映{thing}{act}中的问题，五个工作日内答复。",
    "{thing}的{act}由区绿化市容局组织实施，费用按照规定承担。",
    "对{thing}{act}不符合要求的，责令限期改正；逾期不改正的，依法处理。",
    "本年度计划完成{thing}{act}项目{number}个，资金{number}万元。",
)


def fill_texts(unit: Any, author: Any, count: int) -> None:
    """Add public items until there are `count`; dates spread over twenty years."""
    from gongkai.publications.models import Publication

    numbers = iter(range(Publication.objects.count(), count))
    while chunk := list(islice(numbers, CHUNK)):
        _write(unit, author, chunk)


def _text(number: int) -> tuple[str, str, str]:
    chance = Random(number)
    thing, act = chance.choice(THINGS), chance.choice(ACTS)
    title = f"关于{thing}{act}{chance.choice(FORMS)}（{number}）"
    body = "".join(
        f"<p>{chance.choice(SENTENCES).format(thing=chance.choice(THINGS), act=chance.choice(ACTS), number=number % 97)}</p>"
        for _ in range(chance.randrange(8, 24))
    )
    return title, f"{thing}{act}的有关要求。", body


def _write(unit: Any, author: Any, chunk: list[int]) -> None:
    from django.db import transaction

    from gongkai.journal import clock
    from gongkai.publications.models import Publication, Version
    from gongkai.publications.services import listing

    moment, items, versions = clock.now(), [], []
    with transaction.atomic():
        for number in chunk:
            kind, column = KINDS[number % len(KINDS)]
            title, summary, body = _text(number)
            doc_no = f"测绿〔{2006 + number % 20}〕{number}号" if kind in {"notice", "policy_document"} else ""
            item = Publication(
                kind=kind, unit=unit, title=title, column=column, doc_no=doc_no, doc_no_key=doc_no,
                number=f"BENCH/{number:07}", summary=summary, released_at=moment, formed_on=date(2020, 1, 1),
                listed_on=date(2006, 1, 1) + timedelta(days=number * 37 % 7300), created_at=moment, changed_at=moment,
            )  # fmt: skip
            items.append(item)
            versions.append(
                Version(
                    publication=item, serial=1, state="live", author=author, title=title, body=body, summary=summary,
                    column=column, doc_no=doc_no, formed_on=item.formed_on, openness="public", released_at=moment,
                    digest="0" * 64, created_at=moment, saved_at=moment,
                )
            )  # fmt: skip
        Publication.objects.bulk_create(items, batch_size=500)
        Version.objects.bulk_create(versions, batch_size=500)
        for item, version in zip(items, versions, strict=True):
            item.live_version, item.state = version, "live"
        Publication.objects.bulk_update(items, ["live_version", "state"], batch_size=500)
        listing.enter(items)
