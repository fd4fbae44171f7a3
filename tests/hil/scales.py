"""Four scales behind one interface, and a conversation that counts what the line loses."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import serial
from board import Board
from native import NativeScale

from firmware_bridge.protocol import (
    BAUD,
    Command,
    Decoder,
    Frame,
    GetHello,
    Hello,
    RawSample,
    Report,
    encode,
)
from firmware_bridge.virtual import VirtualScale

COUNTS = (81_234, -5_678, 8_388_606, -8_388_607)
MOMENT = 0.02


class Scale(Protocol):
    """Anything that speaks the protocol; `now` is its own time in seconds, which may be virtual."""

    counts: tuple[int, ...] | None
    """What its cells say, if that is known."""
    cut_by_restart: bool
    """Whether its reset line interrupts a frame that it is sending."""

    def now(self) -> float: ...
    def send(self, wire: bytes) -> None: ...
    def listen(self) -> bytes: ...
    def restart(self) -> None: ...
    def close(self) -> None: ...


class MemoryScale:
    """The firmware's core in this process: bytes in, bytes out, no port."""

    counts: tuple[int, ...] | None = COUNTS
    cut_by_restart = False

    def __init__(self, folder: Path) -> None:
        self._scale = NativeScale(folder)
        self._run = 0.0
        self._scale.weigh(*COUNTS)

    def now(self) -> float:
        return self._run

    def send(self, wire: bytes) -> None:
        # As at a UART, bytes come at their speed: not more than the scale's buffer holds at once.
        for at in range(0, len(wire), 128):
            self._scale.hear(wire[at : at + 128])
            if at + 128 < len(wire):
                self._scale.run(500)

    def listen(self) -> bytes:
        self._run += MOMENT
        return self._scale.run(round(MOMENT * 1e6))

    def restart(self) -> None:
        self._scale.start()
        self._scale.weigh(*COUNTS)

    def close(self) -> None:
        pass


class _Port:
    """A scale behind pyserial, in real time."""

    counts: tuple[int, ...] | None
    cut_by_restart = False

    def __init__(self, port: str) -> None:
        self._port = serial.Serial(port, BAUD, timeout=MOMENT, exclusive=True)

    def now(self) -> float:
        return time.monotonic()

    def send(self, wire: bytes) -> None:
        self._port.write(wire)

    def listen(self) -> bytes:
        return bytes(self._port.read(max(1, self._port.in_waiting)))

    def close(self) -> None:
        self._port.close()


class PacedVirtualScale(_Port):
    """The firmware's twin in Python over a pseudo-terminal, pushed 80 times a second."""

    counts = COUNTS

    def __init__(self, link: Path) -> None:
        self._scale = VirtualScale(link)
        self._scale.__enter__()
        self._ending = threading.Event()
        self._pacer = threading.Thread(target=self._pace, name="pacer")
        self._pacer.start()
        super().__init__(str(link))

    def _pace(self) -> None:
        due = time.monotonic()
        while not self._ending.wait(max(0.0, due - time.monotonic())):
            self._scale.push(COUNTS)
            due += 1 / self._scale.rate_hz

    def restart(self) -> None:
        self._scale.reset()

    def close(self) -> None:
        super().close()
        self._ending.set()
        self._pacer.join()
        self._scale.__exit__(None, None, None)


class EmulatedScale:
    """The very firmware in the emulator, in virtual time."""

    counts: tuple[int, ...] | None = COUNTS
    cut_by_restart = False

    def __init__(self, elf: Path) -> None:
        self._board = Board(elf, [lambda _t, count=count: count for count in COUNTS])
        self._run = 0.0

    def now(self) -> float:
        return self._run

    def send(self, wire: bytes) -> None:
        self._board.avr.write(wire)

    def listen(self) -> bytes:
        self._run += MOMENT
        return self._board.run(MOMENT)

    def restart(self) -> None:
        self._board.reset()

    def close(self) -> None:
        pass


class GivenScale(_Port):
    """A real one. Its cells say what they say."""

    counts = None
    cut_by_restart = True

    def restart(self) -> None:
        """As avrdude does it: DTR pulls an Arduino's reset line."""
        self._port.dtr = False
        time.sleep(0.1)
        self._port.reset_input_buffer()
        self._port.dtr = True


class Talk:
    """What a cart says to a scale and hears from it."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.decoder = Decoder()

    def restart(self) -> None:
        """Restart the scale. A real one is cut off in the middle of a frame, and its line is judged up to there."""
        self.scale.restart()
        if self.scale.cut_by_restart:
            self.expect_no_losses()
            self.decoder = Decoder()

    def expect_no_losses(self) -> None:
        seen = self.decoder.counters
        losses = (seen.crc_errors, seen.bad_cobs, seen.bad_length, seen.missed, seen.resyncs)
        assert losses == (0, 0, 0, 0, 0), f"the line lost something: {seen}"

    def begin(self) -> None:
        """Make sure that it is there: a port just opened resets an Arduino, whose bootloader takes a second."""
        for _ in range(50):
            self.scale.send(b"\0" + encode(GetHello()))
            if any(isinstance(frame, Hello) for frame in self.hear(0.1)):
                self.hear(0.1)  # answers to what was asked meanwhile
                return
        raise AssertionError("waited 5 s for a hello")

    def end(self) -> None:
        self.scale.close()

    def say(self, *commands: Command) -> None:
        self.scale.send(b"".join(map(encode, commands)))

    def hear(self, seconds: float) -> list[Frame]:
        frames: list[Frame] = []
        end = self.scale.now() + seconds
        while self.scale.now() < end:
            frames += self.decoder.feed(self.scale.listen())
        return frames

    def hear_until(self, wanted: Callable[[Frame], bool], what: str, timeout: float = 5.0) -> list[Frame]:
        """All frames up to the moment when the wanted one has come."""
        frames: list[Frame] = []
        end = self.scale.now() + timeout
        while not any(map(wanted, frames)):
            assert self.scale.now() < end, f"waited {timeout} s for {what}, heard {frames[-5:]}"
            frames += self.decoder.feed(self.scale.listen())
        return frames

    def ask(self, command: Command) -> Report:
        """The answer to a command; samples go on meanwhile."""
        self.say(command)
        return self.answer(f"an answer to {command}")

    def answer(self, what: str) -> Report:
        (answer,) = (frame for frame in self.hear_until(_no_sample, what) if _no_sample(frame))
        assert isinstance(answer, Report)
        return answer

    def samples(self, count: int) -> list[RawSample]:
        samples: list[RawSample] = []
        end = self.scale.now() + 5 + count / 8
        while len(samples) < count:
            assert self.scale.now() < end, f"waited for {count} samples, {len(samples)} came"
            samples += [f for f in self.decoder.feed(self.scale.listen()) if isinstance(f, RawSample)]
        return samples


def _no_sample(frame: Frame) -> bool:
    return not isinstance(frame, RawSample)
