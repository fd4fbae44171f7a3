"""Logs for a fitter, on a USB stick: one archive, without secrets, without pictures and without what anybody bought."""

import errno
import os
import re
import shutil
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from cart.core.sentences import Sentence

MOUNTS = Path("/proc/mounts")
PLACES = ("/media/", "/run/media/", "/mnt/")  # where desktops, udisks and fitters mount a stick
SPARE = 1 << 20
_SECRET = re.compile(r"""^(\s*(?:pin|badge|code|key|password|token)\s*=\s*).*$""", re.MULTILINE)
_LOGIN = re.compile(r"//[^/@\s\"]+@")


class NoStick(Exception):
    """Nothing was written; the message is one sentence for staff."""


def redacted(toml: str) -> str:
    """cart.toml without what opens anything: hashes of PINs and badges, logins in addresses."""
    return _LOGIN.sub("//...@", _SECRET.sub(r'\1"(left out)"', toml))


def removable(mounts: str) -> list[Path]:
    """The volumes that are mounted where sticks are, in the order in which they came."""
    found = []
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 4 or not parts[0].startswith("/dev/"):
            continue
        place = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), parts[1])
        if place.startswith(PLACES):
            found.append(Path(place))
    return found


def write(
    sticks: Callable[[], list[Path]], cart: str, files: Mapping[str, Path], texts: Mapping[str, str], wall: float
) -> Path:
    """Write the archive to the first stick that takes it; raises NoStick. What is not there is left out."""
    there = sticks()
    if not there:
        raise NoStick(Sentence.STICK_NONE.of())
    refusal = ""
    for stick in there:
        try:
            return _archive(stick, cart, files, texts, wall)
        except NoStick as wrong:
            refusal = refusal or str(wrong)
    raise NoStick(refusal)


def _archive(stick: Path, cart: str, files: Mapping[str, Path], texts: Mapping[str, str], wall: float) -> Path:
    there = {name: path for name, path in files.items() if path.is_file()}
    size = sum(path.stat().st_size for path in there.values()) + sum(map(len, texts.values())) + SPARE
    try:
        free = shutil.disk_usage(stick).free
        if free < size:
            raise NoStick(Sentence.STICK_FULL.of(needed=size >> 20, free=free >> 20))
        if not os.access(stick, os.W_OK):
            raise NoStick(Sentence.STICK_LOCKED.of())
        name = f"smart-cart-{cart}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime(wall))}.zip"
        part = stick / f"{name}.part"
        with part.open("wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for inside, text in texts.items():
                    archive.writestr(inside, text)
                for inside, path in there.items():
                    archive.write(path, inside)
            file.flush()
            os.fsync(file.fileno())
        part.replace(stick / name)
    except OSError as error:
        read_only = error.errno == errno.EROFS
        said = Sentence.STICK_READ_ONLY.of() if read_only else Sentence.STICK_BROKEN.of(why=error.strerror)
        raise NoStick(said) from error
    return stick / name
