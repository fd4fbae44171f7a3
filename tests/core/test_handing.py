"""A basket goes on in another cart or at the till: the same lines, the same total, sold once."""

from dataclasses import replace

import pytest
from desk import BRISK, SHELF, Desk, brisk
from happenings import Deed, deeds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cart.core.basket import Impossible, fold
from cart.core.facts import Fact, ItemAdded, TripFinished
from cart.core.handover import MARK, Handover, NoHandover, base45, opened, packed, text_of, unbase45
from cart.core.inputs import CodeSeen
from cart.core.rebuilding import rebuild
from cart.core.staff_effects import ClaimBasket, ReleaseBasket, SealHandover
from cart.core.staff_facts import BasketTaken, HandedOver
from cart.core.staff_inputs import BasketOffered, BasketRefused, HandoverSealed
from cart.core.taps import StaffTap
from cart.core.units import Seconds
from cart.core.view import Screen
from cart.core.viewing import view
from store.receipts import WEIGHING_NOTE
from store.receipts import receipt as receipt_of_store
from store.wording import Shop

LAWS = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def seal(desk: Desk, to: str = "cart") -> str:
    """Staff hand the basket over; the edge signs. Empty where the cart would not."""
    before = len(desk.effects)
    desk.staff(StaffTap.HAND_OVER, to)
    for effect in desk.effects[before:]:
        if isinstance(effect, SealHandover):
            text = text_of(packed(replace(effect.handover, cart="cart-1")), bytes(64))
            desk.feed(HandoverSealed(Seconds(desk.t), effect.handover.trip, effect.seq, effect.to, text))
            return text
    return ""


def offer(desk: Desk, text: str) -> None:
    """Staff show the code to another cart, and the store grants the basket."""
    desk.staff(StaffTap.TAKE_OVER)
    desk.feed(CodeSeen(Seconds(desk.t), text, "QRCode"))
    assert ClaimBasket(text) in desk.effects
    desk.feed(BasketOffered(Seconds(desk.t), opened(text)[0], desk.catalog))


def there(desk: Desk) -> list[tuple[str, int, int]]:
    return [(line.sku, line.quantity, line.price) for line in desk.state.basket.lines]


@LAWS
@given(st.lists(deeds, min_size=1, max_size=6))
def test_whatever_was_shopped_the_lines_and_the_total_are_the_same_there(plan: list[Deed]) -> None:
    here = brisk()
    here.change(1034, ("milk", 0.96))
    for deed in plan:
        deed(here)
    here.staff(StaffTap.LEAVE)
    here.rest()
    lines, total = there(here), here.state.bill.total
    weight = sum(line.weight for line in here.state.basket.lines) + sum(f.delta for f in here.state.basket.foreign)
    text = seal(here)
    if not text:
        return
    assert here.state.trip == ""
    assert sum(isinstance(fact.body, TripFinished) for fact in by_trip(here.facts)[opened(text)[0].trip]) == 0
    other = brisk(2)
    offer(other, text)
    other.move(weight / 10)
    other.rest(4.0)
    other.staff(StaffTap.ACCEPT)
    assert there(other) == lines
    assert other.state.bill.total == total == opened(text)[0].total
    other.staff(StaffTap.LEAVE)
    other.rest()
    assert there(other) == lines
    assert rebuild(other.start, other.facts).basket == other.state.basket
    other.leave()
    other.wait(70)
    receipts = [fact.body for fact in other.facts if isinstance(fact.body, TripFinished)]
    assert [receipt.total for receipt in receipts] == [total]


def by_trip(facts: list[Fact]) -> dict[str, list[Fact]]:
    trips: dict[str, list[Fact]] = {}
    for fact in facts:
        trips.setdefault(fact.trip, []).append(fact)
    return trips


@pytest.fixture
def here() -> Desk:
    desk = brisk()
    desk.change(1034, ("milk", 0.96))
    desk.change(420, ("beans", 0.96))
    return desk


def test_what_was_handed_over_is_over_before_its_code_is_shown(here: Desk) -> None:
    text = seal(here, "till")
    assert isinstance(here.facts[-1].body, HandedOver)
    shown = view(here.state)
    assert shown.screen is Screen.HANDED_OVER
    assert shown.handover is not None
    assert (shown.handover.text, shown.handover.total) == (text, 208)
    trip = by_trip(here.facts)["trip-1"]
    with pytest.raises(Impossible):
        fold([*trip, replace(trip[-1], seq=trip[-1].seq + 1)])
    here.staff(StaffTap.HANDED)
    here.staff(StaffTap.LEAVE)
    assert view(here.state).screen is Screen.WELCOME


def test_the_till_reads_every_line_from_the_code_alone(here: Desk) -> None:
    handover, _, _ = opened(seal(here, "till"))
    assert [(line.sku, line.quantity, line.price) for line in handover.lines] == [("milk", 1, 119), ("beans", 1, 89)]
    assert (handover.total, handover.currency, handover.cart) == (208, "EUR", "cart-1")


def test_what_changes_meanwhile_calls_it_off(here: Desk) -> None:
    here.staff(StaffTap.HAND_OVER, "till")
    wish = next(effect for effect in here.effects if isinstance(effect, SealHandover))
    here.change(185, ("tuna", 0.98))
    here.feed(HandoverSealed(Seconds(here.t), wish.handover.trip, wish.seq, "till", "SC1:X"))
    assert here.state.trip
    assert view(here.state).staffer.problem == "changed meanwhile"


