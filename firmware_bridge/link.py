"""The scale on a serial port: shakes hands, hands samples on with the cart's time, keeps its record."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import serial

from firmware_bridge.ailing import Ailing
from firmware_bridge.clock import McuClock
from firmware_bridge.protocol import (
    BAUD,
    LENGTHS,
    Counters,
    Decoder,
    Frame,
    GetHello,
    Hello,
    Kind,
    Ping,
    Pong,
    RawSample,
    Start,
    Stop,
    check_hello,
    encode,
)
from firmware_bridge.records import Records
from firmware_bridge.supervisor import LinkDown, Supervisor

__all__ = ["LinkDown", "Sample", "ScaleLink"]

log = logging.getLogger(__name__)

SILENCE = 0.5
"""Seconds without a whole sample after which a scale that worked is reported as down."""
FIRST_SAMPLE = 1.5
"""The same for a port just opened: opening resets an Arduino, and its bootloader waits for about a second."""
ASK_AGAIN = 0.25
"""Seconds between two requests to a scale that sends nothing: it may have been reset."""
GIVE_UP = 4.0
"""Seconds without any sample after which the port is closed and opened anew, which resets an Arduino."""
PING_EVERY = 1.0
PONG_LOST = 5.0
"""Seconds after which a PING's answer comes no more."""
SAMPLE_S = (LENGTHS[Kind.SAMPLE] + 2) * 10 / BAUD
"""Seconds of a sample on the wire: COBS adds a byte, the closing zero is one more, each has ten bits."""
PING_S = (LENGTHS[Kind.PING] + LENGTHS[Kind.PONG] + 4) * 10 / BAUD
NOISE = 64
"""Bytes without one good frame among them that make a silent line a noisy one: twice a sample's length."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Counts of the fitted cells at cart time `t`, all of them read; lines and motion as in `protocol.RawSample`."""

    t: float
    counts: tuple[int, ...]
    lines: int
    motion: tuple[int, int, int] | None = None


class ScaleLink:
    """Reads one scale until stopped; every callback runs on the link's own thread.

    An outage is reported by one `on_down`, its end by one `on_up` (with the scale's id) just before the first
    sample. `on_record` gets the calibration record that the scale holds: after each handshake and each write.

    A sample in which a fitted cell was not read, or is at the end of its range, is no weight: it is held back,
    and a scale that sends no others is down. `on_lines` gets the exit lane's lines of every sample.
    """

    def __init__(
        self,
        port: str,
        on_sample: Callable[[Sample], None],
        on_up: Callable[[str], None],
        on_down: Callable[[LinkDown], None],
        clock: Callable[[], float],
        on_record: Callable[[bytes], None] | None = None,
        on_lines: Callable[[float, int], None] | None = None,
    ) -> None:
        self._on_sample = on_sample
        self._on_lines = on_lines
        self._on_record = on_record
        self._clock = clock
        self._records = Records()
        self._supervisor = Supervisor("scale-link", port, BAUD, self._converse, on_up, on_down)
        self.counters = Counters()
        """A snapshot of what all connections since the start have carried and lost."""
        self.ailing = ""
        """What the fitter should look at while the board answers and its cells do not; empty otherwise."""

    def start(self) -> None:
        self._supervisor.start()

    def stop(self) -> None:
        """End the thread (within a second, unless a callback blocks) and close the port."""
        self._supervisor.stop()

    def write_record(self, scale_id: str, record: bytes) -> None:
        """Have this scale keep 64 bytes; from any thread, at once or when it is back.

        `on_record` then gets what the scale holds. When another scale comes instead, the record is dropped.
        Raises ValueError for a record of another length.
        """
        self._records.write(scale_id, record)

    def _converse(self, port: serial.Serial) -> LinkDown | None:
        talk = _Talk(self._clock())
        before = self.counters
        while not self._supervisor.ending.is_set():
            self._ask(port, talk)
            chunk = port.read(max(1, port.in_waiting))
            now = self._clock()
            frames = talk.decoder.feed(chunk)
            self.counters = before + talk.decoder.counters
            talk.noise = 0 if frames else talk.noise + len(chunk)
            for frame in frames:
                self._hear(port, talk, frame, now)
            if now - talk.last_good > talk.patience:
                self.ailing = talk.ailing.sentence() if now - talk.last_heard <= SILENCE else ""
                reason = LinkDown.GARBAGE if talk.noise > NOISE else LinkDown.SILENT
                self._supervisor.down(reason, self.ailing)
                if now - talk.last_heard > GIVE_UP:
                    return reason
        port.write(encode(Stop()))
        return None

    def _ask(self, port: serial.Serial, talk: "_Talk") -> None:
        now = self._clock()
        if talk.hello is None or now - talk.last_heard > ASK_AGAIN:
            if now - talk.asked > ASK_AGAIN:
                talk.asked = now
                # The zero byte ends whatever half a frame the other side may hold.
                port.write(b"\0" + encode(GetHello()))
            return
        # A PONG that comes after the next PING would look like a short way.
        if now - talk.pinged > (PONG_LOST if talk.awaits_pong else PING_EVERY):
            talk.pinged, talk.awaits_pong = now, True
            port.write(encode(Ping()))
        command = self._records.due(now)
        if command is not None:
            port.write(encode(command))

    def _hear(self, port: serial.Serial, talk: "_Talk", frame: Frame, now: float) -> None:
        match frame:
            case RawSample() if talk.hello is not None:
                talk.last_heard = now
                t = talk.mcu.cart_time(frame.t_us, now)
                if self._on_lines is not None:
                    self._on_lines(t, frame.lines)
                counts = frame.counts[: talk.hello.cells]
                if talk.ailing.hears(counts, frame.flags):
                    return
                talk.last_good, talk.patience, self.ailing = now, SILENCE, ""
                self._supervisor.up(talk.hello.scale_id.hex())
                self._on_sample(Sample(t, counts, frame.lines, frame.motion))
            case Hello():
                check_hello(frame)
                if talk.hello is None or frame.seq == 0:
                    _greet(frame, talk.hello)
                    self._records.greeted(frame.scale_id.hex())
                talk.hello, talk.awaits_pong = frame, False
                talk.mcu.restart()
                port.write(encode(Start()))
            case Pong() if talk.awaits_pong:
                talk.awaits_pong = False
                talk.mcu.round_trip(now - talk.pinged)
            case _:
                record = self._records.heard(frame)
                if record is not None and self._on_record is not None:
                    self._on_record(record)


class _Talk:
    """What one opening of the port knows."""

    def __init__(self, now: float) -> None:
        self.decoder = Decoder()
        self.mcu = McuClock(SAMPLE_S, PING_S)
        self.hello: Hello | None = None
        self.ailing = Ailing()
        self.last_good = self.last_heard = now
        self.patience = FIRST_SAMPLE
        self.asked = self.pinged = float("-inf")
        self.awaits_pong = False
        self.noise = 0
        """Bytes since the last good frame."""


def _greet(hello: Hello, known: Hello | None) -> None:
    log.info(
        "scale %s %s: firmware %s, %d cells, %d samples a second, last reset: %s",
        hello.scale_id.hex(),
        "answers" if known is None else "restarted",
        ".".join(map(str, hello.firmware)),
        hello.cells,
        hello.rate_hz,
        hello.reset_cause.name.lower().replace("_", " "),
    )
