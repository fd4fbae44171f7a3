"""The thread that looks: keeps the last quiet picture, answers Look with a Sighting, reads passing codes."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import dist
from queue import Empty, SimpleQueue
from threading import Thread

import cv2

from cart.camera.frames import VIDEO_SIZE, Frame, FrameGone, Picture, Rect, in_main
from cart.core.effects import HoldQuiet, Look
from cart.core.inputs import Candidate, CodeSeen, Input, Sighting
from cart.core.units import Seconds, Sku
from cart.sight import motion
from cart.sight.regions import APART, Mask, Region, changed

log = logging.getLogger(__name__)

PERIOD_S = 0.12
STILL_LOOKS = 2  # looks without motion before a picture counts as quiet
SETTLE_S = 1.2  # a hand that stays in view this long after the step is looked past
GIVE_UP_S = 2.5  # without any picture by then the step is decided without one
CODE_MOVES = 0.002  # of the picture: a hand that holds a thing still moves it by more within tenths of a second
CODE_REACH = (600, 420)  # pixels of the main stream around a code: where it is a moment before or after
CONFIRM_S = 0.8
WINDOW = 0.42  # of the picture's sides: its middle, where the shopper is told to show codes
ALSO = 0.25  # a region this large beside the largest is a change of its own
MOST_REGIONS = 3
CANDIDATES = 8

Recognise = Callable[[Picture, Sequence[Mask]], list[tuple[dict[Sku, float], float]]]
"""A picture and masks -> for each mask the products' probabilities, and that of none of them."""

ReadCodes = Callable[[Picture], Sequence[tuple[str, str, tuple[float, float, float, float]]]]
"""A picture -> (text, format, (left, top, right, bottom)) of the barcodes in it."""

SizeOf = Callable[[Mask], tuple[float, float] | None]
"""A mask -> the long and the short side on the basket floor in centimetres, where they are known."""


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
    ) -> None:
        """`frames` are the last ones, oldest first: a code is looked at a second time there."""
        self._frames, self._size_of = frames, size_of
        self._latest, self._recognise, self._read_codes = latest, recognise, read_codes
        self._keep, self._put, self._clock = keep, put, clock
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
        self._codes_at: dict[str, tuple[float, float]] = {}

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
            self._look_for_codes(frame, moved)
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
            self._put(self._sighting(waiting.look, waiting.before, after))
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

    def _sighting(self, look: Look, before: Picture | None, after: Picture) -> Sighting:
        if before is None:
            return Sighting(self._clock(), look.step)
        started = time.perf_counter()
        regions = changed(before, after)
        if not regions:
            return Sighting(self._clock(), look.step, nothing=1.0, crops=self._crops(before, after, None))
        picture = after if look.upward else before
        whole = _large(regions)
        likely = whole + _large(changed(before, after, APART))
        scored = self._recognise(picture, [region.mask for region in likely])
        best = max(range(len(likely)), key=lambda i: likely[i].area * (1.05 - scored[i][1]))
        things = sum(nothing < 0.5 for _, nothing in scored[: len(whole)])
        scores, nothing = scored[best]
        ranked = sorted(scores.items(), key=lambda item: -item[1])[:CANDIDATES]
        log.debug("look %d: %d regions in %.0f ms", look.step, len(regions), 1e3 * (time.perf_counter() - started))
        return Sighting(
            self._clock(),
            look.step,
            tuple(Candidate(sku, round(p, 4)) for sku, p in ranked if p >= 0.001),
            round(nothing, 4),
            max(1, things),
            likely[best].centre,
            self._crops(before, after, likely[best]),
            self._size_of(likely[best].mask),
        )

    def _crops(self, before: Picture, after: Picture, region: Region | None) -> tuple[str, ...]:
        """The changed place before and after, kept as evidence; the whole basket when no place stands out."""
        height, width = after.shape[:2]
        x, y, w, h = region.box if region else (0, 0, width, height)
        pad = 12
        x0, y0, x1, y1 = max(0, x - pad), max(0, y - pad), min(width, x + w + pad), min(height, y + h + pad)
        return tuple(self._keep(_jpeg(picture[y0:y1, x0:x1])) for picture in (before, after))

    def _look_for_codes(self, frame: Frame, moved: motion.Motion) -> None:
        for text, kind, place in self._codes_in(frame, _code_window(frame, moved)):
            last, self._codes_at[text] = self._codes_at.get(text), place
            # A code that stays where it was lies in the basket; nobody shows it.
            if last is None or dist(last, place) > CODE_MOVES:
                self._put(CodeSeen(frame.t, text, kind))
                self._confirm(frame, text, place)

    def _confirm(self, frame: Frame, text: str, place: tuple[float, float]) -> None:
        """A second look at once: other frames of that moment show the same code, if a hand holds it there."""
        width, height = frame.main_size
        around = Rect(
            int(place[0] * width - CODE_REACH[0] / 2), int(place[1] * height - CODE_REACH[1] / 2), *CODE_REACH
        )
        for other in reversed(self._frames()):
            if other.number != frame.number and abs(frame.t - other.t) < CONFIRM_S:
                for also, kind, there in self._codes_in(other, _inside(around, frame.main_size)):
                    if also == text and dist(there, place) > CODE_MOVES:
                        self._put(CodeSeen(other.t, also, kind))
                        return

    def _codes_in(self, frame: Frame, crop: Rect) -> list[tuple[str, str, tuple[float, float]]]:
        """Codes in a part of the main stream, each with its place in parts of the picture."""
        try:
            seen = self._read_codes(frame.main(crop))
        except FrameGone:  # another frame will do
            return []
        width, height = frame.main_size
        return [
            (text, kind, ((crop.x + (x0 + x1) / 2) / width, (crop.y + (y0 + y1) / 2) / height))
            for text, kind, (x0, y0, x1, y1) in seen
        ]


def _large(regions: Sequence[Region]) -> list[Region]:
    return [region for region in regions if region.area >= ALSO * regions[0].area][:MOST_REGIONS]


def _code_window(frame: Frame, moved: motion.Motion) -> Rect:
    """Where a code may be: in what moved, or, when that is large, in the middle, where codes are to be shown."""
    x, y, w, h = moved.box
    left, top, right, bottom = max(0.0, x - 0.05), max(0.0, y - 0.05), min(1.0, x + w + 0.05), min(1.0, y + h + 0.05)
    if (right - left) * (bottom - top) > WINDOW * WINDOW:
        left, top, right, bottom = 0.5 - WINDOW / 2, 0.5 - WINDOW / 2, 0.5 + WINDOW / 2, 0.5 + WINDOW / 2
    width, height = VIDEO_SIZE
    part = Rect(int(left * width), int(top * height), int((right - left) * width), int((bottom - top) * height))
    return in_main(part, frame.main_size)


def _inside(rect: Rect, size: tuple[int, int]) -> Rect:
    """The part of a rectangle that lies within a picture of this size."""
    left, top = max(0, rect.x), max(0, rect.y)
    right, bottom = min(size[0], rect.x + rect.width), min(size[1], rect.y + rect.height)
    return Rect(left, top, max(1, right - left), max(1, bottom - top))


def _jpeg(picture: Picture) -> bytes:
    ok, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 85])
    if not ok:
        raise ValueError("the crop cannot be kept as a JPEG")
    return bytes(data)
