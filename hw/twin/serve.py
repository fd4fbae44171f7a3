"""The virtual cart as a process: real time, a real serial port, a camera's socket and a puppeteer's socket.

    python -m hw.twin.serve --dir RUN_DIR --seed 7 --goods pieces.json

RUN_DIR/scale is the scale's port, RUN_DIR/camera.sock what a camera driver may ask, RUN_DIR/world.sock the
puppeteer's side. pieces.json lists single things: {"id", "sku"} and, if wanted, "weight_g" and "look".
"""

import argparse
import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np

from firmware_bridge.virtual import VirtualScale
from hw.twin.camera_door import CameraDoor
from hw.twin.darkroom import Darkroom
from hw.twin.goods import ASSORTMENT, FLOOR_BOARD, TEST_WEIGHT, Appearance, Goods, appearance, true_weight
from hw.twin.hand import Hand, Job
from hw.twin.loadcell import BATHROOM, GOOD, NORMAL, PERFECT, LoadCells, Rolling
from hw.twin.newcomers import Newcomer, newcomers
from hw.twin.wire import Answer, Door
from hw.twin.world import Piece, World

CELL_MODELS = {"normal": NORMAL, "good": GOOD, "bathroom": BATHROOM, "perfect": PERFECT}
FRAME_S = 0.1
STRANGERS = 4
_NAP_S = 0.004
_LATE_S = 0.5  # a machine that stalls longer than this loses time instead of hurrying after it


def now() -> float:
    """The cart's clock."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Stage:
    """World, hand, cells and the scale's port, moved on in real time by one thread: whoever calls `run`."""

    def __init__(self, folder: Path, pieces: Sequence[Piece], seed: int, cells: str) -> None:
        self.world = World(pieces, seed, look)
        self.hand = Hand(self.world, seed)
        self.cells = LoadCells(CELL_MODELS[cells], seed)
        self.scale = VirtualScale(folder / "scale")
        self.darkroom = Darkroom(self.world)
        self.camera = CameraDoor(folder / "camera.sock", self.darkroom)
        self.over = threading.Event()
        self.lost_s = 0.0
        self._rolling = Rolling(self.cells.model, seed)
        self._rolls = False
        self._wishes: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._jobs: list[Job] = []
        self._ops = {name.removeprefix("_op_"): getattr(self, name) for name in dir(self) if name.startswith("_op_")}
        self._begin = now()
        self._folder = folder

    def run(self) -> None:
        """Keep up with the clock until somebody says quit."""
        next_frame = 0.0
        with self.scale:
            door = Door(self._folder / "world.sock", self._answer)  # last: who gets in finds all the rest
            self._begin = now() - self.world.t
            while not self.over.is_set():
                self._grant_wishes()
                due = now() - self._begin
                if due - self.world.t > _LATE_S:
                    self.lost_s += due - self.world.t
                    self._begin = now() - self.world.t
                    continue
                while self.world.t < due:
                    self._step()
                    if self.world.t >= next_frame:
                        next_frame += FRAME_S
                        self.camera.expose(self.world.pose(), self._begin)
                self.over.wait(_NAP_S)
        door.close()
        self.camera.close()
        self.darkroom.close()

    def _step(self) -> None:
        self.hand.advance()
        if self._rolls:
            self.world.shake(self._rolling.next())
        self.world.step()
        sample = self.cells.feed(self.world.forces())
        if sample is not None:
            t, counts = sample
            self.scale.push(counts, int((self._begin + t) * 1e6))

    def _grant_wishes(self) -> None:
        while True:
            try:
                wish = self._wishes.get_nowait()
            except Empty:
                return
            wish()

    def _do(self, act: Callable[[], Any]) -> Any:
        """Have the physics thread do something between two steps, and wait for it."""
        results: SimpleQueue[tuple[Any, Exception | None]] = SimpleQueue()

        def wish() -> None:
            try:
                results.put((act(), None))
            except (KeyError, ValueError) as error:
                results.put((None, error))

        self._wishes.put(wish)
        result, error = results.get(timeout=30)
        if error is not None:
            raise error
        return result

    def _answer(self, question: Answer) -> Answer:
        words = dict(question)
        op = words.pop("op")
        if op not in self._ops:
            return {"error": f"the twin cannot '{op}'; it can: {', '.join(sorted(self._ops))}"}
        answer = self._ops[op](**words)
        return {} if answer is None else answer

    def _start(self, job: Callable[[], Job]) -> Answer:
        def act() -> int:
            self._jobs.append(job())
            return len(self._jobs) - 1

        return {"job": self._do(act)}

    def _op_info(self) -> Answer:
        pieces = [_describe(piece) for piece in self.world.pieces.values()]
        return {"pieces": pieces, "t": now(), "begin": self._begin, "lost_s": self.lost_s}

    def _op_put(self, piece: str, spot: Any = None, show_code: bool = False) -> Answer:
        return self._start(lambda: self.hand.put(piece, tuple(spot) if spot else None, show_code))

    def _op_take(self, piece: str, show_code: bool = False) -> Answer:
        return self._start(lambda: self.hand.take(piece, show_code))

    def _op_move(self, piece: str, spot: Any = None) -> Answer:
        return self._start(lambda: self.hand.move(piece, tuple(spot) if spot else None))

    def _op_show(self, piece: str) -> Answer:
        return self._start(lambda: self.hand.show(piece))

    def _op_lean(self, force_n: float, seconds: float) -> Answer:
        return self._start(lambda: self.hand.lean(force_n, seconds))

    def _op_job(self, job: int) -> Answer:
        it = self._jobs[job]
        touched = self._begin + it.touched if it.touched else None
        return {"done": it.done, "outcome": it.outcome, "name": it.name, "piece": it.piece, "touched": touched}

    def _op_lane(self, line: int, on: bool) -> None:
        bit = 1 << line
        self.scale.lines = self.scale.lines | bit if on else self.scale.lines & ~bit

    def _op_roll(self, on: bool) -> None:
        self._rolls = on

    def _op_temperature(self, kelvin: float) -> None:
        self.cells.temperature_k = kelvin

    def _op_stuck(self, cells: list[int]) -> None:
        self.cells.stuck = set(cells)

    def _op_light(self, dim: float) -> None:
        self.world.light.dim = dim

    def _op_scale(self, fault: str, frames: int = 1) -> None:
        scale = self.scale
        noise = bytes(np.random.default_rng(frames).integers(0, 256, 64 * frames, np.uint8))
        faults = {
            "corrupt": lambda: scale.corrupt(frames),
            "drop": lambda: scale.drop(frames),
            "garbage": lambda: scale.garbage(noise),
            "freeze": scale.freeze,
            "thaw": scale.thaw,
            "unplug": scale.unplug,
            "replug": scale.replug,
            "reset": scale.reset,
        }
        if fault not in faults:
            raise ValueError(f"the scale has no fault '{fault}'; it has: {', '.join(faults)}")
        faults[fault]()

    def _op_camera(self, fault: str, seconds: float = 2.5) -> None:
        self.camera.break_(fault, seconds)

    def _op_truth(self) -> Answer:
        return {"inside": self._do(lambda: [_describe(self.world.pieces[p]) for p in self.world.inside()])}

    def _op_film(self) -> Answer:
        return {"times": [t for t, _ in self.camera.film]}

    def _op_film_frame(self, index: int, size: tuple[int, int] = (640, 480)) -> Answer:
        t, pose = self.camera.film[index]
        width, height = size
        return {**self.darkroom.develop(lambda eyes: eyes.render(pose, (width, height))), "t": t}

    def _op_quit(self) -> None:
        self.over.set()


