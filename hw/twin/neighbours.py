"""The processes around a cart on a desk: its store and its virtual world; and the cart.toml that joins them."""

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2

from cart.core.catalog import Product
from cart.core.encoding import encode
from cart.core.units import Money
from hw.twin.client import WorldClient
from hw.twin.goods import PICTURES, TEST_WEIGHT, catalog
from hw.twin.goods.test_weight import GRAMS
from hw.twin.script import Script

log = logging.getLogger(__name__)

WEIGHT_ID = "test-weight"
PIN = "2580"
CART = "desk-1"
PROGRAM = (sys.executable, "-m", "cart.cli")
START_TRIES = 60  # of a second each


class NeighbourFailed(Exception):
    """A process of the desk did not start; the message holds what it said."""


@dataclass(frozen=True, slots=True)
class Store:
    """A store that is running."""

    url: str
    database: str

    def booked(self, trip: str) -> Money | None:
        """The total of the receipt that it gave a trip, asked over HTTP as staff would; None while there is none.

        A trip that waits for staff's look has its receipt already.
        """
        try:
            answer = httpx2.get(f"{self.url}/trips/{trip}/booked.json", timeout=5.0)
        except httpx2.TransportError as error:
            log.error("The store does not answer: %s", error)
            return None
        given = answer.status_code == 200 and answer.json()["receipt"] is not None
        return Money(answer.json()["total"]) if given else None


@contextmanager
def store_process(run: Path, more: Sequence[Product] = ()) -> Iterator[Store]:
    """The store as its own process, with the twin's catalogue in it, and `more` that the twin has besides."""
    folder = run / "store"
    folder.mkdir(parents=True, exist_ok=True)
    sold = replace(catalog(), products=(*catalog().products, *more))
    (folder / "catalog.json").write_text(json.dumps(encode(sold)), encoding="utf-8")
    if not (folder / "pictures").exists():
        (folder / "pictures").symlink_to(PICTURES.resolve())
    database = f"sqlite:///{folder / 'store.db'}"
    _verb("the store did not take the catalogue", "store", "import", str(folder / "catalog.json"), "--db", database)
    arguments = [
        "store",
        "serve",
        "--db",
        database,
        "--port",
        "0",
        "--evidence",
        str(folder / "evidence"),
    ]
    with _child([*PROGRAM, *arguments], folder / "store.log", stdout=subprocess.PIPE) as process:
        if process.stdout is None:
            raise NeighbourFailed("the store has no standard output")
        url = _address(process.stdout.readline().decode(), folder / "store.log")
        yield Store(url, database)


@contextmanager
def twin_process(run: Path, plan: Script, beside: bool) -> Iterator[WorldClient]:
    """The virtual world as its own process; `beside` also shows what its camera sees in a window."""
    behind = run / "world"  # the cart is told of the scale and the camera only
    behind.mkdir()
    for device in ("scale", "camera.sock"):
        (run / device).symlink_to(Path("world") / device)
    goods = [{"id": p.id, "sku": p.goods.product.sku, "weight_g": p.weight_g, "look": p.look} for p in plan.pieces]
    goods.append({"id": WEIGHT_ID, "sku": TEST_WEIGHT.product.sku, "weight_g": GRAMS, "look": 0})
    (behind / "pieces.json").write_text(json.dumps(goods, indent=1), encoding="utf-8")
    arguments = ["--dir", str(behind), "--seed", str(plan.seed), "--goods", str(behind / "pieces.json")]
    with _child([sys.executable, "-m", "hw.twin.serve", *arguments], run / "twin.log") as process:
        world = _enter(process, behind / "world.sock", run / "twin.log")
        viewer = [sys.executable, "-m", "hw.twin.window", str(run / "camera.sock")]
        view = subprocess.Popen(viewer, stderr=subprocess.DEVNULL) if beside else None
        try:
            yield world
        finally:
            if view is not None:
                view.terminate()
            with suppress(ConnectionError, subprocess.TimeoutExpired):
                world.quit()
                process.wait(10)
            world.close()


def _enter(process: subprocess.Popen[bytes], door: Path, log: Path) -> WorldClient:
    for _ in range(START_TRIES):
        if process.poll() is not None:
            break
        with suppress(ConnectionError):
            return WorldClient(door, 1.0)
    raise NeighbourFailed(f"the virtual cart did not start: {_last(log.read_text(encoding='utf-8'))}")


def write_config(run: Path, store: Store, pin: str, window: bool, name: str = CART) -> Path:
    """cart.toml of the cart on the desk, which is enrolled at its store as a fitter would do it."""
    path = run / "cart.toml"
    path.write_text(
        f"""folder = "cart"

[cart]
name = "{name}"
pin = "{pin}"

[scale]
port = "{(run / "scale").absolute()}"

[camera]
kind = "twin"
device = "{(run / "camera.sock").absolute()}"

[store]
url = "{store.url}"

[screen]
window = "{"auto" if window else "offscreen"}"

[rules]
weigh_to_price = "demo"
""",
        encoding="utf-8",
    )
    code = _verb("the store gave no code", "store", "invite", name, "--db", store.database)
    _verb("the cart was not enrolled", "enrol-cart", "--config", str(path), "--code", code)
    return path


def _verb(otherwise: str, *arguments: str) -> str:
    """Run a verb of smart-cart and return what it says."""
    done = subprocess.run([*PROGRAM, *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        raise NeighbourFailed(f"{otherwise}: {_last(done.stderr)}")
    return done.stdout.strip()


@contextmanager
def _child(command: list[str], log: Path, stdout: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as errors:
        environment = {**os.environ, "MUJOCO_GL": "egl", "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, stdout=stdout or errors, stderr=errors, env=environment)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(line: str, log: Path) -> str:
    found = re.search(r"http://\S+", line)
    if not found:
        raise NeighbourFailed(f"the store did not start: {_last(line + log.read_text(encoding='utf-8'))}")
    return found.group()


def _last(said: str) -> str:
    """The last line that a process said before it gave up."""
    lines = said.strip().splitlines()
    return lines[-1] if lines else "it said nothing"
