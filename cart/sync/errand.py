"""A long errand on a thread of its own, so that facts do not wait for it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


class Errand:
    """At most one run at a time; what it ran into is raised where somebody looks."""

    def __init__(self, name: str, do: Callable[[], None], done: Callable[[], None]) -> None:
        """`done` is called at the end of each run."""
        self._do, self._done = do, done
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._run: Future[None] | None = None

    def start(self) -> None:
        """Begin, unless it is under way."""
        if self._run is None or self._run.done():
            self._run = self._thread.submit(self._do)
            self._run.add_done_callback(lambda _: self._done())

    def look(self) -> None:
        """Raise, once, what the last run ran into."""
        if self._run is not None and self._run.done():
            run, self._run = self._run, None
            run.result()

    def end(self) -> None:
        """Wait for a run that is under way."""
        self._thread.shutdown()
