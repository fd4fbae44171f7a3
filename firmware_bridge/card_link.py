"""A card or tag reader on a serial port: what it reads is one line of text for each card that is held to it.

Readers that act as a USB keyboard are set to their serial (CDC) mode, with the reader's own configuration sheet:
as keyboards they would type into whatever window has the focus.
"""

from collections.abc import Callable

import serial

from firmware_bridge.supervisor import LinkDown, Supervisor

BAUD = 9600  # what readers come set to; over USB it does not matter
LONGEST = 128
STX, ETX = "\x02", "\x03"
REPEAT_S = 2.0  # a card that is still held to the reader is said again by many of them


class CardLines:
    """Bytes -> cards: lines that end with CR, LF or ETX; noise costs a counter."""

    def __init__(self) -> None:
        self._line = bytearray()
        self.dropped = 0
        """Lines that were too long, or no text."""

    def feed(self, chunk: bytes) -> list[str]:
        cards = []
        for byte in chunk:
            if byte not in b"\r\n\x03":
                self._line.append(byte)
                continue
            text = self._text()
            if text:
                cards.append(text)
            self._line.clear()
        del self._line[: max(0, len(self._line) - 2 * LONGEST)]
        return cards

    def _text(self) -> str:
        raw = bytes(self._line).lstrip(STX.encode()).strip()
        if raw and (len(raw) > LONGEST or not all(32 <= byte < 127 for byte in raw)):
            self.dropped += 1
            return ""
        return raw.decode("ascii")


class SerialCardReader:
    """Reads cards until stopped; every callback runs on the reader's own thread."""

    def __init__(
        self,
        port: str,
        on_card: Callable[[str], None],
        on_down: Callable[[LinkDown], None],
        clock: Callable[[], float],
        on_up: Callable[[str], None] = lambda _name: None,
    ) -> None:
        """`on_down` is told once that the reader is lost; it is looked for until it is back, and `on_up` told so."""
        self._on_card, self._clock = on_card, clock
        self._supervisor = Supervisor("card-reader", port, BAUD, self._listen, on_up, on_down, "card reader")
        self._last, self._at = "", float("-inf")

    def start(self) -> None:
        self._supervisor.start()

    def stop(self) -> None:
        """End the thread (within a second, unless a callback blocks) and close the port."""
        self._supervisor.stop()

    def _listen(self, port: serial.Serial) -> LinkDown | None:
        lines = CardLines()
        self._supervisor.up("")
        port.timeout = 0.2
        while not self._supervisor.ending.is_set():
            for text in lines.feed(port.read(max(1, port.in_waiting))):
                self._said(text)
        return None

    def _said(self, text: str) -> None:
        now = self._clock()
        again = text == self._last and now - self._at < REPEAT_S
        self._last, self._at = text, now
        if not again:
            self._on_card(text)
