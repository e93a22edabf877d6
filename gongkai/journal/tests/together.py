"""Several people at the same moment."""

import threading
from collections.abc import Callable

from django.db import connections

from gongkai.journal.refusals import Refused


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts in threads that start together; answers how each ended: 'done', the refusal's sentences, or the fault."""
    barrier, ends = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            act()
            ends[place] = "done"
        except Refused as refused:
            ends[place] = str(refused)
        except Exception as fault:  # noqa: BLE001  shown by the assertion of the test
            ends[place] = repr(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ends
