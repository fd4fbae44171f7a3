"""What a demo leaves behind: receipt as text and HTML, screenshots, tape, film."""

import shutil
from collections.abc import Callable
from pathlib import Path

from cart.core.catalog import Catalog
from cart.core.facts import Fact
from cart.tape import read
from hw.twin.client import WorldClient
from hw.twin.film import film
from hw.twin.watching import Watching
from store.curve import drawn
from store.receipt_forms import html, text
from store.receipts import receipt
from store.wording import Shop

Say = Callable[[str], None]

LEAVINGS = ("receipt.html", "receipt.txt", "evidence", "screens", "trip.mcap", "demo.mp4")


def clear(out: Path) -> None:
    """Remove what an earlier demo left, so that nothing of it is taken for this one's."""
    for path in (out / name for name in LEAVINGS):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def left(out: Path) -> list[str]:
    """What this demo left."""
    return [name for name in LEAVINGS if (out / name).exists()]


def write_receipt(out: Path, facts: list[Fact], catalog: Catalog, evidence: Path) -> None:
    """receipt.txt and receipt.html; crops and weight curves lie beside the page."""
    made = receipt(facts, catalog, Shop())
    (out / "receipt.txt").write_text(text(made), encoding="utf-8")
    folder = out / "evidence"
    folder.mkdir(exist_ok=True)

    def picture(name: str) -> str | None:
        if not (evidence / name).is_file():
            return None
        if curve := drawn((evidence / name).read_bytes()):
            (folder / f"{name}.svg").write_text(curve, encoding="utf-8")
            return f"evidence/{name}.svg"
        shutil.copyfile(evidence / name, folder / f"{name}.jpg")
        return f"evidence/{name}.jpg"

    (out / "receipt.html").write_text(html(made, picture), encoding="utf-8")


def write_tape(out: Path, cart: Path, trip: str) -> Path | None:
    """trip.mcap."""
    tapes = sorted((cart / "tapes").glob(f"{trip}-*.mcap"))
    if not tapes:
        return None
    shutil.copyfile(tapes[0], out / "trip.mcap")
    return out / "trip.mcap"


def write_film(out: Path, world: WorldClient, watching: Watching, tape: Path, say: Say) -> None:
    """demo.mp4, with its progress told every quarter."""

    def tell(done: int, of: int) -> None:
        if done == of or done % max(1, of // 4) == 0:
            say(f"film: {done} of {of} frames")

    try:
        say(f"film: {film(out / 'demo.mp4', world, watching.shots, read(tape), tell)}")
    except OSError as error:  # also when the world has gone
        say(f"no film: {error}")
