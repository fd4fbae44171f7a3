"""Keeps one serial device: opens its port, talks until it is lost, says so once, and comes back for it."""

import logging
import termios
import threading
from collections.abc import Callable
from enum import Enum

import serial

from firmware_bridge.ports import POLL, PortUnusable, open_port, there
from firmware_bridge.protocol import BridgeError

log = logging.getLogger(__name__)

BACK_OFF_FIRST, BACK_OFF_LAST = 0.1, 1.5
"""Seconds between two openings. A port that was gone is opened as soon as it is there again."""


class LinkDown(Enum):
    """Why there are no samples; the values are those of the cart's reasons."""

    UNPLUGGED = "unplugged"
    SILENT = "silent"
    GARBAGE = "garbage"
    WRONG_FIRMWARE = "wrong firmware"
    BROKEN = "broken"


class Supervisor:
    """One thread for one device until stopped; every callback runs on that thread.

    `converse` has the open port until it returns why that is of no use any more, or None when `ending` is
    set. An outage is reported by one `on_down`, its end by one `on_up`.
    """

    def __init__(
        self,
        name: str,
        port: str,
        baud: int,
        converse: Callable[[serial.Serial], LinkDown | None],
        on_up: Callable[[str], None],
        on_down: Callable[[LinkDown], None],
        what: str = "scale",
    ) -> None:
        """`what` the device is called in the log."""
        self.port = port
        self._what = what
        self.ending = threading.Event()
        self._name = name
        self._baud = baud
        self._converse = converse
        self._on_up = on_up
        self._on_down = on_down
        self._thread: threading.Thread | None = None
        self._up: bool | None = None
        self._logged = ""
        self._back_off = BACK_OFF_FIRST

    def start(self) -> None:
        if self._thread is not None:
            raise RuntimeError(f"the link to {self.port} has been started already")
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread (within a second, unless a callback blocks) and close the port."""
        self.ending.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def up(self, detail: str) -> None:
        """The device works; `detail` names it."""
        if not self._up:
            self._up, self._logged, self._back_off = True, "", BACK_OFF_FIRST
            log.info("the %s %s at %s sends its readings", self._what, detail, self.port)
            self._on_up(detail)

    def down(self, reason: LinkDown, sentence: str = "") -> None:
        """The device does not work; each new sentence is logged once."""
        sentence = sentence or _ADVICE[reason]
        if sentence != self._logged:
            self._logged = sentence
            log.warning("no readings from the %s at %s: %s", self._what, self.port, sentence)
        if self._up is not False:
            self._up = False
            self._on_down(reason)

    def _run(self) -> None:
        while not self.ending.is_set():
            reason, sentence = self._connection()
            if reason is None or self.ending.is_set():
                return
            self.down(reason, sentence)
            if reason is LinkDown.WRONG_FIRMWARE:
                self._back_off = BACK_OFF_LAST
            log.debug("%s port %s: opening it anew in %.1f s", self._what, self.port, self._back_off)
            self._wait()
            self._back_off = min(2 * self._back_off, BACK_OFF_LAST)

    def _wait(self) -> None:
        gone, left = not there(self.port), self._back_off
        while left > 0 and not self.ending.wait(min(left, POLL)):
            left -= POLL
            if gone and there(self.port):
                return

    def _connection(self) -> tuple[LinkDown | None, str]:
        """One opening of the port, until it is lost or of no use; no reason when it is no longer wanted."""
        try:
            with open_port(self.port, self._baud) as port:
                return self._converse(port), ""
        except PortUnusable as unusable:
            return LinkDown.UNPLUGGED, str(unusable)
        except BridgeError as stranger:
            return LinkDown.WRONG_FIRMWARE, str(stranger)
        except serial.SerialTimeoutException:
            return LinkDown.SILENT, "the port takes no bytes; check the cable and that nothing holds the line"
        except (OSError, termios.error) as lost:  # termios.error: pyserial's flush of a port just pulled
            log.debug("%s port %s: %s", self._what, self.port, lost)
            return LinkDown.UNPLUGGED, ""
        except Exception:
            log.exception("reading the %s at %s failed", self._what, self.port)
            return LinkDown.BROKEN, ""


_ADVICE = {
    LinkDown.UNPLUGGED: "the port has vanished; check the plug and the cable",
    LinkDown.SILENT: "the port is open and nothing comes; trying to start the scale again",
    LinkDown.GARBAGE: "bytes come that are no frames; check the cable, the port and its speed",
    LinkDown.WRONG_FIRMWARE: "its firmware does not fit this program; reflash hw/firmware",
    LinkDown.BROKEN: "reading it failed in the program itself; the log line before this one says where",
}
