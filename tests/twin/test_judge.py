"""The judge: right only when basket, receipt and store say the same."""

import pytest

from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.facts import (
    Body,
    Evidence,
    Fact,
    ItemAdded,
    Kind,
    QuestionAsked,
    Rule,
    StepSettled,
    TripFinished,
    TripStarted,
)
from cart.core.units import Decigrams, Money, Sku, UnitPrice
from hw.twin.judge import Thing, Verdict, judge

TEA, APPLE, MILK = Sku("tea"), Sku("apple"), Sku("milk")
SHELF = Catalog(
    "v1",
    "EUR",
    (
        Product(TEA, "Tea", Sold.PIECE, WeightModel(Decigrams(1200), Decigrams(8)), Money(249)),
        Product(MILK, "Milk", Sold.PIECE, WeightModel(Decigrams(10340), Decigrams(30)), Money(119)),
        Product(APPLE, "Apple", Sold.WEIGHT, WeightModel(Decigrams(1800), Decigrams(300)), unit_price=UnitPrice(29900)),
    ),
)
BASKET = (Thing(TEA, 120.4), Thing(APPLE, 181.0))
TOTAL = Money(249 + 54)


def settled(step: int) -> StepSettled:
    return StepSettled(step, 0, 100 * step, Decigrams(1200), Decigrams(10), (1, 2, 3, 4))


def why(step: int) -> Evidence:
    return Evidence(Rule.WEIGHT, step, Decigrams(1200), Decigrams(10))


def added(line: int, sku: Sku, price: int, net: int = 0, quantity: int = 1) -> ItemAdded:
    return ItemAdded(line, sku, quantity, Money(price), 70, why(line), net=Decigrams(net))


TEA_LINE, APPLE_LINE = added(1, TEA, 249), added(2, APPLE, 54, 1805)
FINISHED = TripFinished(TOTAL, (), 0)


def judged(*bodies: Body, truth: tuple[Thing, ...] = BASKET, stored: Money | None = TOTAL) -> Verdict:
    """Facts a quarter of a second apart."""
    every = (TripStarted("v1", "EUR", 0), settled(1), settled(2), *bodies)
    facts = [Fact("trip", number, 250 * number, body) for number, body in enumerate(every, start=1)]
    return judge(SHELF, truth, facts, stored)


def test_right_when_all_agree() -> None:
    verdict = judged(TEA_LINE, APPLE_LINE, FINISHED)
    assert verdict.right
    assert verdict.faults == ()
    assert "the receipt is right" in verdict.table()
    result = verdict.result(3, 2)
    assert result["receipt_right"]
    assert [thing["price"] for thing in result["truth"]] == [249, 54]


@pytest.mark.parametrize(
    ("bodies", "named"),
    [
        ((added(1, MILK, 249), APPLE_LINE, FINISHED), ("Milk", "Tea")),
        ((added(1, TEA, 249, quantity=2), APPLE_LINE, FINISHED), ("Tea: 1 in the basket, 2 charged",)),
        ((TEA_LINE, FINISHED), ("Apple: 1 in the basket, 0 charged",)),
        ((TEA_LINE, added(2, APPLE, 54, 1870), FINISHED), ("Apple: 181.0 g in the basket, 187.0 g charged",)),
        ((TEA_LINE, APPLE_LINE), ("not finished",)),
        ((TEA_LINE, APPLE_LINE, TripFinished(Money(1), (), 0)), ("the receipt says 1",)),
    ],
)
def test_wrong(bodies: tuple[Body, ...], named: tuple[str, ...]) -> None:
    verdict = judged(*bodies)
    assert not verdict.right
    assert all(any(name in fault for fault in verdict.faults) for name in named)
    assert "the receipt is NOT right" in verdict.table()
    assert not verdict.result(3, 2)["receipt_right"]


def test_a_weight_within_tolerance_is_right() -> None:
    assert judged(TEA_LINE, added(2, APPLE, 54, 1835), FINISHED).right


def test_wrong_when_the_store_differs_or_lacks_the_trip() -> None:
    assert judged(TEA_LINE, APPLE_LINE, FINISHED, stored=Money(1)).faults == (
        "the store booked 1, the cart charged 303",
    )
    assert judged(TEA_LINE, APPLE_LINE, FINISHED, stored=None).faults == ("the store has no receipt of this trip",)


def test_every_question_counts_and_a_step_that_was_asked_has_no_latency() -> None:
    asked = [QuestionAsked(number, Kind.WHICH_ADDED, 1, (TEA,), why(1)) for number in (1, 2)]
    verdict = judged(*asked, TEA_LINE, APPLE_LINE, FINISHED)
    assert verdict.questions == 2
    assert verdict.latency_ms == {"settled_to_line": {"p50": 250 * 7 - 200, "p95": 250 * 7 - 200}}
    assert any("capture time" in row for row in verdict.table() if row.startswith("settled to line"))
