"""Evidence as files named by their hash: crops and weight curves; facts hold the hash."""

import json
import logging
import os
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Lock

from cart.core.calibration import Calibration
from cart.core.effects import Look
from cart.core.inputs import ScaleReading, Sighting

log = logging.getLogger(__name__)

RECENT = 2400  # readings: half a minute at 80 a second; a step is looked at within a few seconds
BEFORE_S, AFTER_S = 1.0, 0.2
MOST_POINTS = 400
AHEAD_S = 60.0


class EvidenceFolder:
    """A folder of small files, whose time is that of their capture. Writing the same bytes twice is one file."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        """`now` is the time of day in seconds since 1970; the system's clock may be none that can be trusted."""
        self.folder, self._now = folder, now
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, data: bytes) -> str:
        """Keep bytes and return their SHA-256 (hex); the file appears whole or not at all, power cut or not."""
        name = sha256(data).hexdigest()
        if self.get(name) is None:
            path = self.path(name)
            draft = path.with_suffix(".part")
            with draft.open("wb") as file:
                file.write(data)
                file.flush()
                os.utime(file.fileno(), (self._now(),) * 2)
                os.fsync(file.fileno())
            os.replace(draft, path)
            self._sync()
        return name

    def get(self, name: str) -> bytes | None:
        """The bytes, or None when they are gone (deleted on time) or are no longer what the name says."""
        try:
            data = self.path(name).read_bytes()
        except FileNotFoundError:
            return None
        return data if sha256(data).hexdigest() == name else None

    def path(self, name: str) -> Path:
        return self.folder / name

    def forget(self, older_than_s: float) -> int:
        """Delete what is older, sent to the store or not; returns how many files went."""
        now = self._now()
        gone = 0
        for path in list(self.folder.iterdir()):
            with suppress(FileNotFoundError):  # a draft that was finished meanwhile
                captured = path.stat().st_mtime
                if captured < now - older_than_s:
                    path.unlink()
                    gone += 1
                elif captured > now + AHEAD_S:  # by a clock that was wrong: its time counts from now on
                    os.utime(path, (now, now))
        return gone

    def _sync(self) -> None:
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class WeightCurves:
    """Remembers the last readings; each weight step that is looked at gets the curve around it as evidence."""

    def __init__(self, folder: EvidenceFolder, calibration: Calibration | None) -> None:
        """`calibration` may be replaced while the cart runs."""
        self.calibration = calibration
        self._folder = folder
        self._readings: deque[ScaleReading] = deque(maxlen=RECENT)
        self._adding = Lock()  # readings come from the scale's thread
        self._looks: dict[int, Look] = {}

    def add(self, reading: ScaleReading) -> None:
        with self._adding:
            self._readings.append(reading)

    def expect(self, look: Look) -> None:
        """A step that a sighting will come for."""
        self._looks[look.step] = look

    def attach(self, sighting: Sighting) -> Sighting:
        """Keep the step's curve, and name it last among the sighting's evidence."""
        look = self._looks.pop(sighting.step, None)
        points = self._around(look) if look else []
        if look is None or not points:
            return sighting
        curve = {"weight_curve": {"t0": round(look.t0, 3), "t1": round(look.t1, 3), "points": points}}
        try:
            name = self._folder.put(json.dumps(curve, separators=(",", ":")).encode())
        except OSError as error:
            log.error("The weight curve of step %d cannot be kept: %s.", look.step, error)
            return sighting
        return replace(sighting, crops=(*sighting.crops, name))

    def _around(self, look: Look) -> list[tuple[float, float]]:
        """Seconds and grams."""
        calibration = self.calibration
        if calibration is None:
            return []
        with self._adding:
            recent = list(self._readings)
        near = [r for r in recent if look.t0 - BEFORE_S <= r.t <= look.t1 + AFTER_S]
        near = [r for r in near if len(r.counts) == len(calibration.zero)]
        stride = -(-len(near) // MOST_POINTS) or 1
        return [(round(r.t, 3), round(calibration.grams(r.counts), 1)) for r in near[::stride]]
