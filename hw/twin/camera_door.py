"""What a camera driver may ask of the twin: which frames there are, and to open one; with a camera's faults."""

import time
from collections import deque
from pathlib import Path

from hw.twin.darkroom import Darkroom
from hw.twin.eyes import LORES, MAIN, VIDEO, Crop
from hw.twin.wire import Answer, Door
from hw.twin.world import Pose

RING_S = 5.0
FRAME_HZ = 10
FAULTS = ("none", "freeze", "stuck", "dead", "slow", "seldom")


class CameraDoor:
    """Keeps the last seconds as poses for the cart, and the whole trip for the film.

    Faults: `freeze` gives the same frame for ever, `stuck` the same picture under new numbers, `dead` no
    answer at all, `slow` every answer late, `seldom` a frame now and then only.
    """

    def __init__(self, path: Path, darkroom: Darkroom) -> None:
        self.film: list[tuple[float, Pose]] = []
        self._ring: deque[tuple[int, float, Pose]] = deque(maxlen=int(RING_S * FRAME_HZ))
        self._darkroom = darkroom
        self._fault, self._delay = "none", 0.0
        self._door = Door(path, self._answer)

    def close(self) -> None:
        self._door.close()

    def expose(self, pose: Pose, begin: float) -> None:
        """Take a frame; world time plus `begin` is the cart's clock."""
        t = begin + pose.t
        self.film.append((t, pose))
        if self._fault == "freeze" and self._ring:
            return
        if self._fault == "seldom" and self._ring and t - self._ring[-1][1] < self._delay:
            return
        seen = self._ring[-1][2] if self._fault == "stuck" and self._ring else pose
        self._ring.append((len(self.film), t, seen))

    def break_(self, fault: str, seconds: float) -> None:
        if fault not in FAULTS:
            raise ValueError(f"the camera has no fault '{fault}'; it has: {', '.join(FAULTS)}")
        self._fault, self._delay = fault, seconds

    def _answer(self, question: Answer) -> Answer | None:
        if self._fault == "dead":
            return None
        if self._fault == "slow":
            time.sleep(self._delay)
        op = question["op"]
        if op == "info":
            return {"model": "twin", "hz": FRAME_HZ, "ring_s": RING_S, "video": VIDEO, "lores": LORES, "main": MAIN}
        frames = list(self._ring)
        if op == "latest":
            if not frames:
                return {"error": "there is no frame yet"}
            return {"frame": frames[-1][0], "t": frames[-1][1]}
        if op == "frames":
            return {"frames": [[n, t] for n, t, _ in frames]}
        if op == "open":
            return self._open(question, frames)
        return {"error": f"the camera cannot '{op}'; it can: info, latest, frames, open"}

    def _open(self, question: Answer, frames: list[tuple[int, float, Pose]]) -> Answer:
        wanted, stream = question["frame"], question.get("stream", "video")
        found = [(t, pose) for n, t, pose in frames if n == wanted]
        if not found:
            return {"error": f"frame {wanted} is not in the ring of the last {RING_S:g} s"}
        t, pose = found[0]
        if stream == "main":
            crop = Crop(*question.get("crop") or (0, 0, *MAIN))
            return {**self._darkroom.develop(lambda eyes: eyes.render_main_crop(pose, crop)), "t": t}
        sizes = {"video": VIDEO, "lores": LORES}
        if stream not in sizes:
            return {"error": f"the camera has no stream '{stream}'; it has: video, lores, main"}
        return {**self._darkroom.develop(lambda eyes: eyes.render(pose, sizes[stream])), "t": t}
