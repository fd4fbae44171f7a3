"""A scale and a fitter at a terminal: live readings on one side, Enter on the other."""

import logging
import os
import select
import sys
import termios
import time
from collections import deque
from threading import Event
from types import TracebackType
from typing import Self, TextIO

from cart.clock import cart_clock
from cart.core import record
from cart.core.calibration import LEAST_READINGS, Calibration, Refusal, Still, still
from firmware_bridge.link import LinkDown, Sample, ScaleLink

log = logging.getLogger(__name__)

AVERAGE_S = 1.0
LEAST_S = 0.5  # half a second is as little as a calibration asks for
SETTLE_S = 0.3  # after Enter: who hits the key may lean on the cart
PATIENCE_S = 8.0
HOPELESS_S = 2.0  # for a port that is not there, or firmware that does not fit: neither comes by waiting
GLANCE_S = 0.2
LEAST = 20  # readings for a live figure


class ScaleUnusable(Exception):
    """No scale answers; the sentence says why and what to do."""


class InputEnded(Exception):
    """Nobody presses Enter any more."""


class StartAgain(Exception):
    """The fitter wants to begin with the first step."""


class ScaleDoor:
    """The scale's readings of the last second, as a context manager around the link."""

    def __init__(self, port: str, average_s: float = AVERAGE_S) -> None:
        """`average_s` is how long a level is averaged: longer lowers the noise, to a point."""
        self._port = port
        self._average_s = average_s
        self._link = ScaleLink(port, self._sample, self._up, self._down, cart_clock, self._kept)
        self._held: bytes | None = None
        self._readings: deque[Sample] = deque(maxlen=2000)
        self._there, self._why = Event(), LinkDown.SILENT
        self.scale = ""

    def __enter__(self) -> Self:
        self._link.start()
        deadline = time.monotonic() + PATIENCE_S
        if not self._there.wait(HOPELESS_S) and self._why not in (LinkDown.UNPLUGGED, LinkDown.WRONG_FIRMWARE):
            self._there.wait(deadline - time.monotonic())
        if not self._there.is_set():
            self._link.stop()
            raise ScaleUnusable(f"no readings come from {self._port} ({self._reason()}).")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._link.stop()

    @property
    def cells(self) -> int:
        return len(self._readings[-1].counts)

    def held(self) -> bytes:
        """What the scale keeps in its own memory; raises ScaleUnusable when it does not tell."""
        deadline = time.monotonic() + PATIENCE_S
        while self._held is None:
            if time.monotonic() > deadline:
                raise ScaleUnusable("the scale does not tell what it keeps in its own memory: plug it in again.")
            time.sleep(GLANCE_S / 4)
        return self._held

    def recent(self) -> list[tuple[int, ...]]:
        """Counts of the last second."""
        now = cart_clock()
        return [sample.counts for sample in list(self._readings) if now - sample.t <= self._average_s]

    def measure(self) -> Still:
        """Mean and noise of the time that begins now, longer for a slow scale; raises ScaleUnusable for silence."""
        begin = cart_clock() + SETTLE_S
        deadline = time.monotonic() + PATIENCE_S + self._average_s
        level: list[Sample] = []
        while len(level) < LEAST_READINGS or level[-1].t < begin + self._average_s:
            if time.monotonic() > deadline:
                raise ScaleUnusable(f"too few readings come from {self._port} ({self._reason()}).")
            time.sleep(GLANCE_S / 4)
            level = [sample for sample in list(self._readings) if sample.t >= begin]
        return still([sample.counts for sample in level])

    def keep(self, calibration: Calibration) -> None:
        """Have the scale keep the calibration in its own memory."""
        match record.encode(calibration):
            case Refusal(reason=reason):
                log.warning("%s", reason)
            case bytes() as wire:
                self._link.write_record(calibration.scale, wire)
                deadline = time.monotonic() + PATIENCE_S
                while self._held != wire and time.monotonic() < deadline:
                    time.sleep(GLANCE_S / 4)
                if self._held != wire:
                    log.warning("The scale did not keep its calibration in its own memory; the cart keeps it.")

    def _sample(self, sample: Sample) -> None:
        self._readings.append(sample)
        self._there.set()

    def _up(self, scale: str) -> None:
        self.scale = scale

    def _kept(self, wire: bytes) -> None:
        self._held = wire

    def _down(self, why: LinkDown) -> None:
        self._why = why

    def _reason(self) -> str:
        return self._link.ailing or _WHY[self._why]


_WHY = {
    LinkDown.UNPLUGGED: "the port is not there, or the running cart has it: stop the cart first",
    LinkDown.SILENT: "nothing comes: is its firmware flashed?",
    LinkDown.GARBAGE: "what comes are no frames: is it the right port?",
    LinkDown.WRONG_FIRMWARE: "its firmware is of another release: reflash hw/firmware",
    LinkDown.BROKEN: "reading it failed in the program; the log says where",
}


class Fitter:
    """Asks, shows the reading while waiting, and takes Enter from a terminal or a pipe."""

    def __init__(self, door: ScaleDoor, out: TextIO) -> None:
        self._door = door
        self._out = out
        self._typed = b""
        self._live = out.isatty()
        self.calibration: Calibration | None = None

    def ask(self, words: str) -> Still:
        """Say what to do, wait for Enter, and measure for a second; raises StartAgain for an r."""
        self._forget()
        self._say(f"{words}, then press Enter.")
        if self._line().strip().lower() == "r":
            self._say("     Again from the first step.")
            raise StartAgain
        level = self._door.measure()
        self._say(f"     {self._figure(level)}")
        return level

    def question(self, words: str) -> str:
        """A line that the fitter types."""
        self._forget()
        self._say(words)
        return self._line().strip()

    def refuse(self, reason: str) -> None:
        self._say(f"     REFUSED. {reason} Once more (r and Enter starts again):")

    def _forget(self) -> None:
        """What was typed before it was asked for would measure a basket that is not ready; a pipe cannot be early."""
        if sys.stdin.isatty():
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)
            self._typed = b""

    def _line(self) -> str:
        while b"\n" not in self._typed:
            if select.select([sys.stdin], [], [], GLANCE_S)[0]:
                chunk = os.read(sys.stdin.fileno(), 4096)
                if not chunk:
                    raise InputEnded
                self._typed += chunk
            elif self._live:
                readings = self._door.recent()
                figure = self._figure(still(readings)) if len(readings) >= LEAST else "no readings"
                self._out.write(f"\r\x1b[K     {figure}  ")
                self._out.flush()
        line, self._typed = self._typed.split(b"\n", 1)
        if self._live:
            self._out.write("\r\x1b[K")
        return line.decode("utf-8", "replace")

    def _figure(self, level: Still) -> str:
        calibration = self.calibration
        if calibration is None or len(calibration.zero) != len(level.counts):
            return f"{sum(level.counts):,.0f} counts, noise {level.noise:.0f} counts"
        return f"{calibration.grams(level.counts):,.1f} g, noise {level.noise * abs(calibration.gain):.2f} g"

    def _say(self, words: str) -> None:
        print(words, file=self._out, flush=True)
