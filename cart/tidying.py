"""What the cart deletes on time, once an hour: old tapes, catalogues that nobody sells by, event pictures."""

import logging
from collections.abc import Callable
from functools import partial
from threading import Event, Thread

from cart.config import Config
from cart.core.state import State
from cart.evidence import EvidenceFolder
from cart.sync import SHELF, forget_catalogs

log = logging.getLogger(__name__)

TIDY_S = 3600.0

Job = Callable[[], object]


class Tidying:
    """A thread of its own that does all of its jobs at the start, and once an hour."""

    def __init__(self, *jobs: Job) -> None:
        self._jobs = jobs
        self._ending = Event()
        self._thread = Thread(target=self._run, name="tidy")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        ended = False
        while not ended:
            for job in self._jobs:
                try:
                    job()
                except Exception:
                    log.exception("tidying stumbled; it is tried again later")
            ended = self._ending.wait(TIDY_S)


def old_pictures(config: Config, evidence: EvidenceFolder) -> Job:
    """Deletes event pictures and weight curves, whatever the store has of them."""
    return partial(evidence.forget, 3600 * config.evidence.keep_hours)


def old_catalogs(config: Config, state: Callable[[], State]) -> Job:
    """Deletes the catalogues that nobody sells by; `state` gives the cart's state of the moment."""

    def job() -> None:
        running = state()
        sold = [catalog.version for catalog in (running.catalog, running.next_catalog) if catalog]
        forget_catalogs(config.folder / SHELF, sold, TIDY_S)

    return job
