"""A card reader without hardware: the same lines over a pseudo-terminal, and every way in which readers end them."""

from pathlib import Path

from firmware_bridge.pty_port import PtyPort


class VirtualCardReader:
    """Says a card as a reader would, to whoever has the port open."""

    def __init__(self, link: Path) -> None:
        self._port = PtyPort(link)

    def plug(self) -> None:
        self._port.plug()

    def unplug(self) -> None:
        self._port.unplug()

    def hold(self, text: str, end: bytes = b"\r\n", start: bytes = b"") -> None:
        """Hold a card to the reader."""
        self.say(start + text.encode() + end)

    def say(self, raw: bytes) -> None:
        """Any bytes at all: a torn line, noise."""
        self._port.write(raw)
