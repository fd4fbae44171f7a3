"""The thread that looks: keeps the last quiet picture, answers Look with a Sighting, reads passing codes."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread

from cart.camera.frames import Frame, FrameGone, Picture
from cart.core.effects import HoldQuiet, Look
from cart.core.inputs import Input, Sighting
from cart.core.units import Seconds
from cart.sight import motion
from cart.sight.comparing import Comparison, Recognise, Remember, SizeOf, forget
from cart.sight.light import Recolour, as_it_is
from cart.sight.passing import PassingCodes, ReadCodes

log = logging.getLogger(__name__)

PERIOD_S = 0.12
STILL_LOOKS = 2  # looks without motion before a picture counts as quiet
SETTLE_S = 1.2  # a hand that stays in view this long after the step is looked past
GIVE_UP_S = 2.5  # without any picture by then the step is decided without one


@dataclass
class _Waiting:
    """A look that waits for the hand to leave the picture."""

    look: Look
    before: Picture | None


class Sight:
    """Pictures in, Sightings and CodeSeen out, through `put`. `keep` stores evidence and returns its hash."""

    def __init__(
        self,
        latest: Callable[[], Frame | None],
        recognise: Recognise,
        read_codes: ReadCodes,
        keep: Callable[[bytes], str],
        put: Callable[[Input], None],
        clock: Callable[[], Seconds],
        frames: Callable[[], Sequence[Frame]] = tuple,
        size_of: SizeOf = lambda mask: None,
        recolour: Recolour = as_it_is,
        remember: Remember = forget,
    ) -> None:
        """`frames` are the last ones, oldest first: a code is looked at a second time there.

        `remember` gets what a step showed, beside its crops: an answer may name it later.
        """
        self._latest, self._put, self._clock = latest, put, clock
        self._codes = PassingCodes(read_codes, frames, put)
        self._comparison = Comparison(recognise, keep, size_of, recolour, clock, remember)
        self._asked: SimpleQueue[HoldQuiet | Look | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="sight", daemon=True)
        self._small: Picture | None = None
        self._number = -1
        self._still = 0
        self._candidate: Frame | None = None
        self._quiet: Picture | None = None
        self._held: Picture | None = None
        self._next_held: Picture | None = None
        self._waiting: list[_Waiting] = []

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._asked.put(None)
        self._thread.join(5.0)

    def perform(self, effect: HoldQuiet | Look) -> None:
        self._asked.put(effect)

    def _run(self) -> None:
        while True:
            try:
                asked = self._asked.get(timeout=PERIOD_S)
            except Empty:
                self._guarded(self._watch)
                continue
            if asked is None:
                return
            if isinstance(asked, HoldQuiet):
                self._guarded(partial(self._hold, asked))
            else:
                self._expect(asked)
            self._guarded(self._watch)

    def _hold(self, onset: HoldQuiet) -> None:
        """Keep what the basket looked like before the hand: later pictures already show what it brought."""
        if self._waiting:  # the next hand is there before the last one's picture: both start from the same
            self._next_held = self._waiting[-1].before
            return
        if self._candidate is not None and self._candidate.t < onset.t:
            self._quiet_picture()
        self._held = self._quiet

    def _expect(self, look: Look) -> None:
        held = self._held
        if self._waiting and self._next_held is not None:
            held, self._next_held = self._next_held, None
        self._waiting.append(_Waiting(look, held if held is not None else self._quiet))

    def _guarded(self, look: Callable[[], None]) -> None:
        try:
            look()
        except (FrameGone, OSError) as error:
            log.info("no picture: %s", error)
            self._small, self._still, self._candidate = None, 0, None
            self._give_up()
        except Exception:
            log.exception("sight stumbled over a picture and goes on")
            self._answer_blind()

    def _watch(self) -> None:
        frame = self._latest()
        if frame is None or frame.number == self._number:
            self._expire()
            return
        self._number = frame.number
        small = frame.lores()
        moved = motion.between(self._small, small) if self._small is not None else None
        self._small = small
        if moved is not None:
            if self._still >= STILL_LOOKS:
                self._quiet_picture()
            self._still, self._candidate = 0, None
            self._codes.look(frame, moved)
        else:
            self._still += 1
        if self._still >= STILL_LOOKS:
            self._answer(frame)
            self._candidate = frame
        else:
            self._expire()

    def _quiet_picture(self) -> Picture | None:
        """The last quiet picture; its pixels are made now, before the camera forgets the frame."""
        if self._candidate is not None:
            self._quiet, self._candidate = self._candidate.video(), None
        return self._quiet

    def _answer(self, frame: Frame) -> None:
        """Answer the looks that the frame is late enough for."""
        due = [waiting for waiting in self._waiting if frame.t >= waiting.look.t1]
        if not due:
            return
        after = frame.video()
        for waiting in due:
            self._put(self._comparison.sighting(waiting.look, waiting.before, after))
            self._waiting.remove(waiting)
        self._quiet, self._held, self._next_held = after, self._next_held, None

    def _expire(self) -> None:
        """A hand that does not leave: look at what is there."""
        if self._overdue(SETTLE_S):
            frame = self._latest()
            if frame is not None:
                self._answer(frame)
        self._give_up()

    def _give_up(self) -> None:
        if self._overdue(GIVE_UP_S):
            self._answer_blind()

    def _overdue(self, seconds: float) -> bool:
        now = self._clock()
        return any(now - waiting.look.t1 > seconds for waiting in self._waiting)

    def _answer_blind(self) -> None:
        for waiting in self._waiting:
            self._put(Sighting(self._clock(), waiting.look.step))
        self._waiting.clear()
        self._held, self._next_held = self._next_held, None
