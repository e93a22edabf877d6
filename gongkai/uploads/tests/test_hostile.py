import io
import resource
import time

import pytest

from gongkai.journal.parties import Party
from gongkai.journal.refusals import Refused
from gongkai.uploads import sandbox, services
from gongkai.uploads.models import StoredFile, Upload

from .honest import HONEST
from .hostile import HOSTILE
from .reasons import REASONS

CLERK = Party("official", "7", "李树", "绿化处")
MB = 1024 * 1024
REASON_OF = {name: reason for reason, names in REASONS.items() for name in names}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def watched(monkeypatch):
    """What each child used: seconds of CPU and wall, peak memory in bytes."""
    used, original = [], sandbox.run

    def run(order, allowance):
        start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        answer = {}
        try:
            answer = original(order, allowance)
            return answer
        finally:
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            used.append((cpu, time.monotonic() - start, answer.get("peak", 0)))

    monkeypatch.setattr(sandbox, "run", run)
    return used


def test_the_corpus_has_more_than_sixty_files():
    assert len(HOSTILE) >= 60 and set(REASON_OF) == set(HOSTILE)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_little_time_and_memory_and_nothing_is_stored(name, watched, tmp_path):
    content = HOSTILE[name]()
    with pytest.raises(Refused) as refusal:
        services.take_in(file=io.BytesIO(content), name=name, actor=CLERK, purpose="test")
    assert REASON_OF[name] in str(refusal.value)
    for reason in refusal.value.reasons:
        assert reason.sentence.endswith("。") and not any(word in reason.sentence for word in ("Error", "None", "{"))
    assert not Upload.objects.exists() and not StoredFile.objects.exists()
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    for cpu, _, peak in watched:
        assert cpu <= 2 and peak <= 200 * MB, f"{cpu:.2f} s, {peak / MB:.0f} MB"


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_taken_in(name, watched):
    upload = services.take_in(file=io.BytesIO(HONEST[name]()), name=name, actor=CLERK, purpose="test")
    assert upload.state == "private" and upload.name == name[:-4] + name[-4:].lower()
    assert all(peak <= 200 * MB for _, _, peak in watched)
