"""The door to staff mode: a PIN or a badge, who that is, and what wrong tries cost. Secrets go no further than here."""

import json
import logging
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

from cart.clock import cart_clock
from cart.config import Config, StaffConfig, pin_fits
from cart.core.inputs import CodeSeen, Input
from cart.core.roles import Role
from cart.core.shopper_inputs import CardRead
from cart.core.staff_effects import Audit
from cart.core.staff_inputs import BadgeRefused, StaffCame

log = logging.getLogger(__name__)

DOOR_FILE = "staff-door.json"
TRIES = 5
FIRST_PAUSE_S, FIRST_LOCK_S, LONGEST_S = 0.5, 30.0, 900.0
"""Four wrong tries cost half a second, one, two, four; the fifth closes the door, each further one twice as long."""
BADGE = "smart-cart:staff:"
"""What the QR code on a badge begins with: whatever follows is meant for this door, right or wrong."""
HELD_S = 5.0  # a badge that is still there is shown once


def staff_door(config: Config, put: Callable[[Input], None], audit: Callable[[Audit], None]) -> "StaffDoor":
    """The door of a cart; who comes in is an input."""
    return StaffDoor(
        staff_of(config),
        lambda who, role, by: put(StaffCame(cart_clock(), who, role, by)),
        audit,
        config.folder / DOOR_FILE,
        time.time,
        lambda: put(BadgeRefused(cart_clock())),
    )


def staff_of(config: Config) -> tuple[StaffConfig, ...]:
    """Everybody that cart.toml names; its single `pin` is a manager called "staff"."""
    shared = (StaffConfig("staff", Role.MANAGER.value, config.cart.pin),) if config.cart.pin else ()
    return (*config.staff, *shared)


class StaffDoor:
    """Lets staff in; `came` hears who it is, `audit` of every try. A restart does not forget wrong ones."""

    def __init__(
        self,
        staff: Sequence[StaffConfig],
        came: Callable[[str, Role, str], None],
        audit: Callable[[Audit], None],
        file: Path,
        wall: Callable[[], float],
        unknown: Callable[[], None] = lambda: None,
    ) -> None:
        """`came` also hears by what they came in, `unknown` that a badge was shown which opens nothing."""
        self._staff, self._came, self._audit, self._unknown = staff, came, audit, unknown
        self._held, self._held_at = "", 0.0
        self._file, self._wall = file, wall
        self._lock = Lock()
        try:
            kept = json.loads(file.read_text("utf-8"))
            self._wrong, self._until = int(kept["wrong"]), float(kept["until"])
        except (OSError, ValueError, KeyError, TypeError):
            self._wrong, self._until = 0, 0.0

    @property
    def badges(self) -> bool:
        """Whether anybody has one."""
        return any(each.badge for each in self._staff)

    @property
    def locked(self) -> bool:
        """Whether so many tries in a row were wrong that the door is closed, not just slow."""
        return self._wrong >= TRIES and self.wait_s() > 0

    def wait_s(self) -> float:
        """Seconds until the next try is looked at; a clock that was set back closes it no longer than the longest."""
        return min(LONGEST_S, max(0.0, self._until - self._wall()))

    def opens(self, pin: str) -> bool:
        """Whether the PIN is somebody's; while the door is closed none is looked at."""
        return self._try("PIN", lambda each: each.pin, pin)

    def shown(self, code: str) -> bool:
        """The same for a badge's code, from the camera or a reader."""
        return self._try("badge", lambda each: each.badge, code)

    def takes(self, text: str) -> bool:
        """Whether what a camera or a reader read is for this door, which then tries it: nobody else may hear it.

        A card without the mark is for the door only if it is somebody's badge, and otherwise a shopper's.
        """
        code = text.removeprefix(BADGE)
        ours = code != text or any(pin_fits(code, each.badge) for each in self._staff if each.badge)
        if ours:
            now = self._wall()
            again = code == self._held and 0 <= now - self._held_at < HELD_S
            self._held, self._held_at = code, now
            if not again and not self.shown(code):
                self._unknown()
        return ours

    def guard(self, put: Callable[[Input], None]) -> Callable[[Input], None]:
        """What camera and card reader tell goes past the door: a badge's code reaches neither tape nor ledger."""

        def past(said: Input) -> None:
            if not (isinstance(said, CodeSeen | CardRead) and self.takes(said.text)):
                put(said)

        return past

    def _try(self, what: str, kept: Callable[[StaffConfig], str], secret: str) -> bool:
        with self._lock:
            if self.wait_s() > 0 or not secret:
                return False
            # Every hash is looked at, so that the time tells nobody how far down the list a name stands.
            found = [each for each in self._staff if pin_fits(secret, kept(each))]
            if not found:
                self._refuse(what)
                return False
            self._keep(0, 0.0)
        self._came(found[0].name, Role(found[0].role), what)
        return True

    def _refuse(self, what: str) -> None:
        wrong = self._wrong + 1
        if wrong < TRIES:
            pause = FIRST_PAUSE_S * 2 ** (wrong - 1)
        else:
            pause = min(LONGEST_S, FIRST_LOCK_S * 2 ** min(wrong - TRIES, 10))
        self._keep(wrong, self._wall() + pause)
        outcome = f"wrong, {wrong} in a row; closed for {pause:g} s"
        self._audit(Audit(round(1000 * self._wall()), "?", "", f"door: {what}", outcome=outcome))

    def _keep(self, wrong: int, until: float) -> None:
        changed = (wrong, until) != (self._wrong, self._until)
        self._wrong, self._until = wrong, until
        if not changed:
            return
        part = self._file.with_suffix(".part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with part.open("w", encoding="utf-8") as file:
                json.dump({"wrong": wrong, "until": until}, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._file)
        except OSError as error:
            log.error("Wrong tries at the staff's door cannot be kept: %s", error)
