"""Material on its way to the applicant: put in, marked, rebuilt, checked, approved by a second person, handed out."""

from io import BytesIO
from itertools import product

import pytest
from django.db import connection

from gongkai.bureau.models import DutyAssignment
from gongkai.bureau.tests import factories as bureau
from gongkai.foi import material as queries
from gongkai.foi import services
from gongkai.foi.models import Redaction, RedactionMark, RedactionPage, WithheldApart
from gongkai.foi.rules import redacting as rules
from gongkai.foi.rules.redacting import State, Step
from gongkai.foi.services import redacting, redaction_work
from gongkai.foi.tests import factories as make
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.reception import queries as reception_queries
from gongkai.uploads import storage
from gongkai.uploads.models import Upload
from gongkai.uploads.redaction import recognising
from gongkai.uploads.redaction.geometry import Box
from gongkai.uploads.tests import redaction_sources as sources
from gongkai.uploads.tests.redaction_sources import NUMBER, SECRET


@pytest.fixture(autouse=True)
def without_recognition(monkeypatch):
    """Children inherit the search path: without tesseract a round takes a tenth of a second instead of two."""
    monkeypatch.setenv("PATH", "/nowhere")


def worked(material: Redaction, rounds: int = 60) -> Redaction:
    """The material once the worker has nothing left to do for it."""
    for _ in range(rounds):
        if not redaction_work.work():
            return Redaction.objects.select_related("application", "result__stored").get(pk=material.pk)
    raise AssertionError("the worker never rests")


def put_in(team, content: bytes | None = None, name: str = "钱守拙来信.pdf", case=None) -> Redaction:
    file = BytesIO(content if content is not None else sources.page())
    case = case or make.assigned(team)
    return worked(redacting.put_in(case=case, actor=team.draft, file=file, name=name))


def mark_all(team, material: Redaction, terms=(SECRET, NUMBER)) -> Redaction:
    for term in terms:
        areas: dict[int, list] = {}
        for page, place in queries.places_of(material, term):
            areas.setdefault(page, []).append(place.boxes)
        redacting.mark_term(material=material, actor=team.draft, areas=areas, ground="art15", term=term)
    return material


def made(team, material: Redaction) -> Redaction:
    return worked(redacting.make(material=material, actor=team.draft))


def clean(team, **more) -> Redaction:
    return made(team, mark_all(team, put_in(team, **more)))


def sentences(refused) -> str:
    return "".join(reason.sentence for reason in refused.value.reasons)


def test_material_goes_from_the_desk_to_the_applicant_and_its_source_stays(team):
    material = clean(team)
    assert material.state == State.CLEAN and material.faults_said == ()
    redacting.approve(material=material, actor=team.secrecy)
    make.settled(team)
    case = services.draft_decision(
        case=material.application,
        actor=team.draft,
        code="D03",
        findings=["supply", "reasons"],
        text=make.TEXT,
        facts=make.WRITTEN.get("D03"),
    )
    case = services.submit_decision(case=case, actor=team.draft)
    case = services.sign(
        case=services.pass_step(case=services.pass_step(case=case, actor=team.legal), actor=team.secrecy),
        actor=team.sign,
    )
    services.deliver(case=case, actor=team.publicity, proof="网上送达")
    messages = reception_queries.thread(case.letter)
    files = [file for row in reception_queries.files_of(messages).values() for file in row]
    assert [file.name for file in files] == ["提供的信息1.pdf"]
    data = storage.path_of(files[0].stored.digest).read_bytes()
    assert data.startswith(b"%PDF") and SECRET.encode() not in data
    assert Upload.objects.get(pk=material.source_id).owner_kind == "redaction"
    with pytest.raises(Refused, match="已经随答复提供"):
        redacting.mark(material=material, actor=team.draft, page=1, areas=[[Box(0.1, 0.1, 0.2, 0.2)]], ground="art15")


