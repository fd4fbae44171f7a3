"""Sets a fresh machine up: the missing system packages by apt, then a Python environment by pip.

    python3 hw/pi/prepare.py system demo|test
    python3 hw/pi/prepare.py venv FOLDER CONSTRAINTS REQUIREMENT...

The Makefile calls it with the system's own Python, so it needs nothing but the standard library.
"""

from __future__ import annotations  # so that an older Python gets as far as the sentence about it

import contextlib
import ctypes
import os
import queue
import shlex
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)
# What is looked for is the thing itself, not the package's name: names differ between releases
# (libglib2.0-0t64), and a machine may have the thing from elsewhere.
LIBRARIES = {
    "libgl1": "libGL.so.1",  # Kivy's window and opencv-python
    "libegl1": "libEGL.so.1",  # windows and rendering without a display
    "libglib2.0-0": "libgthread-2.0.so.0",  # opencv-python
    "libmtdev1": "libmtdev.so.1",  # Kivy's touch input complains at every start without it
}
PROGRAMS = ("espeak-ng",)  # reads the screen aloud
# Two parts of picamera2 (python-prctl, PiDNG) are published as sources only.
HEADERS = {
    "libc6-dev": Path("/usr/include/stdio.h"),
    "libcap-dev": Path("/usr/include/sys/capability.h"),
    "python3-dev": Path(sysconfig.get_path("include"), "Python.h"),
}
# The firmware is built by gcc-avr and run by libsimavr. Debian 12 and 13 name the packages alike.
AVR = {
    "gcc-avr": Path("/usr/bin/avr-gcc"),
    "binutils-avr": Path("/usr/bin/avr-objcopy"),
    "avr-libc": Path("/usr/lib/avr/include/avr/io.h"),
}


def main(arguments: Sequence[str]) -> str | None:
    """Does one step; the result is a sentence on why it could not, or None."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        found = f"{sys.executable} is Python {sys.version_info[0]}.{sys.version_info[1]}"
        return f"{found}, and Python 3.11 to 3.13 is needed: name one with `make PYTHON=python3.11 ...`."
    if sys.maxsize < 2**32:
        return "This Python is a 32-bit one, and OpenCV, Kivy and LiteRT need 64 bits: install a 64-bit system."
    if len(arguments) == 2 and arguments[0] == "system" and arguments[1] in ("demo", "test"):
        return install_system(missing(arguments[1]))
    if len(arguments) >= 4 and arguments[0] == "venv":
        return install_python(Path(arguments[1]).absolute(), Path(arguments[2]).absolute(), arguments[3:])
    return (__doc__ or "").strip()


def missing(purpose: str) -> list[str]:
    """The Debian packages of what this machine lacks."""
    lacks = [] if find_spec("ensurepip") else ["python3-venv"]
    lacks += [package for package, library in LIBRARIES.items() if not loadable(library)]
    lacks += [program for program in PROGRAMS if not shutil.which(program)]
    if purpose == "test":
        lacks += [] if shutil.which("gcc") else ["gcc"]
        lacks += [] if shutil.which("make") else ["make"]
        lacks += [package for package, thing in (HEADERS | AVR).items() if not thing.exists()]
        lacks += [] if loadable("libsimavr.so.2") else ["libsimavr2"]
    return lacks


def loadable(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_system(packages: list[str]) -> str | None:
    if not packages:
        return None
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    by_hand = f"sudo apt-get update && sudo {shlex.join(install)}"
    if not shutil.which("apt-get"):
        return f"There is no apt here. Install what Debian has as {' '.join(packages)}, then start again."
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if root and (not shutil.which("sudo") or subprocess.run([*root, "true"], capture_output=True).returncode):
        return f"System packages are missing. Run this line, then start again:\n  {by_hand}"
    print(f"set-up: system packages {' '.join(packages)}", flush=True)
    quiet = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"]
    for command in (["apt-get", "update"], install):
        if not run_shown(command[0] + " " + command[1], [*quiet, *command], os.environ):
            return f"apt-get failed (its last words are above). Try this line by hand:\n  {by_hand}"
    return None


def install_python(folder: Path, constraints: Path, requirements: Sequence[str]) -> str | None:
    python = folder / "bin" / "python"
    print(f"set-up: {folder.name}, Python {sys.version_info[0]}.{sys.version_info[1]}", flush=True)
    if not usable(folder):
        make = [sys.executable, "-m", "venv", "--clear", str(folder)]
        if not run_shown("venv", make, os.environ):
            return f"{shlex.join(make)} failed (its last words are above)."
    # pip hands PIP_CONSTRAINT (before 25.3) or PIP_BUILD_CONSTRAINT on to what it builds from source.
    pins = {"PIP_CONSTRAINT": str(constraints), "PIP_BUILD_CONSTRAINT": str(constraints)}
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    install = [*pip, "--use-pep517", "--progress-bar", "off", "-c", str(constraints), *requirements]
    if not run_shown("pip", install, os.environ | pins):
        return "pip failed (its last words are above). Is the network there? Then start again."
    return None


def usable(folder: Path) -> bool:
    """Whether the environment is of this Python and this place: a moved one runs the old place's code."""
    try:
        first_line = (folder / "bin" / "pip").read_text(encoding="utf-8").splitlines()[0]
        version = subprocess.run([folder / "bin" / "python", "--version"], capture_output=True, text=True)
    except OSError:
        return False
    release = ".".join(str(part) for part in sys.version_info[:2])
    return first_line.startswith(f"#!{folder}/bin/") and version.stdout.startswith(f"Python {release}.")


def run_shown(title: str, command: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Runs a chatty command and shows how it gets on: a living line, or one now and then off a terminal."""
    terminal = sys.stdout.isatty()
    pause, width = (0.2, shutil.get_terminal_size().columns - 1) if terminal else (5.0, 110)
    started = shown = time.monotonic()
    last: deque[str] = deque(maxlen=25)
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line.rstrip())

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    while reader.is_alive() or not lines.empty():
        with contextlib.suppress(queue.Empty):
            last.append(lines.get(timeout=0.2))
        now = time.monotonic()
        if now - shown >= pause:
            shown = now
            told = f"  {title} {now - started:3.0f} s  {last[-1].strip() if last else ''}"[:width]
            print(f"\r\033[K{told}" if terminal else told, end="" if terminal else "\n", flush=True)
    ended = process.wait() == 0
    clear = "\r\033[K" if terminal else ""
    if ended:
        print(f"{clear}  {title} done in {time.monotonic() - started:.0f} s", flush=True)
    else:
        print(clear + "\n".join(last), file=sys.stderr, flush=True)
    return ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
