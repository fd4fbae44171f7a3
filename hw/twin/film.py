"""The film of a trip: what the camera saw, the weight curve and the screen, side by side."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from math import fsum
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.core.facts import StepSettled
from cart.core.inputs import ScaleReading
from cart.tape import Recording
from hw.twin.client import WorldClient
from hw.twin.watching import Shot

FPS = 5
CAMERA = (448, 336)
SCREEN = (816, 478)
CURVE_H = 130
GAP = 8
SIZE = (CAMERA[0] + SCREEN[0] + 3 * GAP, SCREEN[1] + CURVE_H + 3 * GAP)
CURVE_S = 20.0
INK, PAPER, LINE, MARK = (60, 50, 40), (250, 248, 246), (110, 150, 0), (200, 200, 200)

Pixels = NDArray[np.uint8]


def film(
    path: Path, world: WorldClient, shots: Sequence[Shot], tape: Recording, tell: Callable[[int, int], None]
) -> Path:
    """Write the film; `tell` hears how many frames of how many are done."""
    times = world.film()
    first = tape.records[0].input.t if tape.records and tape.records[0].input else times[0]
    wanted = np.arange(first, times[-1], 1 / FPS)
    writer = _writer(path)
    curve, shot_times = _Curve(tape), [shot.t for shot in shots]
    screen: tuple[int, Pixels] | None = None
    for number, t in enumerate(wanted):
        canvas = np.full((SIZE[1], SIZE[0], 3), PAPER, np.uint8)
        index = min(len(times) - 1, bisect_right(times, t))
        camera = cv2.cvtColor(world.film_frame(index, CAMERA), cv2.COLOR_RGB2BGR)
        canvas[GAP + 40 : GAP + 40 + CAMERA[1], GAP : GAP + CAMERA[0]] = camera
        cv2.putText(canvas, f"{t - first:5.1f} s", (GAP, 36), cv2.FONT_HERSHEY_SIMPLEX, 0.7, INK, 1, cv2.LINE_AA)
        below = (GAP, GAP + 40 + CAMERA[1] + 30)
        cv2.putText(canvas, "simulated: the virtual cart", below, cv2.FONT_HERSHEY_SIMPLEX, 0.55, INK, 1, cv2.LINE_AA)
        nth = max(0, bisect_right(shot_times, t) - 1)
        if shots and (screen is None or screen[0] != nth):
            screen = nth, np.asarray(cv2.resize(shots[nth].pixels(), SCREEN, interpolation=cv2.INTER_AREA))
        if screen:
            canvas[GAP : GAP + SCREEN[1], 2 * GAP + CAMERA[0] : 2 * GAP + CAMERA[0] + SCREEN[0]] = screen[1]
        canvas[2 * GAP + SCREEN[1] : 2 * GAP + SCREEN[1] + CURVE_H, GAP : SIZE[0] - GAP] = curve.draw(
            t, SIZE[0] - 2 * GAP
        )
        writer.write(canvas)
        tell(number + 1, len(wanted))
    writer.release()
    return path


class _Curve:
    """The last seconds of the weight, with the settled steps."""

    def __init__(self, tape: Recording) -> None:
        calibration = tape.start.calibration
        readings = [r.input for r in tape.records if isinstance(r.input, ScaleReading)]
        self._t = np.array([r.t for r in readings])
        self._kg = (
            np.array([fsum(calibration.cells(r.counts)) / 1000 for r in readings]) if calibration else self._t * 0
        )
        self._steps = [f.body for f in tape.facts if isinstance(f.body, StepSettled)]

    def draw(self, now: float, width: int) -> Pixels:
        picture = np.full((CURVE_H, width, 3), 255, np.uint8)
        inside = (self._t > now - CURVE_S) & (self._t <= now)
        t, kg = self._t[inside], self._kg[inside]
        if len(t) < 2:
            return picture
        low, high = float(np.percentile(kg, 1)) - 0.05, float(np.percentile(kg, 99)) + 0.05
        for step in self._steps:
            if now - CURVE_S < step.t1_ms / 1000 <= now:
                x = int((step.t1_ms / 1000 - now + CURVE_S) / CURVE_S * (width - 80))
                cv2.line(picture, (x, 0), (x, CURVE_H), MARK, 1)
                cv2.putText(
                    picture,
                    f"{step.delta / 10:+.0f} g",
                    (x + 4, 16),
                    cv2.FONT_HERSHEY_SIMPLEX,
                    0.45,
                    INK,
                    1,
                    cv2.LINE_AA,
                )
        x = (t - now + CURVE_S) / CURVE_S * (width - 80)
        y = (CURVE_H - 12) - np.clip((kg - low) / (high - low), -0.1, 1.1) * (CURVE_H - 24)
        points = np.stack([x, y], 1).astype(np.int32)
        cv2.polylines(picture, [points], False, LINE, 2, cv2.LINE_AA)
        cv2.putText(
            picture, f"{kg[-1]:.2f} kg", (width - 76, int(y[-1])), cv2.FONT_HERSHEY_SIMPLEX, 0.5, INK, 1, cv2.LINE_AA
        )
        return picture


def _writer(path: Path) -> cv2.VideoWriter:
    """MPEG-4 part 2: OpenCV's wheel has no H.264 encoder, and its VP9 takes a second for each frame."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, SIZE)
    if not writer.isOpened():
        raise OSError(f"{path} cannot be written as a film: OpenCV has no encoder for it")
    return writer
