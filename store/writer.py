"""One thread that writes: what is asked for at the same time goes to disk in one transaction."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

from store.booking import Page
from store.database import Database
from store.memory import Memory

log = logging.getLogger(__name__)

T = TypeVar("T")

TOGETHER = 64
"""So many jobs share a commit at most: one batch of facts takes some milliseconds, and the first job waits for all."""


class Closed(Exception):
    """The store is going down; who asked has to ask again."""


@dataclass(frozen=True, slots=True)
class _Job:
    do: Callable[[Page], Any]
    trip: str | None
    done: "Future[Any]"


class Writer:
    """A commit costs two or three syncs of the disk, however much is in it (group commit).

    A job that cannot be done leaves the page as it was, and gives an answer that says so. One that raises spoils its
    transaction: then each of its companions is done again, alone, and only the culprit is told.
    """

    def __init__(self, database: Database, memory: Memory | None = None) -> None:
        self._database, self._memory = database, memory or Memory()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="store writer", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[Page], T], trip: str | None = None) -> "Future[T]":
        """The future is done when what the job wrote is on disk; `trip` is one that it books. Raises Closed."""
        future: Future[T] = Future()
        with self._closing:
            if self._closed:
                raise Closed("the store is going down")
            self._jobs.put(_Job(job, trip, future))
        return future

    def close(self) -> None:
        """Do what was asked for, and end."""
        with self._closing:
            self._closed = True
            self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        ended = False
        while not ended:
            waiting = [self._jobs.get()]
            while len(waiting) < TOGETHER and waiting[-1] is not None and not self._jobs.empty():
                waiting.append(self._jobs.get())
            ended = waiting[-1] is None
            # What nobody waits for any more is not begun; what is begun can no longer be cancelled.
            if jobs := [each for each in waiting if each is not None and each.done.set_running_or_notify_cancel()]:
                self._do(jobs)

    def _do(self, jobs: Sequence[_Job]) -> None:
        try:
            answers = self._write(jobs)
        # The top of the thread: whatever one job ran into, the others must not bear it, and it hears of it alone.
        except Exception:
            log.warning("%d jobs are done again, each alone", len(jobs), exc_info=True)
            for job in jobs:
                self._do_alone(job)
            return
        for job, answer in zip(jobs, answers, strict=True):
            job.done.set_result(answer)

    def _do_alone(self, job: _Job) -> None:
        try:
            (answer,) = self._write([job], alone=True)
        except Exception as error:
            log.exception("the store could not write")
            job.done.set_exception(error)
        else:
            job.done.set_result(answer)

    def _write(self, jobs: Sequence[_Job], *, alone: bool = False) -> list[Any]:
        """The answers, once they are true: when the transaction is on disk."""
        with self._database.write() as session:
            page = Page(session, self._memory, alone=alone)
            page.expect(job.trip for job in jobs if job.trip is not None)
            answers = [job.do(page) for job in jobs]
            page.write()
        return answers
