"""The judge at the end: what truly lies in the basket, what the cart charged, what the store booked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from cart.core.basket import Basket, fold
from cart.core.catalog import Catalog, Sold
from cart.core.facts import Fact, ItemAdded, ItemRemoved, QuestionAsked, StepSettled
from cart.core.pricing import bill_of, line_price
from cart.core.units import Money, Sku, decigrams

WEIGHT_TOLERANCE = (3.0, 0.01)  # grams, share: what a line by weight may be off


@dataclass(frozen=True, slots=True)
class Thing:
    """One piece that lies in the basket."""

    sku: Sku
    weight_g: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the receipt is right, and the figures of the trip."""

    catalog: Catalog
    truth: tuple[Thing, ...]
    basket: Basket
    faults: tuple[str, ...]
    questions: int
    latency_ms: dict[str, dict[str, float]]

    @property
    def right(self) -> bool:
        return not self.faults

    def result(self, seed: int, items: int) -> dict[str, Any]:
        """The keys of `smart-cart demo --json`."""
        return {
            "seed": seed,
            "items": items,
            "truth": [{"sku": t.sku, "weight_g": round(t.weight_g, 1), "price": self._worth(t)} for t in self.truth],
            "charged": [
                {"sku": line.sku, "quantity": line.quantity, "price": line.price, "net_g": line.net / 10}
                for line in self.basket.lines
            ],
            "receipt_right": self.right,
            "questions": self.questions,
            "latency_ms": self.latency_ms,
            "faults": list(self.faults),
        }

    def table(self) -> list[str]:
        """What was there beside what was charged, for a terminal."""
        rows = [f"{'product':44} {'in basket':>10} {'charged':>8} {'price':>8}"]
        there = Counter(thing.sku for thing in self.truth)
        charged: Counter[Sku] = Counter()
        price: Counter[Sku] = Counter()
        for line in self.basket.lines:
            charged[line.sku] += line.quantity
            price[line.sku] += line.price
        for sku in sorted({*there, *charged}):
            name = _name(self.catalog, sku)
            mark = "" if there[sku] == charged[sku] else "  <- wrong"
            rows.append(f"{name[:44]:44} {there[sku]:10} {charged[sku]:8} {price[sku] / 100:8.2f}{mark}")
        rows.append(
            f"{'total':44} {there.total():10} {charged.total():8} {bill_of(self.basket, self.catalog).total / 100:8.2f}"
        )
        for name, figures in self.latency_ms.items():
            said = ", ".join(f"{k} {v:.0f} ms" for k, v in figures.items())
            rows.append(f"{name.replace('_', ' ')} (from capture time to decision, simulated): {said}")
        rows.append(f"questions asked: {self.questions}")
        rows += [f"WRONG: {fault}" for fault in self.faults]
        rows.append("the receipt is right" if self.right else "the receipt is NOT right")
        return rows

    def _worth(self, thing: Thing) -> Money:
        known = thing.sku in self.catalog
        return line_price(self.catalog[thing.sku], 1, decigrams(thing.weight_g)) if known else Money(0)


def judge(catalog: Catalog, truth: Sequence[Thing], facts: Sequence[Fact], stored: Money | None) -> Verdict:
    """Compare; `stored` is the total that the store booked, None when it has no receipt."""
    basket = fold(facts)
    total = bill_of(basket, catalog).total
    faults = [*_counts(catalog, truth, basket), *_weights(catalog, truth, basket)]
    if basket.finished is None:
        faults.append("the trip was not finished at the exit")
    elif basket.finished.total != total:
        faults.append(f"the receipt says {basket.finished.total}, its lines add up to {total}")
    if stored is None:
        faults.append("the store has no receipt of this trip")
    elif stored != total:
        faults.append(f"the store booked {stored}, the cart charged {total}")
    asked = sum(isinstance(f.body, QuestionAsked) for f in facts)
    return Verdict(catalog, tuple(truth), basket, tuple(faults), asked, _latencies(facts))


def _name(catalog: Catalog, sku: Sku) -> str:
    """What people call it; staff's test weight is in no catalogue."""
    return catalog[sku].name if sku in catalog else sku


def _counts(catalog: Catalog, truth: Sequence[Thing], basket: Basket) -> list[str]:
    there = Counter(thing.sku for thing in truth)
    charged: Counter[Sku] = Counter()
    for line in basket.lines:
        charged[line.sku] += line.quantity
    return [
        f"{_name(catalog, sku)}: {there[sku]} in the basket, {charged[sku]} charged"
        for sku in sorted({*there, *charged})
        if there[sku] != charged[sku]
    ]


def _weights(catalog: Catalog, truth: Sequence[Thing], basket: Basket) -> list[str]:
    wrong = []
    for sku in {line.sku for line in basket.lines if catalog[line.sku].sold is Sold.WEIGHT}:
        real = sorted(thing.weight_g for thing in truth if thing.sku == sku)
        billed = sorted(line.net / 10 for line in basket.lines if line.sku == sku)
        for was, paid in zip(real, billed, strict=False):
            if abs(was - paid) > max(WEIGHT_TOLERANCE[0], WEIGHT_TOLERANCE[1] * was):
                wrong.append(f"{catalog[sku].name}: {was:.1f} g in the basket, {paid:.1f} g charged")
    return wrong


def _latencies(facts: Sequence[Fact]) -> dict[str, dict[str, float]]:
    """Scale settled -> line, without the steps that a person was asked about."""
    settled = {f.body.step: f.body.t1_ms for f in facts if isinstance(f.body, StepSettled)}
    asked = {f.body.step for f in facts if isinstance(f.body, QuestionAsked)}
    decided = [
        f.t_ms - settled[f.body.why.step]
        for f in facts
        if isinstance(f.body, ItemAdded | ItemRemoved) and f.body.why.step not in asked
    ]
    return {"settled_to_line": spread(decided)} if decided else {}


def spread(values: Sequence[float]) -> dict[str, float]:
    """p50 and p95."""
    if len(values) < 2:
        return {"p50": float(values[0]), "p95": float(values[0])} if values else {}
    cuts = quantiles(values, n=20, method="inclusive")
    return {"p50": cuts[9], "p95": cuts[18]}