def test_the_origin_and_the_weights_are_on_the_record(here: Desk) -> None:
    text = seal(here)
    other = brisk(2)
    offer(other, text)
    other.move(1454.0)
    shown = view(other.state).staffer.offer
    assert shown.fits
    assert abs(shown.measured - shown.expected) < 50
    other.staff(StaffTap.ACCEPT)
    bodies = [fact.body for fact in other.facts]
    taken = next(body for body in bodies if isinstance(body, BasketTaken))
    assert (taken.trip, taken.cart, taken.lines, taken.total) == ("trip-1", "cart-1", 2, 208)
    assert [body.why.origin for body in bodies if isinstance(body, ItemAdded)] == ["trip-1/1", "trip-1/2"]
    other.staff(StaffTap.LEAVE)
    other.change(-420, ("beans", 0.96))
    assert there(other) == [("milk", 1, 119)]


@pytest.mark.parametrize(
    ("theirs", "ours", "both"),
    [
        ("off", "off", "off"),
        ("off", "demo", "demo"),
        ("demo", "off", "demo"),
        ("off", "certified", "certified"),
        ("certified", "off", "certified"),
        ("demo", "certified", "demo"),
        ("certified", "demo", "demo"),
    ],
)
def test_a_trip_says_how_both_carts_that_it_was_in_priced_by_weight(theirs: str, ours: str, both: str) -> None:
    here = Desk(rules=replace(BRISK, weigh_to_price=theirs), pace=0.3)
    here.change(1034, ("milk", 0.96))
    other = Desk(2, rules=replace(BRISK, weigh_to_price=ours), pace=0.3)
    offer(other, seal(here))
    other.move(1034.0)
    other.staff(StaffTap.ACCEPT)
    other.staff(StaffTap.LEAVE)
    other.change(180, ("apple", 0.97))
    assert [line.sku for line in other.state.basket.lines] == ["milk"] + ["apple"] * (ours != "off")
    assert other.state.basket.started.weigh_to_price == both
    receipt = receipt_of_store(other.facts, other.catalog, Shop())
    assert (WEIGHING_NOTE in receipt.notes) is (both == "demo")


def test_other_prices_or_no_grant_begin_nothing(here: Desk) -> None:
    text = seal(here)
    dearer = replace(SHELF, products=tuple(replace(p, price=p.price + 1) for p in SHELF.products))
    for answer, why in (
        (BasketOffered(Seconds(0.0), opened(text)[0], dearer), "prices differ"),
        (BasketRefused(Seconds(0.0), "another cart has it"), ""),
    ):
        other = brisk(2)
        other.staff(StaffTap.TAKE_OVER)
        other.feed(CodeSeen(Seconds(other.t), text, "QRCode"))
        other.feed(answer)
        assert view(other.state).staffer.problem == why
        other.staff(StaffTap.ACCEPT)
        assert other.state.trip == ""
    assert view(other.state).staffer.offer.refusal == "another cart has it"


def test_a_basket_that_is_not_taken_after_all_is_given_back(here: Desk) -> None:
    text = seal(here)
    other = brisk(2)
    offer(other, text)
    other.staff(StaffTap.LEAVE)
    assert other.effects.count(ReleaseBasket("trip-1")) == 1
    other.feed(BasketOffered(Seconds(other.t), opened(text)[0], SHELF))
    assert other.effects.count(ReleaseBasket("trip-1")) == 2
    assert other.state.trip == ""


def test_the_next_trip_has_todays_prices_again(here: Desk) -> None:
    text = seal(here)
    other = Desk(2, rules=BRISK, pace=0.3)
    today = replace(SHELF, version="today")
    other.catalog, other.state = today, replace(other.state, catalog=today)
    other.catalog = SHELF
    offer(other, text)
    other.staff(StaffTap.ACCEPT)
    assert other.state.catalog.version == "test"
    other.staff(StaffTap.FINISH)
    assert other.state.catalog.version == "today"


@given(st.binary(max_size=200))
def test_base45_is_exact(data: bytes) -> None:
    assert unbase45(base45(data)) == data


@given(st.text(max_size=300), st.binary(max_size=100))
def test_no_text_does_harm(text: str, data: bytes) -> None:
    for each in (text, MARK + text, MARK + base45(data), MARK + base45(bytes(64) + data)):
        with pytest.raises(NoHandover):
            opened(each)


def test_a_large_basket_fits_a_code_of_a_size_that_a_camera_reads(here: Desk) -> None:
    """20, 60 and 200 lines; codes of 101 and of 149 modules a side hold about 1,000 and 2,500 characters."""
    handover, _, _ = opened(seal(here))
    for lines, most in ((20, 900), (60, 1600), (200, 4296)):
        many = [
            replace(handover.lines[n % 2], line=n, sku=f"sku-{n * 7919 % 9973}", price=(n * 7919) % 5000, weight=n * 37)
            for n in range(1, lines + 1)
        ]
        assert len(text_of(packed(replace(handover, lines=tuple(many))), bytes(range(64)))) <= most


def test_what_no_code_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="characters"):
        text_of(bytes(5000), bytes(64))
    assert isinstance(opened(text_of(packed(Handover("t", "c", "v", "EUR", 0, 0, ())), bytes(64)))[0], Handover)