def pieces_from(listing: Sequence[dict[str, Any]], seed: int) -> list[Piece]:
    """The single things that a listing names; weights and looks that it leaves open come from the seed."""
    by_sku = {str(goods.product.sku): goods for goods in (*ASSORTMENT, TEST_WEIGHT, FLOOR_BOARD)}
    if not {entry["sku"] for entry in listing} <= set(by_sku):
        by_sku |= {sku: each.goods for sku, each in strangers().items()}
    pieces = []
    for i, entry in enumerate(listing):
        if entry["sku"] not in by_sku:
            raise ValueError(f"the twin has no goods '{entry['sku']}'; see hw/twin/goods for its assortment")
        goods, rng = by_sku[entry["sku"]], np.random.default_rng([seed, 8, i])
        weight, look = float(true_weight(goods, rng)), int(rng.integers(1 << 30))
        pieces.append(Piece(entry["id"], goods, float(entry.get("weight_g", weight)), int(entry.get("look", look))))
    return pieces


@cache
def strangers() -> dict[str, Newcomer]:
    """Products that no cart knows until staff teach it."""
    return {each.sku: each for each in newcomers(0, STRANGERS, 0)}


def look(goods: Goods, seed: int) -> Appearance:
    stranger = strangers().get(str(goods.product.sku)) if goods.product.sku.startswith("newcomer-") else None
    return stranger.look(seed) if stranger else appearance(goods, seed)


def _describe(piece: Piece) -> Answer:
    return {"id": piece.id, "sku": str(piece.goods.product.sku), "weight_g": piece.weight_g}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="hw.twin.serve", description="The virtual cart as a process.")
    parser.add_argument("--dir", type=Path, required=True, help="folder for the port and the sockets")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--goods", type=Path, required=True, help="JSON list of the single things of the trip")
    parser.add_argument("--cells", choices=sorted(CELL_MODELS), default="normal")
    options = parser.parse_args(arguments)
    try:
        pieces = pieces_from(json.loads(options.goods.read_text()), options.seed)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{options.goods}: cannot read the things of the trip: {error}", file=sys.stderr)
        return 2
    options.dir.mkdir(parents=True, exist_ok=True)
    stage = Stage(options.dir, pieces, options.seed, options.cells)
    signal.signal(signal.SIGTERM, lambda *_: stage.over.set())
    sys.setswitchinterval(0.001)  # the darkroom's Python must not keep the physics from its 80 Hz
    stage.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
