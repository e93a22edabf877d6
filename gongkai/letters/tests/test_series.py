"""Series of numbers: which one a letter gets, what may be changed, and many letters at once."""

from contextvars import copy_context
from functools import partial

import pytest

from gongkai.bureau.tests import factories as bureau
from gongkai.journal.refusals import Refused
from gongkai.journal.tests import together
from gongkai.letters import services
from gongkai.letters.models import IssuedLetter, LetterTemplate, OfficialLetter, SeriesYear
from gongkai.letters.services import templates
from gongkai.letters.services.numbers import save_series

from .demo import RECEIPT, REFUSAL, REMEDY
from .test_issuing import refused


def at_once(*acts):
    """As `together.at_once`, on the same day in every thread."""
    return together.at_once(*[partial(copy_context().run, act) for act in acts])


def test_a_kind_is_numbered_by_its_own_series_else_by_the_general_one(office):
    office.begin_series(name="回执", word="测绿回", is_general=False, for_kinds=[RECEIPT.code])
    assert office.issued(RECEIPT).number == "测绿回〔2026〕1号"
    assert office.issued(REFUSAL).number == "测绿信公〔2026〕1号"


def test_each_organ_counts_for_itself_and_one_without_series_is_told(office):
    office.unit = bureau.unit("forest", name="林业总站", short_name="林业站")
    letter = office.draft(RECEIPT)
    assert "林业总站还没有设置登记回执的文号序列" in refused(services.issue, letter=letter)
    office.begin_series(word="测林")
    assert services.issue(letter=letter).number == "测林〔2026〕1号"


def test_word_and_pattern_stay_once_numbers_were_given(office):
    office.issued()
    assert "另建一个序列" in refused(office.begin_series, series=office.series, word="别的")
    renamed = office.begin_series(series=office.series, name="新的名称")
    assert renamed.name == "新的名称"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pattern": "{word}{serial}号"}, "否则编号会重复"),
        ({"name": " "}, "请填写名称"),
        ({"word": ""}, "请填写机关代字"),
        ({"for_kinds": ["nothing"]}, "没有这种文书"),
        ({"is_general": False}, "同名、同样式"),
    ],
)
def test_a_series_that_cannot_serve_is_refused(office, changes, said):
    assert said in refused(office.begin_series, **changes)


def test_a_kind_has_one_series_in_a_unit(office):
    office.begin_series(name="回执", word="测绿回", is_general=False, for_kinds=[RECEIPT.code])
    said = refused(office.begin_series, name="另一", word="测绿另", is_general=False, for_kinds=[RECEIPT.code])
    assert "已由序列“回执”编号" in said


def test_series_are_kept_by_those_whose_duty_it_is(office):
    with pytest.raises(Refused, match="政务公开或者法制审核"):
        save_series(actor=office.writer, unit=office.unit, name="x", word="x", pattern="{word}{year}-{serial}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_many_letters_at_once_get_every_number_once_and_without_a_gap(office):
    drafts = [office.draft() for _ in range(6)]
    doomed = office.draft(申请内容="甲\U00016a00乙")
    acts = [
        lambda one=one: services.issue(letter=one, issuer=office.signer, remedy=REMEDY)
        for one in [*drafts[:3], doomed, *drafts[3:]]
    ]
    ends = at_once(*acts)
    assert sum(end == "done" for end in ends) == 6, ends
    assert sorted(IssuedLetter.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert SeriesYear.objects.get().last == 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_one_letter_issued_twice_at_once_has_one_number(office):
    letter = office.draft()
    ends = at_once(*[lambda: services.issue(letter=letter, issuer=office.signer, remedy=REMEDY) for _ in range(3)])
    assert sum(end == "done" for end in ends) == 1, ends
    assert OfficialLetter.objects.get().number == "测绿信公〔2026〕1号" and IssuedLetter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_two_who_begin_a_version_at_once_work_on_one(office):
    at_once(lambda: templates.open_next(kind=RECEIPT, author=office.lawyer),
            lambda: templates.open_next(kind=RECEIPT, author=office.second))  # fmt: skip
    assert LetterTemplate.objects.filter(kind=RECEIPT.code, state="draft").count() == 1
