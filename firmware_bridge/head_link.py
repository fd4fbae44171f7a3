"""A certified scale head on a serial port: asks it ten times a second, hands its weights on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from logging import getLogger

import serial

from firmware_bridge.supervisor import LinkDown, Supervisor
from firmware_bridge.toledo import ASK, BAUD, NOT_WEIGHING, Answer, HeadDecoder, Status, Weight, with_parity

log = getLogger(__name__)

ASK_EVERY = 0.1
ANSWER_WAIT = 0.3
"""Seconds after which a question is taken for lost and asked again."""
SILENCE = 1.2
"""Seconds without an answer after which the head is reported as down."""
GIVE_UP = 4.0
"""Seconds without an answer after which the port is opened anew."""
NOISE = 8
"""Bytes without one answer among them that make a silent line a noisy one: as long as an answer."""


@dataclass(frozen=True, slots=True)
class HeadSample:
    """What the head showed at cart time `t`; while not stable, the last weight that it did show."""

    t: float
    decigrams: int
    stable: bool


@dataclass(frozen=True, slots=True)
class HeadCounters:
    """What a line has carried and lost so far."""

    answers: int = 0
    parity_errors: int = 0
    malformed: int = 0


class HeadLink:
    """Reads one head until stopped; every callback runs on the link's own thread.

    An outage is reported by one `on_down`, its end by one `on_up` just before the first reading.
    """

    def __init__(
        self,
        port: str,
        on_sample: Callable[[HeadSample], None],
        on_up: Callable[[str], None],
        on_down: Callable[[LinkDown], None],
        clock: Callable[[], float],
    ) -> None:
        self._on_sample = on_sample
        self._clock = clock
        self._supervisor = Supervisor("head-link", port, BAUD, self._converse, on_up, on_down)
        self.counters = HeadCounters()
        """A snapshot of what all connections since the start have carried and lost."""

    def start(self) -> None:
        self._supervisor.start()

    def stop(self) -> None:
        """End the thread (within a second, unless a callback blocks) and close the port."""
        self._supervisor.stop()

    def _converse(self, port: serial.Serial) -> LinkDown | None:
        decoder, reading, before = HeadDecoder(), HeadReader(), self.counters
        ending = self._supervisor.ending
        last_good, asked, noise, open_question = self._clock(), float("-inf"), 0, False
        while not ending.is_set():
            now = self._clock()
            if now - asked >= (ANSWER_WAIT if open_question else ASK_EVERY):
                asked, open_question = now, True
                port.write(with_parity(ASK))
            port.timeout = ASK_EVERY / 4
            chunk = port.read(max(1, port.in_waiting))
            now = self._clock()
            answers = decoder.feed(chunk)
            self.counters = replace(
                before,
                answers=before.answers + decoder.answers,
                parity_errors=before.parity_errors + decoder.parity_errors,
                malformed=before.malformed + decoder.malformed,
            )
            noise = 0 if answers else noise + len(chunk)
            for answer in answers:
                last_good, open_question = now, False
                self._supervisor.up("toledo-8217")
                # The head weighed between question and answer.
                self._on_sample(reading.read((asked + now) / 2, answer))
            if now - last_good > SILENCE:
                self._report(noise, decoder)
                if now - last_good > GIVE_UP:
                    return LinkDown.GARBAGE if noise > NOISE else LinkDown.SILENT
        return None

    def _report(self, noise: int, decoder: HeadDecoder) -> None:
        if noise <= NOISE:
            self._supervisor.down(LinkDown.SILENT, _SILENT)
        elif decoder.parity_errors > 0:
            self._supervisor.down(LinkDown.GARBAGE, _PARITY)
        else:
            self._supervisor.down(LinkDown.GARBAGE, _GARBAGE)


class HeadReader:
    """Answers of one head -> samples; keeps the last weight, because an unstable answer brings none."""

    def __init__(self) -> None:
        self._shown = 0
        self._weight: Weight | None = None
        self._before: Answer | None = None
        self._net = False

    def read(self, t: float, answer: Answer) -> HeadSample:
        """The sample of an answer.

        A weight counts as stable when two answers in a row agree: parity alone would let two flipped bits of a
        digit through. Net weights never do, because a tare that somebody sets would look like a thing put in.
        """
        meant = self._meaning(answer)
        stable = isinstance(meant, Weight) and not meant.net and meant == self._before
        if isinstance(meant, Weight):
            self._weight = meant
            self._warn(meant.net)
            if stable:
                self._shown = meant.decigrams
        self._before = meant
        return HeadSample(t, self._shown, stable)

    def _meaning(self, answer: Answer) -> Answer | None:
        """A status without a complaint stands for a weight: zero, or the last one, which some heads say once."""
        if isinstance(answer, Weight) or answer & NOT_WEIGHING:
            return answer
        return Weight(0, False) if answer & Status.CENTRE_OF_ZERO else self._weight

    def _warn(self, net: bool) -> None:
        if net and not self._net:
            log.warning("the scale head shows a net weight: clear its tare, or nothing can be weighed")
        self._net = net


_SILENT = "the head does not answer; check its power, the cable, and that its protocol is 8217 (9600 baud, 7E1)"
_PARITY = "bytes come with wrong parity; set the head to 9600 baud, 7 data bits, even parity, 1 stop bit"
_GARBAGE = "bytes come that are no answers of a scale head; check the port, and that its protocol is 8217"
