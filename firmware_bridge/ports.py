"""A serial port by its path or its stable name, opened for us alone, or a sentence why not."""

import errno
import logging
import termios
from pathlib import Path

import serial

from firmware_bridge.protocol import BridgeError

log = logging.getLogger(__name__)

BY_ID = Path("/dev/serial/by-id")
"""Where udev names each adapter by maker, model and serial number, whichever socket it is plugged into."""

POLL = 0.1
"""Seconds that a read waits: what it takes at most to notice a stop."""
WRITE_TIMEOUT = 0.5


class PortUnusable(BridgeError):
    """The port cannot be opened; the message says why and what to do."""


def find(name: str, by_id: Path = BY_ID) -> Path:
    """The device of a port: a path, a name in /dev (ttyUSB0), or part of a name in /dev/serial/by-id.

    Raises PortUnusable when no adapter, or more than one, has that name.
    """
    if "/" in name:
        return Path(name)
    if name and Path("/dev", name).exists():
        return Path("/dev", name)
    there = sorted(path.name for path in by_id.iterdir()) if by_id.is_dir() else []
    fitting = [name] if name in there else [one for one in there if name and name in one]
    if len(fitting) == 1:
        return by_id / fitting[0]
    known = f"there are: {', '.join(there)}" if there else "none is plugged in"
    what = "Several serial adapters are" if fitting else "No serial adapter is"
    raise PortUnusable(f"{what} called '{name}' ({known}). Check the cable, or correct the port in cart.toml.")


def there(name: str) -> bool:
    """Whether the port is plugged in."""
    try:
        return find(name).exists()
    except PortUnusable:
        return False


def stable_name(port: Path, by_id: Path = BY_ID) -> Path | None:
    """The name in /dev/serial/by-id of a port that is named by its socket; None when it has none."""
    if port.parent == by_id or not by_id.is_dir():
        return None
    return next((name for name in sorted(by_id.iterdir()) if name.resolve() == port.resolve()), None)


def open_port(name: str, baud: int) -> serial.Serial:
    """The port with 8 data bits and no parity, locked against other programs that ask; raises PortUnusable."""
    path = find(name)
    try:
        return serial.Serial(str(path), baud, timeout=POLL, write_timeout=WRITE_TIMEOUT, exclusive=True)
    except (OSError, ValueError, termios.error) as error:  # termios.error: the port was pulled meanwhile
        raise PortUnusable(_why(path, error)) from error


def _why(path: Path, error: Exception) -> str:
    # pyserial tells some numbers only by the exception that it was handling.
    told = [each for each in (error, error.__context__) if each is not None]
    numbers = [getattr(each, "errno", None) or (each.args[0] if each.args else None) for each in told]
    match next((number for number in numbers if isinstance(number, int)), None):
        case errno.EAGAIN | errno.EBUSY:
            return f"The port {path} is in use by another program. Stop that one, or name another port."
        case errno.EACCES | errno.EPERM:
            return f"The port {path} may not be opened. Add this user to the group 'dialout' and log in again."
        case errno.ENOENT | errno.ENXIO | errno.ENODEV | errno.EIO:
            return f"The port {path} is not there. Check the cable and the scale's power."
        case errno.ENOTTY | errno.EISDIR | errno.EINVAL:
            return f"{path} is no serial port. Name the scale's port."
    return f"The port {path} cannot be opened ({error}). Check the cable and the port's name."
