"""Whether a cart that was killed kept its word: nothing that it had shown is lost, and nothing is booked twice."""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import Any

from cart.core.basket import Basket, fold
from cart.core.catalog import Catalog
from cart.core.facts import Fact, ItemAdded, ItemRemoved
from cart.core.line import Impossible
from cart.core.pricing import bill_of, finished, line_price
from cart.core.view import CartView
from cart.ledger import Ledger


def shown(view: CartView) -> dict[str, Any]:
    """What of a screen is a promise, as plain JSON values."""
    receipt = view.receipt
    return {
        "trip": view.trip,
        "lines": [[line.line, line.sku, line.quantity, line.price] for line in view.lines if not line.pending],
        "total": view.total,
        "receipt": receipt and [receipt.trip, receipt.total, [[each.line, each.price] for each in receipt.lines]],
    }


@dataclass
class Watched:
    """What was ever on the screen, and what of it a kill took away."""

    ever: set[tuple[str, int]] = field(default_factory=set)
    screen: dict[str, Any] = field(default_factory=dict)
    receipts: dict[str, list[Any]] = field(default_factory=dict)
    lost: int = 0
    doubled: int = 0
    money_mismatch: int = 0
    _kept: list[list[Any]] | None = None

    def killed(self, folder: Path) -> None:
        """Look at the disk as the kill left it: every line of the last screen is there, or went out again."""
        trip = self.screen.get("trip", "")
        facts = on_disk(folder, trip)
        basket = fold(facts)
        bill = [[line.line, line.sku, line.quantity, line.price] for line in basket.lines]
        gone = {fact.body.line for fact in facts if isinstance(fact.body, ItemRemoved)}
        shown = self.screen.get("lines", [])
        self.lost += sum(line not in bill and line[0] not in gone for line in shown)
        self._kept = bill if facts and not basket.over else None

    def shows(self, said: dict[str, Any]) -> None:
        """The screen shows something else: what `shown` made of it."""
        if self._kept is not None:
            self.lost += sum(line not in said["lines"] for line in self._kept)
            self.doubled += sum(line not in self._kept for line in said["lines"])
            self._kept = None
        self.screen = said
        self.ever.update((said["trip"], number) for number, *_ in said["lines"])
        self.money_mismatch += said["total"] != sum(price for *_, price in said["lines"])
        if said["receipt"]:
            trip, *rest = said["receipt"]
            self.receipts[trip] = rest


def verdict(
    trips: Sequence[tuple[str, Sequence[Fact]]], truths: Sequence[Counter[str]], seen: Watched, catalog: Catalog
) -> dict[str, int]:
    """Judge every trip by what truly lay in the basket at its end, product by product.

    keys: lost, doubled, money_mismatch.
    """
    lost, doubled, money = seen.lost, seen.doubled, seen.money_mismatch
    for (trip, facts), truth in zip(trips, truths, strict=True):
        added = Counter(fact.body.line for fact in facts if isinstance(fact.body, ItemAdded))
        shown = [line for shown_trip, line in seen.ever if shown_trip == trip]
        lost += sum(line not in added for line in shown)
        doubled += sum(times - 1 for times in added.values())
        try:
            basket = fold(facts)
        except Impossible:
            money += 1
            continue
        charged = Counter({line.sku: 0 for line in basket.lines})
        for line in basket.lines:
            charged[line.sku] += line.quantity
        lost += (truth - charged).total()
        doubled += (charged - truth).total()
        lost += _vanished(facts, basket)
        money += not _adds_up(basket, catalog, seen.receipts.get(trip))
    return {"lost": lost, "doubled": doubled, "money_mismatch": money}


def on_disk(folder: Path, trip: str) -> list[Fact]:
    """A trip's facts, from a copy: the cart itself must recover what it left."""
    with TemporaryDirectory(prefix="killed-copy-") as name:
        for part in folder.glob("ledger.db*"):
            if not part.name.endswith("-shm"):
                copy(part, name)
        with closing(Ledger(Path(name) / "ledger.db")) as ledger:
            return ledger.facts(trip)


def _vanished(facts: Sequence[Fact], basket: Basket) -> int:
    """Pieces that came in, did not go out, and are not on the receipt."""
    left: Counter[int] = Counter()
    for fact in facts:
        if isinstance(fact.body, ItemAdded):
            left[fact.body.line] += fact.body.quantity
        elif isinstance(fact.body, ItemRemoved):
            left[fact.body.line] -= fact.body.quantity
    return (+left - Counter({line.line: line.quantity for line in basket.lines})).total()


def _adds_up(basket: Basket, catalog: Catalog, receipt: list[Any] | None) -> bool:
    """Receipt, facts and catalogue say the same total, as the store works it out."""
    if basket.finished is None:
        return False
    bill = bill_of(basket, catalog)
    by_catalog = sum(line_price(catalog[line.sku], line.quantity, line.net) for line in basket.lines)
    said = [bill.total, [[line.line, line.price] for line in basket.lines]]
    return (
        basket.finished == finished(bill, basket.finished.wall, basket.finished.interventions)
        and bill.goods == by_catalog
        and receipt in (None, said)
    )
