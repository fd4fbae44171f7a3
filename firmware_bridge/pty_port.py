"""A serial port without hardware: a pseudo-terminal under a name of the caller's, with a UART's manners."""

import os
import select
import tty
from pathlib import Path

_NOBODY = select.POLLHUP | select.POLLNVAL


class PtyPort:
    """The device's end of a serial line; what it sends while nobody listens is lost, not kept."""

    def __init__(self, link: Path) -> None:
        self.link = link
        self._slave = ""
        self._master: int | None = None
        self._unsent = b""

    @property
    def plugged(self) -> bool:
        return self._master is not None

    def plug(self) -> None:
        """Create the port; a link of that name is replaced."""
        if self._master is not None:
            return
        self._master, slave = os.openpty()
        os.set_blocking(self._master, False)
        tty.setraw(slave)
        self._slave = os.ttyname(slave)
        # Held open here, the port would look as if somebody were always listening.
        os.close(slave)
        fresh = self.link.with_name(f".{self.link.name}.{os.getpid()}")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(self._slave)
        fresh.replace(self.link)

    def unplug(self) -> None:
        """Remove the port; whoever has it open gets EIO."""
        if self._master is None:
            return
        if self.link.is_symlink() and os.readlink(self.link) == self._slave:
            self.link.unlink()
        os.close(self._master)
        self._master = None
        self._unsent = b""

    def wait(self, ms: int) -> bool:
        """Wait for bytes; returns False, at once, if nobody has the port open and nothing is left to read."""
        state = self._state(select.POLLIN, ms)
        return bool(state & select.POLLIN) or not state & _NOBODY

    def read(self) -> bytes:
        if self._master is None:
            return b""
        try:
            return os.read(self._master, 4096)
        except OSError:  # nothing there, or the last listener has just left
            return b""

    def write(self, wire: bytes) -> None:
        """Whole or not at all, as a driver with a transmit buffer does: a full line never tears a frame."""
        if self._state(0, 0) & _NOBODY:
            self._unsent = b""
            return
        if self._unsent:
            self._unsent = self._unsent[self._push(self._unsent) :]
        if not self._unsent:
            sent = self._push(wire)
            self._unsent = wire[sent:] if sent else b""

    def _state(self, events: int, ms: int) -> int:
        # Called from two threads: should the port be unplugged meanwhile, the worst is one poll too many.
        master = self._master
        if master is None:
            return select.POLLHUP
        poll = select.poll()
        poll.register(master, events)
        return dict(poll.poll(ms)).get(master, 0)

    def _push(self, wire: bytes) -> int:
        if self._master is None:
            return 0
        try:
            return os.write(self._master, wire)
        except BlockingIOError:
            return 0