def test_partial_disclosure_is_not_submitted_without_approved_material_or_the_statement(team):
    make.settled(team)
    case = services.draft_decision(
        case=make.assigned(team),
        actor=team.draft,
        code="D03",
        findings=["supply", "reasons"],
        text=make.TEXT,
        facts=make.WRITTEN.get("D03"),
    )
    with pytest.raises(Refused, match="部分公开需要有经过遮盖并审定的材料"):
        services.submit_decision(case=case, actor=team.draft)
    redacting.state_apart(case=case, actor=team.draft, statement="附件二为合同报价，未随附。")
    assert services.submit_decision(case=case, actor=team.draft).stage == "review"


def test_no_answer_is_submitted_while_material_is_not_approved(team):
    material = put_in(team)
    case = services.draft_decision(
        case=material.application,
        actor=team.draft,
        code="D02",
        findings=["supply"],
        text=make.TEXT,
        facts=make.WRITTEN.get("D02"),
    )
    with pytest.raises(Refused, match="还有没有审定的材料"):
        services.submit_decision(case=case, actor=team.draft)
    redacting.drop(material=material, actor=team.draft)
    assert services.submit_decision(case=case, actor=team.draft).stage == "review"


def test_what_survived_is_named_with_its_place_and_keeps_the_result_here(team):
    material = put_in(team, sources.page(f"甲方{SECRET}。\n\n乙方也是{SECRET}。"))
    (first, _) = queries.places_of(material, SECRET)
    redacting.mark(material=material, actor=team.draft, page=1, areas=[first[1].boxes], ground="art15")
    material = made(team, material)
    assert material.state == State.UNCLEAN
    with pytest.raises(Refused) as refused:
        redacting.approve(material=material, actor=team.secrecy)
    assert f"第1页仍有“{SECRET}”" in sentences(refused) and "不能提供" in sentences(refused)
    assert queries.to_hand_out(material.application) == []


def test_the_same_words_may_stay_elsewhere_for_a_reason_but_only_on_pages(team):
    material = put_in(team, sources.page(f"甲方{SECRET}。\n\n乙方也是{SECRET}。"))
    (first, _) = queries.places_of(material, SECRET)
    redacting.mark(
        material=material,
        actor=team.draft,
        page=1,
        areas=[first[1].boxes],
        ground="art15",
        elsewhere="公开的负责人姓名",
    )
    assert made(team, material).state == State.CLEAN


def test_a_change_of_marks_voids_result_and_approval(team):
    material = clean(team)
    redacting.approve(material=material, actor=team.secrecy)
    result = material.result
    row = material.marks.first()
    material = redacting.undo(row=row, actor=team.draft)
    assert (material.state, material.result, material.approved_by) == (State.MARKING, None, None)
    assert Upload.objects.get(pk=result.pk).state == "removed"


def test_nobody_approves_what_he_marked_or_made(team):
    material = clean(team)
    DutyAssignment.objects.create(official=team.draft, duty="secrecy", valid_from=bureau.SINCE)
    with pytest.raises(Refused, match="不能审定自己标记或者制作的材料"):
        redacting.approve(material=material, actor=team.draft)


def test_an_older_edition_is_not_approved_by_mistake(team):
    material = clean(team)
    with pytest.raises(Refused, match="标记已经改动"):
        redacting.approve(material=material, actor=team.secrecy, edition=material.edition - 1)


def test_work_on_older_marks_is_thrown_away(team, monkeypatch):
    material = mark_all(team, put_in(team))
    redacting.make(material=material, actor=team.draft)
    taken = redaction_work._taken()
    Redaction.objects.filter(pk=material.pk).update(state=State.MARKING, edition=material.edition + 5)
    redaction_work._written(taken, redaction_work._make(taken))
    assert Redaction.objects.get(pk=material.pk).state == State.MARKING


def test_two_workers_do_not_take_the_same_material(team):
    case = make.assigned(team)
    redacting.put_in(case=case, actor=team.draft, file=BytesIO(sources.page()), name="a.pdf")
    assert redaction_work._taken() is not None and redaction_work._taken() is None


