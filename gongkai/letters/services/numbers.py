"""Series of numbers: kept at the desk, and counted without gaps when a letter is issued."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from gongkai.bureau.models import DutyCode, Official, Unit
from gongkai.bureau.queries import credentials
from gongkai.journal.parties import SYSTEM
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from .. import kinds
from ..models import LetterSeries, SeriesKind, SeriesYear
from ..rules.numbering import pattern_faults

KEEPERS = (DutyCode.PUBLICITY, DutyCode.LEGAL)


@transaction.atomic
def save_series(
    *,
    actor: Official,
    unit: Unit,
    name: str,
    word: str,
    pattern: str,
    is_general: bool = False,
    for_kinds: Iterable[str] = (),
    series: LetterSeries | None = None,
) -> LetterSeries:
    """Add or change a series. Once numbers were given in it, word and pattern stay: a new form is a new series."""
    row = LetterSeries(unit=unit) if series is None else LetterSeries.objects.select_for_update().get(pk=series.pk)
    wanted = sorted(set(for_kinds))
    name, word, pattern = name.strip(), word.strip(), pattern.strip()
    if reasons := _series_faults(actor, row, name, word, pattern, wanted):
        raise Refused(reasons)
    row.name, row.word, row.pattern, row.is_general = name, word, pattern, is_general
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(["这个单位已有同名、同样式的序列，或者已有一个通用序列。请核对后修改原有的序列。"]) from None
    row.kinds.exclude(kind__in=wanted).delete()
    for kind in set(wanted) - set(row.kinds.values_list("kind", flat=True)):
        SeriesKind.objects.create(series=row, unit=row.unit, kind=kind)  # a handful, and seldom
    record("letters.series_saved", row, actor, name=name, pattern=pattern, word=word, general=is_general, kinds=wanted)
    return row


def _series_faults(
    actor: Official, row: LetterSeries, name: str, word: str, pattern: str, wanted: list[str]
) -> list[Reason]:
    found = []
    if not credentials(actor).holds_any(*KEEPERS):
        found.append(Reason("文号序列由政务公开或者法制审核人员设置。"))
    if not name:
        found.append(Reason("请填写名称。", field="name"))
    if not word and "{word}" in pattern:
        found.append(Reason("请填写机关代字。", field="word"))
    found += [Reason(sentence, field="pattern") for sentence in pattern_faults(pattern)]
    if row.pk and (row.word, row.pattern) != (word, pattern) and SeriesYear.objects.filter(series=row).exists():
        found.append(Reason("这个序列已经编过号，代字和样式不能再改。请另建一个序列。", field="pattern"))
    known = {kind.code for kind in kinds.all_kinds()}
    found += [Reason("没有这种文书。", field="for_kinds") for code in wanted if code not in known]
    others = SeriesKind.objects.filter(unit=row.unit, kind__in=wanted).exclude(series=row.pk).select_related("series")
    found += [
        Reason(f"{kinds.label(other.kind)}已由序列“{other.series.name}”编号，请先从那里去掉。", field="for_kinds")
        for other in others
    ]
    return found


@transaction.atomic
def begin_series(*, unit: Unit, name: str, word: str, pattern: str, for_kinds: Iterable[str]) -> LetterSeries:
    """The series that a room's letters are numbered by from the start, until officials set their own; again is harmless."""
    wanted = sorted(set(for_kinds) - set(SeriesKind.objects.filter(unit=unit).values_list("kind", flat=True)))
    fields = {"name": name, "word": word, "pattern": pattern}
    row, begun = LetterSeries.objects.get_or_create(unit=unit, word=word, pattern=pattern, defaults={"name": name})
    SeriesKind.objects.bulk_create(
        [SeriesKind(series=row, unit=unit, kind=kind) for kind in wanted], ignore_conflicts=True
    )
    if begun:
        record("letters.series_saved", row, SYSTEM, **fields, general=False, kinds=wanted)
    return row


def series_for(unit: Unit, kind: str) -> LetterSeries | None:
    """The series that numbers this kind in this unit, or the unit's general one."""
    own = SeriesKind.objects.filter(unit=unit, kind=kind).select_related("series__unit").first()
    return own.series if own else LetterSeries.objects.filter(unit=unit, is_general=True).select_related("unit").first()


def take(series: LetterSeries, year: int) -> int:
    """The next serial of the year. The year's row stays locked until commit, so that a letter that fails leaves no gap."""
    row = SeriesYear.objects.select_for_update().filter(series=series, year=year).first()
    if row is None:
        try:
            with transaction.atomic():
                SeriesYear.objects.create(series=series, year=year)
        except IntegrityError:
            pass  # a colleague began the year at the same moment: his row serves
        row = SeriesYear.objects.select_for_update().get(series=series, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
