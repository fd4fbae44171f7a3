"""The serial thread: opens the scale's port, shakes hands, hands samples on, and comes back after a loss."""

import logging
import termios
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import serial

from firmware_bridge.clock import McuClock
from firmware_bridge.protocol import (
    BAUD,
    Counters,
    Decoder,
    FirmwareMismatch,
    GetHello,
    Hello,
    RawSample,
    Start,
    Stop,
    check_hello,
    encode,
)

log = logging.getLogger(__name__)

SILENCE = 0.5
"""Seconds without a good sample after which a scale that worked is reported as down."""
FIRST_SAMPLE = 1.5
"""The same for a port just opened: opening resets an Arduino, and its bootloader waits for about a second."""
ASK_AGAIN = 0.25
"""Seconds between two requests to a scale that sends no samples: it may have been reset."""
GIVE_UP = 4.0
"""Seconds without a sample after which the port is closed and opened anew, which resets an Arduino."""
NOISE = 64
"""Bytes without one good frame among them that make a silent line a noisy one: twice a sample's length."""
BACK_OFF_FIRST, BACK_OFF_LAST = 0.1, 2.0
POLL = 0.1
"""Seconds that a read waits: what it takes at most to notice a stop."""


class LinkDown(Enum):
    """Why there are no samples; the values are those of the cart's reasons."""

    UNPLUGGED = "unplugged"
    SILENT = "silent"
    GARBAGE = "garbage"
    WRONG_FIRMWARE = "wrong firmware"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Sample:
    """Counts of the fitted cells at cart time `t`; flags and lines as in `protocol.RawSample`."""

    t: float
    counts: tuple[int, ...]
    flags: int
    lines: int


class ScaleLink:
    """Reads one scale until stopped; every callback runs on the link's own thread.

    An outage is reported by one `on_down`, its end by one `on_up` just before the first sample.
    """

    def __init__(
        self,
        port: str,
        on_sample: Callable[[Sample], None],
        on_up: Callable[[str], None],
        on_down: Callable[[LinkDown], None],
        clock: Callable[[], float],
    ) -> None:
        self._port = port
        self._on_sample = on_sample
        self._on_up = on_up
        self._on_down = on_down
        self._clock = clock
        self.counters = Counters()
        """A snapshot of what all connections since the start have carried and lost."""
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._up: bool | None = None
        self._logged: LinkDown | None = None
        self._back_off = BACK_OFF_FIRST

    def start(self) -> None:
        if self._thread is not None:
            raise RuntimeError(f"the link to {self._port} has been started already")
        self._thread = threading.Thread(target=self._run, name="scale-link", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread (within a second, unless a callback blocks) and close the port."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while not self._ending.is_set():
            reason = self._connection()
            if reason is None or self._ending.is_set():
                return
            self._report(reason)
            if reason is LinkDown.WRONG_FIRMWARE:
                self._back_off = BACK_OFF_LAST
            log.debug("scale port %s: opening it anew in %.1f s", self._port, self._back_off)
            self._ending.wait(self._back_off)
            self._back_off = min(2 * self._back_off, BACK_OFF_LAST)

    def _connection(self) -> LinkDown | None:
        """One opening of the port, until it is lost or of no use; None when it is no longer wanted."""
        try:
            with serial.Serial(self._port, BAUD, timeout=POLL, write_timeout=SILENCE, exclusive=True) as port:
                return self._converse(port)
        except serial.SerialTimeoutException:
            return LinkDown.SILENT
        except (OSError, termios.error) as lost:  # termios.error: pyserial's flush of a port just pulled
            log.debug("scale port %s: %s", self._port, lost)
            return LinkDown.UNPLUGGED
        except FirmwareMismatch as mismatch:
            if self._logged is not LinkDown.WRONG_FIRMWARE:
                log.warning("%s", mismatch)
            return LinkDown.WRONG_FIRMWARE
        except Exception:
            log.exception("reading the scale at %s failed", self._port)
            return LinkDown.BROKEN

    def _converse(self, port: serial.Serial) -> LinkDown | None:
        before, decoder, mcu = self.counters, Decoder(), McuClock()
        hello: Hello | None = None
        last_good, asked, patience, noise = self._clock(), float("-inf"), FIRST_SAMPLE, 0
        while not self._ending.is_set():
            now = self._clock()
            waiting = hello is None or now - last_good > ASK_AGAIN
            if waiting and now - asked > ASK_AGAIN:
                asked = now
                # The zero byte ends whatever half a frame the other side may hold.
                port.write(b"\0" + encode(GetHello()))
            chunk = port.read(max(1, port.in_waiting))
            now = self._clock()
            frames = decoder.feed(chunk)
            self.counters = before + decoder.counters
            noise = 0 if frames else noise + len(chunk)
            for frame in frames:
                match frame:
                    case Hello():
                        check_hello(frame)
                        self._greet(frame, hello)
                        hello = frame
                        mcu.restart()
                        port.write(encode(Start()))
                    case RawSample() if hello is not None:
                        last_good, patience = now, SILENCE
                        self._hand_on(frame, hello, mcu.cart_time(frame.t_us, now))
            if now - last_good > patience:
                reason = LinkDown.GARBAGE if noise > NOISE else LinkDown.SILENT
                self._report(reason)
                if now - last_good > GIVE_UP:
                    return reason
        port.write(encode(Stop()))
        return None

    def _greet(self, hello: Hello, known: Hello | None) -> None:
        if known is None or hello.seq == 0:
            log.info(
                "scale %s %s: firmware %s, %d cells, %d samples a second, last reset: %s",
                hello.scale_id.hex(),
                "answers" if known is None else "restarted",
                ".".join(map(str, hello.firmware)),
                hello.cells,
                hello.rate_hz,
                hello.reset_cause.name.lower().replace("_", " "),
            )

    def _hand_on(self, raw: RawSample, hello: Hello, t: float) -> None:
        if not self._up:
            self._up, self._logged, self._back_off = True, None, BACK_OFF_FIRST
            log.info("scale %s at %s sends samples", hello.scale_id.hex(), self._port)
            self._on_up(hello.scale_id.hex())
        self._on_sample(Sample(t, raw.counts[: hello.cells], raw.flags, raw.lines))

    def _report(self, reason: LinkDown) -> None:
        if reason is not self._logged:
            self._logged = reason
            log.info("no samples from the scale at %s: %s", self._port, _ADVICE[reason])
        if self._up is not False:
            self._up = False
            self._on_down(reason)


_ADVICE = {
    LinkDown.UNPLUGGED: "the port is not there or in use by another program; check the cable",
    LinkDown.SILENT: "the port is open and nothing comes; trying to start the scale again",
    LinkDown.GARBAGE: "bytes come that are no frames; check the cable, the port and its speed",
    LinkDown.WRONG_FIRMWARE: "its firmware does not fit this program; reflash hw/firmware",
    LinkDown.BROKEN: "reading it failed in the program itself; the log line before this one says where",
}
