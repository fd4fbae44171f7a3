"""The door to staff mode: a PIN or a badge, who that is, and what wrong tries cost. Secrets go no further than here."""

import json
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

from cart.config import Config, StaffConfig, pin_fits
from cart.core.roles import Role
from cart.core.staff_effects import Audit

log = logging.getLogger(__name__)

DOOR_FILE = "staff-door.json"
TRIES = 5
FIRST_PAUSE_S, FIRST_LOCK_S, LONGEST_S = 0.5, 30.0, 900.0
"""Four wrong tries cost half a second, one, two, four; the fifth closes the door, each further one twice as long."""


def staff_of(config: Config) -> tuple[StaffConfig, ...]:
    """Everybody that cart.toml names; its single `pin` is a manager called "staff"."""
    shared = (StaffConfig("staff", Role.MANAGER.value, config.cart.pin),) if config.cart.pin else ()
    return (*config.staff, *shared)


class StaffDoor:
    """Lets staff in; `came` hears who it is, `audit` of every try. A restart does not forget wrong ones."""

    def __init__(
        self,
        staff: Sequence[StaffConfig],
        came: Callable[[str, Role], None],
        audit: Callable[[Audit], None],
        file: Path,
        wall: Callable[[], float],
    ) -> None:
        self._staff, self._came, self._audit = staff, came, audit
        self._file, self._wall = file, wall
        self._lock = Lock()
        try:
            kept = json.loads(file.read_text("utf-8"))
            self._wrong, self._until = int(kept["wrong"]), float(kept["until"])
        except (OSError, ValueError, KeyError, TypeError):
            self._wrong, self._until = 0, 0.0

    def wait_s(self) -> float:
        """Seconds until the next try is looked at; a clock that was set back closes it no longer than the longest."""
        return min(LONGEST_S, max(0.0, self._until - self._wall()))

    def opens(self, pin: str) -> bool:
        """Whether the PIN is somebody's; while the door is closed none is looked at."""
        return self._try("PIN", lambda each: each.pin, pin)

    def shown(self, code: str) -> bool:
        """The same for a badge's code, from the camera or a reader."""
        return self._try("badge", lambda each: each.badge, code)

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
        self._came(found[0].name, Role(found[0].role))
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
