"""The engine: tape -> brain -> ledger -> effects -> view; the single writer, and it needs no thread.

Facts are on disk before the state moves, before effects are queued, before the screen changes.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from math import inf
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

from cart.core import brain
from cart.core.effects import Effect
from cart.core.facts import TripStarted
from cart.core.inputs import Acked, Input
from cart.core.state import State
from cart.core.view import CartView
from cart.core.viewing import view
from cart.ledger import Ledger, LedgerFull
from cart.tape import CatalogPacker, Tape

log = logging.getLogger(__name__)

AGAIN_S = 0.5  # between two tries to write to a full disk

OpenTape = Callable[[str, State], Tape | None]
"""Trip id and the state it starts from -> a tape, or None when none is kept."""


class Engine:
    """Lets inputs happen to a cart, one after the other.

    `perform` does an effect (it only queues); `show` takes every view, in order, from the caller's thread.
    """

    def __init__(
        self,
        state: State,
        ledger: Ledger,
        open_tape: OpenTape,
        perform: Callable[[Effect], None],
        show: Callable[[CartView], None],
        make_room: Callable[[], object] = lambda: None,
        keep_ms: float = inf,
    ) -> None:
        """`make_room` is asked for whenever the disk takes no more facts.

        Trips that ended `keep_ms` ago leave the ledger, if the store has all of them.
        """
        self._keep_ms = keep_ms
        self.state = state
        self._make_room = make_room
        self._ledger = ledger
        self._open_tape = open_tape
        self._perform = perform
        self._show = show
        self._shown: CartView | None = None
        self._tape: Tape | None = None
        self._full = False
        if state.trip:
            self._begin_tape(state.trip, state)

    def begin(self) -> None:
        """Wish for what the first input needs, and show where things stand."""
        for effect in brain.begin(self.state):
            self._perform(effect)
        self._publish()
        self._prune()

    def handle(self, inp: Input) -> None:
        """Let one input happen. Raises LedgerFull, with nothing changed, when the disk takes no more."""
        before = self.state
        self._on_tape(lambda tape: tape.write(inp))
        result = brain.step(before, inp)
        acked, receipt = ((inp.trip, inp.seq), inp.receipt) if isinstance(inp, Acked) else (None, 0)
        try:
            self._ledger.append(result.facts, acked, receipt)
        except LedgerFull as error:
            self._on_tape(lambda tape: tape.refuse(before.now))
            if not self._full:
                log.error("%s. Free some space; the cart shows nothing that it cannot keep.", error)
            self._full = True
            self._publish()
            self._make_room()
            raise
        if self._full and (result.facts or acked):
            log.info("There is space on the disk again.")
            self._full = False
        if any(isinstance(fact.body, TripStarted) for fact in result.facts):
            self._begin_tape(result.facts[0].trip, before)
            self._on_tape(lambda tape: tape.write(inp))
        self._on_tape(lambda tape: tape.note(result.facts, result.effects, result.state.now))
        self.state = result.state
        if before.trip and not self.state.trip:
            self._close_tape()
        for effect in result.effects:
            self._perform(effect)
        if result.seen:
            self._publish()
        if before.trip and not self.state.trip:
            self._prune()

    def close(self) -> None:
        self._close_tape()

    def _prune(self) -> None:
        """Delete old trips between two trips, by a time of day that somebody vouches for."""
        if self.state.trip or not self.state.clock.sure or self._keep_ms == inf:
            return
        try:
            gone = self._ledger.prune(round(self.state.wall - self._keep_ms))
        except LedgerFull as error:
            log.error("Old trips stay in the ledger: %s.", error)
        else:
            if gone:
                log.info("%d trips that the store has had for long were deleted.", gone)

    def _publish(self) -> None:
        now = replace(view(self.state), full=self._full)
        if now != self._shown:
            self._shown = now
            self._show(now)

    def _begin_tape(self, trip: str, start: State) -> None:
        try:
            self._tape = self._open_tape(trip, start)
        except OSError as error:
            log.error("The trip goes on without a tape: %s.", error)

    def _close_tape(self) -> None:
        self._on_tape(Tape.close)
        self._tape = None

    def _on_tape(self, keep: Callable[[Tape], None]) -> None:
        """Keep something on tape. A tape may be lost, a trip may not: a full disk ends the tape only."""
        if self._tape is None:
            return
        try:
            keep(self._tape)
        except OSError as error:
            log.error("The tape ends here, the trip goes on: %s.", error)
            self._tape.abandon()
            self._tape = None


class EngineThread:
    """The one thread that writes: takes inputs from the inbox until told to stop.

    What the disk does not take is tried again, and what happened since waits behind it: nothing is lost.
    """

    def __init__(self, engine: Engine, inbox: "SimpleQueue[Input | None]", died: Callable[[], None]) -> None:
        """`died` is called when an input brings the engine down: a screen that stands still would lie."""
        self._engine = engine
        self._inbox = inbox
        self._died = died
        self._ending = Event()
        self._thread = Thread(target=self._run, name="engine")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        self._inbox.put(None)
        self._thread.join()

    def _run(self) -> None:
        self._engine.begin()
        while (inp := self._inbox.get()) is not None:
            try:
                while not self._happens(inp) and not self._ending.wait(AGAIN_S):
                    pass
            except Exception:
                log.critical("The engine cannot go on after %r", inp, exc_info=True)
                self._died()
                return
        self._engine.close()

    def _happens(self, inp: Input) -> bool:
        """Whether the input happened; the engine says, once, that the disk is full."""
        try:
            self._engine.handle(inp)
        except LedgerFull:
            return False
        return True


def tapes_in(folder: Path, versions: dict[str, str], packer: CatalogPacker | None = None) -> OpenTape:
    """Tapes as files in a folder, one for each trip, numbered on when a trip goes on after a restart."""
    packer = packer or CatalogPacker()

    def open_tape(trip: str, start: State) -> Tape:
        part = 1
        while (path := folder / f"{trip}-{part}.mcap").exists():
            part += 1
        return Tape(path, start, versions, packer.pack)

    return open_tape
