"""What the applicant does by number and code: takes his letters, withdraws, suggests that it be made proactive."""

import pytest

from gongkai.foi import services
from gongkai.foi.models import CaseLetter, OpenWish
from gongkai.foi.rules.stages import Stage
from gongkai.foi.services import citizen, review
from gongkai.foi.tests import factories as make
from gongkai.journal.models import Entry
from gongkai.portal.pages.asking import keys


@pytest.fixture
def follow(client):
    def _follow(case, **typed):
        return client.post("/ask/follow/", {"pass": keys.new_pass(case.letter), "act": "see", **typed})

    return _follow


def test_the_first_download_is_the_proof_of_delivery(team, follow):
    case = make.answered(team)
    text = follow(case).content.decode()
    assert "政府信息公开申请登记回执" in text and "政府信息予以公开告知书" in text and "登记表" not in text
    paper = CaseLetter.objects.get(application=case, number=14)
    pdf = follow(case, act="paper", paper=paper.pk, form="pdf")
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert pdf["Content-Disposition"].startswith("attachment") and pdf["Cache-Control"] == "no-store"
    paper.refresh_from_db()
    assert paper.taken_at and paper.letter.deliveries.get().received_on
    assert follow(case, act="paper", paper=paper.pk, form="docx").content.startswith(b"PK")
    assert Entry.objects.filter(event="foi.taken").count() == 1
    assert "已查收" in follow(case).content.decode()


def test_letters_to_others_and_of_others_are_never_his(team, follow):
    case, other = make.assigned(team), make.answered(team)
    services.consult(case=case, actor=team.draft, whom="third_party", name="示例园林公司")
    assert [paper.title for paper in citizen.papers_of(case.letter)] == [
        "政府信息公开申请登记回执",
        "政府信息公开申请征求意见告知书",
    ]
    for paper in CaseLetter.objects.filter(application=case, number__in=(1, 6, 7)) | CaseLetter.objects.filter(
        application=other
    ):
        assert follow(case, act="paper", paper=paper.pk, form="pdf").status_code == 404
    assert not CaseLetter.objects.filter(taken_at__isnull=False).exists()


def test_a_decision_is_not_his_before_it_is_delivered(team, follow):
    case = make.decided(team)
    paper = CaseLetter.objects.get(application=case, number=14)
    assert follow(case, act="paper", paper=paper.pk, form="pdf").status_code == 404


@pytest.mark.parametrize("hostile", ["", "x", "-1", "9" * 400, "１", "\x00"])
def test_hostile_names_of_letters_are_no_error(team, follow, hostile):
    case = make.registered(team)
    assert follow(case, act="paper", paper=hostile, form="pdf").status_code == 404
    assert follow(case, act="paper", paper="1", form=hostile).status_code == 404
    assert follow(case, act=f"own-{hostile}").status_code in {404, 422, 200}


@pytest.mark.parametrize("begin", [make.received, make.assigned, make.for_signature])
def test_he_withdraws_himself_until_it_is_decided(team, follow, begin):
    case = begin(team)
    assert "撤回申请" in follow(case).content.decode()
    assert follow(case, act="own-withdraw", said="不再需要").status_code == 200
    case = make.fresh(case)
    assert (case.stage, case.decision) == (Stage.ANSWERED, "D23")
    assert CaseLetter.objects.filter(application=case, number=26, message__isnull=False).exists()
    assert follow(case, act="own-withdraw").status_code == 422


def test_he_suggests_once_that_it_be_made_proactive_and_the_desk_sees_it(team, follow, client):
    case = make.assigned(team)
    assert follow(case, act="own-wish", said="许多居民关心。").status_code == 200
    assert "已经提出过" in follow(case, act="own-wish", said="再次").content.decode()
    client.force_login(team.publicity)
    assert "许多居民关心。" in client.get(case.get_absolute_url()).content.decode()
    wish = OpenWish.objects.get()
    review.wish_open(case=case, actor=team.publicity)
    assert OpenWish.objects.get() == wish and Entry.objects.filter(event="foi.open_wished").count() == 1
