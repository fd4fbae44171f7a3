"""The puppeteer's side of a running twin: what a shopper, a lane, a fault or a judge does, as plain calls."""

import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hw.twin.wire import Caller

_SHARED = Path("/dev/shm")


class WorldClient:
    """Calls into RUN_DIR/world.sock; waits up to `wait_s` for the twin to be there."""

    def __init__(self, path: str | Path, wait_s: float = 60.0) -> None:
        self._caller = Caller(Path(path), wait_s)

    def close(self) -> None:
        self._caller.close()

    def info(self) -> dict[str, Any]:
        return self._caller.ask("info")

    def put(self, piece: str, spot: tuple[float, float] | None = None, show_code: bool = False) -> int:
        """Have the hand bring a piece in; returns the job's number, as the other hand calls do."""
        return self._job("put", piece=piece, spot=spot, show_code=show_code)

    def take(self, piece: str, show_code: bool = False) -> int:
        return self._job("take", piece=piece, show_code=show_code)

    def move(self, piece: str, spot: tuple[float, float] | None = None) -> int:
        return self._job("move", piece=piece, spot=spot)

    def show(self, piece: str) -> int:
        """Hold a piece's barcode to the camera without putting it in."""
        return self._job("show", piece=piece)

    def lean(self, force_n: float, seconds: float) -> int:
        return self._job("lean", force_n=force_n, seconds=seconds)

    def job(self, job: int) -> dict[str, Any]:
        """State of a job: done, outcome ("in", "out", "fell out", ...), and when it touched the basket."""
        return self._caller.ask("job", job=job)

    def wait_done(self, job: int, timeout_s: float = 60.0) -> str:
        """Wait for a job; returns its outcome."""
        deadline = time.monotonic() + timeout_s
        while not (state := self.job(job))["done"]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the hand has not finished '{state['name']}' within {timeout_s:g} s")
            time.sleep(0.02)
        return str(state["outcome"])

    def lane(self, line: int, on: bool) -> None:
        """One of the two exit-lane lines of the bridge: 0 says that the cart is in the lane, 1 that it crosses."""
        self._caller.ask("lane", line=line, on=on)

    def arm(self, on: bool = True) -> None:
        self.lane(0, on)

    def cross(self, on: bool = True) -> None:
        self.lane(1, on)

    def roll(self, on: bool) -> None:
        self._caller.ask("roll", on=on)

    def temperature(self, kelvin: float) -> None:
        """How far the cells are from where they were calibrated."""
        self._caller.ask("temperature", kelvin=kelvin)

    def light(self, dim: float) -> None:
        self._caller.ask("light", dim=dim)

    def stuck(self, cells: list[int]) -> None:
        self._caller.ask("stuck", cells=cells)

    def scale_fault(self, fault: str, frames: int = 1) -> None:
        """corrupt, drop, garbage, freeze, thaw, unplug, replug or reset."""
        self._caller.ask("scale", fault=fault, frames=frames)

    def camera_fault(self, fault: str, seconds: float = 2.5) -> None:
        """none, freeze (same frame), stuck (same picture), dead (no answer), slow (late) or seldom, by `seconds`."""
        self._caller.ask("camera", fault=fault, seconds=seconds)

    def truth(self) -> list[dict[str, Any]]:
        """What really lies in the basket: id, sku, weight_g. For the judge, after the trip."""
        inside: list[dict[str, Any]] = self._caller.ask("truth")["inside"]
        return inside

    def film(self) -> list[float]:
        """Capture times of all frames of the trip."""
        times: list[float] = self._caller.ask("film")["times"]
        return times

    def film_frame(self, index: int, size: tuple[int, int] = (640, 480)) -> NDArray[np.uint8]:
        answer = self._caller.ask("film_frame", index=index, size=size)
        return fetch(answer["shm"], answer["shape"])

    def quit(self) -> None:
        self._caller.ask("quit")

    def _job(self, op: str, **words: Any) -> int:
        return int(self._caller.ask(op, **words)["job"])


def fetch(name: str, shape: list[int]) -> NDArray[np.uint8]:
    """A picture out of shared memory, which is freed. (Not by SharedMemory: its tracker would warn.)"""
    path = _SHARED / name
    pixels = np.fromfile(path, np.uint8).reshape(shape)
    path.unlink(missing_ok=True)
    return pixels