def test_neither_journal_nor_database_nor_names_say_what_was_withheld(team):
    material = clean(team)
    redacting.send_back(material=material, actor=team.secrecy, remarks=f"请再遮盖{SECRET}")
    said = str(list(Entry.objects.values_list("facts", "subject_name", "reason")))
    stored = str([list(model.objects.values()) for model in (Redaction, RedactionMark, RedactionPage)])
    names = str(list(Upload.objects.values_list("name", "facts")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, faults, remarks FROM foi_redaction")
        raw = str(cursor.fetchall())
        cursor.execute("SELECT term, texts FROM foi_redactionmark")
        raw += str(cursor.fetchall())
        cursor.execute("SELECT lines FROM foi_redactionpage")
        raw += str(cursor.fetchall())
    for secret in (SECRET, NUMBER):
        assert secret not in said and secret not in raw and secret not in names
    assert SECRET not in stored or "Sealed" in stored


def test_dropping_destroys_files_pages_and_marks(team):
    material = clean(team)
    files = [material.source_id, material.result_id]
    redacting.drop(material=material, actor=team.draft)
    assert not material.pages.exists() and not material.marks.exists()
    assert set(Upload.objects.filter(pk__in=files).values_list("state", flat=True)) == {"removed"}


def test_erasing_an_application_forgets_its_material(team):
    material = clean(team)
    redacting.state_apart(case=material.application, actor=team.draft, statement=f"{SECRET}的材料")
    redacting.forget(material.application)
    material.refresh_from_db()
    assert material.state == State.DROPPED and not material.title
    assert not WithheldApart.objects.get().statement


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("表.xlsx", b"PK", "不能遮盖"),
        ("无.pdf", b"", "空"),
        ("坏.pdf", b"%PDF-1.7\n%%EOF", "损坏"),
        ("图.png", sources.png()[:200], ""),
        ("没有扩展名", b"x", "不能遮盖"),
    ],
)
def test_a_file_that_cannot_be_handled_gets_a_sentence(team, name, content, said):
    case = make.assigned(team)
    try:
        material = worked(redacting.put_in(case=case, actor=team.draft, file=BytesIO(content), name=name))
    except Refused as refused:
        assert said in refused.reasons[0].sentence
    else:
        assert material.state == State.STOPPED and said in material.trouble


def test_too_many_pages_are_refused_with_the_number(team, settings):
    settings.FOI_REDACTION_PAGES = 0
    material = put_in(team)
    assert material.state == State.STOPPED and "超过 0 页的上限" in material.trouble


@pytest.mark.parametrize(("code", "build"), [("docx", sources.plain_docx), ("txt", sources.text), ("png", sources.png)])
def test_other_formats_go_the_same_way(team, code, build):
    material = put_in(team, build(), name=f"来信.{code}")
    assert material.state == State.MARKING, material.trouble
    if code == "png":
        redacting.mark(material=material, actor=team.draft, page=1, areas=[[Box(0.1, 0.1, 0.6, 0.4)]], ground="art16a")
    else:
        mark_all(team, material)
    assert made(team, material).state == State.CLEAN


@pytest.mark.skipif(not recognising.installed(), reason="needs tesseract with simplified Chinese")
def test_recognition_is_used_where_it_is_installed(team, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert clean(team).recognised


# --- The table ---


@pytest.mark.parametrize(("step", "state"), list(product(Step, State)))
def test_each_step_is_possible_in_its_states_for_its_duty_and_refused_with_a_sentence_otherwise(step, state):
    states, duties = rules.TABLE[step]
    for duty in ("draft", "publicity", "legal", "secrecy", "sign"):
        now = rules.Standing(state, frozenset({duty}), in_hand=True)
        reasons = rules.refusals(step, now)
        assert bool(reasons) != (state in states and duty in duties)
        assert all(reason.sentence.endswith("。") for reason in reasons)
    assert rules.refusals(step, rules.Standing(state, frozenset(duties), in_hand=False))
