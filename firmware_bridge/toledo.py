"""Toledo 8217, what certified scale heads speak: ask `W`, get a weight or a status byte.

An answer is STX, the weight in kilograms as text ("01.235", an N behind it for net), CR; or STX, "?", a status
byte, CR. There is no checksum, so the form is taken strictly and parity is checked here: 7 data bits with even
parity are on the wire the same as 8 bits without, and an 8-bit port shows the parity bit as bit 7. (Linux hands
on wrong parity in silence unless asked not to, and a pseudo-terminal has none.)

The head sends weights of its own legal kind, not counts: nothing here is calibrated by the cart.
"""

import re
from dataclasses import dataclass
from enum import IntFlag

BAUD = 9600
ASK = b"W"
LONGEST = 16
"""Bytes between STX and CR: a weight has six digits at most, and some heads pad it with spaces."""

_STX, _CR = 0x02, 0x0D
_WEIGHT = re.compile(rb" {0,8}(\d{1,3})\.(\d{2,4})(N?)")


class Status(IntFlag):
    """Bits of the status byte (as read by Odoo's and pywebdriver's drivers, and the 8213 table of Transcell).

    Bits 5 and 6 are left alone: most heads send ones there to stay printable, few a net and a command bit.
    """

    MOTION = 0x01
    OVER_CAPACITY = 0x02
    UNDER_ZERO = 0x04
    OUTSIDE_ZERO_RANGE = 0x08
    CENTRE_OF_ZERO = 0x10


NOT_WEIGHING = Status.MOTION | Status.OVER_CAPACITY | Status.UNDER_ZERO | Status.OUTSIDE_ZERO_RANGE


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight that the head vouches for, in decigrams; `net` when somebody has tared the head."""

    decigrams: int
    net: bool


Answer = Weight | Status


def with_parity(sent: bytes) -> bytes:
    """7-bit bytes as an 8-bit port has to send them: bit 7 makes the number of ones even."""
    return bytes(byte | (byte.bit_count() & 1) << 7 for byte in sent)


class HeadDecoder:
    """Turns bytes into answers; noise costs a counter, never an exception.

    `parity_errors` counts bytes; an answer with one in it is `malformed`, as is one that has not the form.
    """

    def __init__(self) -> None:
        self.answers = 0
        self.parity_errors = 0
        self.malformed = 0
        self._inside: bytearray | None = None
        self._spoilt = False

    def feed(self, chunk: bytes) -> list[Answer]:
        """The answers that end in this chunk."""
        answers: list[Answer] = []
        for raw in chunk:
            byte = raw & 0x7F
            even = not raw.bit_count() & 1
            self.parity_errors += not even
            if byte == _STX and even:
                self.malformed += self._inside is not None
                self._inside, self._spoilt = bytearray(), False
            elif self._inside is None:
                continue
            elif byte == _CR and even:
                answer = None if self._spoilt else parse(bytes(self._inside))
                self._inside = None
                if answer is None:
                    self.malformed += 1
                else:
                    self.answers += 1
                    answers.append(answer)
            else:
                self._spoilt = self._spoilt or not even or len(self._inside) == LONGEST
                if not self._spoilt:
                    self._inside.append(byte)
        return answers


def parse(text: bytes) -> Answer | None:
    """What stands between STX and CR; None when it is no answer.

    A weight without a decimal point is none: by a factor of a thousand it could be anything.
    """
    if len(text) == 2 and text[:1] == b"?":
        return Status(text[1] & 0x1F)
    match = _WEIGHT.fullmatch(text)
    if match is None:
        return None
    whole, parts, net = match.groups()
    return Weight(int(whole) * 10_000 + int(parts.ljust(4, b"0")), bool(net))
