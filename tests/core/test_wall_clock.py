"""The time of day on a cart whose clock may be lost, or be set while somebody shops: prices and order do not care."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from desk import BRISK, SHELF, Desk
from hypothesis import given, settings
from hypothesis import strategies as st

from cart.core.catalog import Catalog, Change
from cart.core.facts import Fact, TripFinished, TripStarted
from cart.core.inputs import CatalogConfirmed, Input, StoreTime, Tick
from cart.core.units import Money, Seconds, Sku
from cart.core.viewing import view
from cart.core.wall_clock import WallClock, newest_wall

NOON = 1_795_176_000_000  # ms since 1970
DAY, YEAR = 86_400_000, 365 * 86_400_000
YESTERDAY, TOMORROW = 139, 159
"""What milk costs from yesterday's noon on, and from tomorrow's; before it was 119."""

_CHANGES = (
    Change(NOON - DAY, Money(YESTERDAY), tax_permille=70),
    Change(NOON + DAY, Money(TOMORROW), tax_permille=70),
)
_MILK = replace(SHELF[Sku("milk")], changes=_CHANGES)
CHANGING = Catalog("v", "EUR", (_MILK, *(product for product in SHELF.products if product.sku != "milk")))


@dataclass
class Jumpy(Desk):
    """A desk whose system clock is `off` by so many ms; it is noon when the cart's clock says 0."""

    catalog: Catalog = CHANGING
    rules: object = field(default=BRISK)
    pace: float = 0.3
    off: int = 0

    def feed(self, inp: Input) -> list:
        return super().feed(replace(inp, wall=NOON + round(1000 * inp.t) + self.off) if isinstance(inp, Tick) else inp)

    def tick(self) -> None:
        self.t += 0.1
        self.feed(Tick(Seconds(self.t), 0))

    def told(self, wall: int) -> None:
        self.feed(StoreTime(Seconds(self.t), wall))

    def price(self) -> int:
        """What milk costs that is put in now."""
        self.change(1034, ("milk", 0.97))
        return self.state.basket.lines[-1].price

    @property
    def right(self) -> int:
        return NOON + round(1000 * self.t)


def started(desk: Jumpy, floor: int) -> Jumpy:
    """The desk as after a start out of the store's reach."""
    desk.state = replace(desk.state, clock=WallClock(floor=floor), wall=0)
    desk.tick()
    return desk


def trip(jumps: tuple[int, ...]) -> Jumpy:
    """A trip during which the system's clock is set, once after each of its things."""
    desk = Jumpy()
    desk.price()
    for jump, (sku, grams) in zip(jumps, (("tea", 120), ("beans", 420), ("milk", 1034)), strict=True):
        desk.off = jump
        desk.tick()
        desk.change(grams, (sku, 0.97))
    desk.leave()
    return desk


FAR = st.integers(-60 * YEAR // 2, 60 * YEAR).filter(lambda ms: abs(ms) > 2_000)
STEADY = trip((0, 0, 0)).facts
few = settings(max_examples=12)  # each example is a trip of four things


@few
@given(st.tuples(FAR, FAR, FAR))
def test_a_clock_that_is_set_during_a_trip_changes_nothing_of_it(jumps: tuple[int, ...]) -> None:
    assert trip(jumps).facts == STEADY


@few
@given(st.tuples(*3 * (st.integers(-900, 900),)))
def test_small_corrections_change_no_price_and_no_order(jumps: tuple[int, ...]) -> None:
    def timeless(facts: list[Fact]) -> Iterator[Fact]:
        for fact in facts:
            dated = isinstance(fact.body, TripStarted | TripFinished)
            yield replace(fact, body=replace(fact.body, wall=0)) if dated else fact

    assert list(timeless(trip(jumps).facts)) == list(timeless(STEADY))


@few
@given(FAR, FAR)
def test_with_the_stores_word_the_system_clock_does_not_count(at_start: int, later: int) -> None:
    desk = Jumpy(off=at_start)
    desk.told(desk.right)
    desk.off = later
    desk.tick()
    assert desk.state.wall == desk.right
    assert desk.price() == YESTERDAY
    desk.leave()
    ended = next(fact.body for fact in desk.facts if isinstance(fact.body, TripFinished))
    assert 0 <= desk.right - ended.wall <= 200, "as of the last tick"
    assert not view(desk.state).prices_old


def test_the_stores_word_switches_prices_on_carts_whose_clocks_differ() -> None:
    for off in (-60 * YEAR // 2, -3 * DAY, 0, 3 * DAY, YEAR):
        desk = Jumpy(off=off)
        desk.told(NOON + DAY - 60_000)
        desk.wait(55)
        assert desk.price() == YESTERDAY
        desk = Jumpy(off=off)
        desk.told(NOON + DAY - 60_000)
        desk.wait(65)
        assert desk.price() == TOMORROW


def test_a_clock_that_is_lost_at_boot_begins_with_what_is_known_and_says_that_prices_may_be_old() -> None:
    """A Pi without a battery behind its clock, out of the store's reach: the bug charged the prices of before."""
    desk = started(Jumpy(off=-NOON), NOON - DAY + 3_600_000)
    assert desk.state.wall == NOON - DAY + 3_600_000
    desk.state = replace(desk.state, standing=replace(desk.state.standing, prices_at=NOON - DAY + 3_600_000))
    assert view(desk.state).prices_old, "nobody knows for how long the cart was off"
    assert desk.price() == YESTERDAY
    desk.told(desk.right)
    assert not view(desk.state).prices_old
    desk.state = replace(desk.state, rules=replace(desk.state.rules, prices_limit_h=2.0))
    assert view(desk.state).prices_old, "now it is known, and longer than the shop wants"


def test_the_time_that_the_network_brings_is_believed_between_trips() -> None:
    desk = started(Jumpy(off=-NOON), NOON - 2 * DAY)
    assert not desk.state.clock.sure
    desk.price()
    desk.off = 0
    desk.tick()
    assert desk.state.wall < NOON - DAY, "not while somebody shops"
    desk.leave()
    desk.tick()
    assert desk.state.wall == desk.right
    assert desk.state.clock.sure
    desk.off = -DAY
    desk.tick()
    assert desk.state.wall == desk.right, "it is never set back"


def test_the_stores_word_mends_a_clock_that_was_ahead() -> None:
    """A year ahead has left facts behind that would hold the time for a year."""
    desk = started(Jumpy(), NOON + YEAR)
    assert desk.state.wall == NOON + YEAR
    desk.told(desk.right)
    desk.tick()
    assert desk.state.wall == desk.right
    assert desk.price() == YESTERDAY


def test_the_same_word_again_moves_nothing() -> None:
    """The store tells whole seconds, and its answers travel."""
    desk = Jumpy()
    desk.told(desk.right)
    clock = desk.state.clock
    for late in (-1500, 900, 2500):
        desk.tick()
        desk.told(desk.right + late)
        assert desk.state.clock == clock
    desk.told(desk.right + 60_000)
    assert desk.state.wall == desk.right + 60_000


def test_a_confirmation_is_a_moment_that_has_been() -> None:
    desk = started(Jumpy(off=-NOON), 0)
    desk.feed(CatalogConfirmed(Seconds(desk.t), NOON - DAY))
    desk.tick()
    assert desk.state.wall == NOON - DAY
    assert view(desk.state).prices_old


@given(st.lists(st.tuples(st.floats(0, 10), st.integers(0, 2**42), st.booleans()), max_size=30), st.integers(0, 2**41))
def test_without_the_store_time_never_goes_back_nor_before_what_is_known(
    ticks: list[tuple[float, int, bool]], floor: int
) -> None:
    clock, t, before = WallClock(floor=floor), 0.0, floor
    for passed, system, idle in ticks:
        t += passed
        clock, wall = clock.ticked(Seconds(t), system, idle)
        assert wall >= before - 1_000, "but for a correction of less than a second"
        assert wall >= floor
        before = max(before, wall)


def test_facts_say_how_late_it_is_at_least() -> None:
    assert newest_wall(()) == 0
    assert newest_wall(STEADY) == max(fact.body.wall for fact in STEADY if isinstance(fact.body, TripFinished))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "UTC"])
def test_summer_time_is_none_of_the_carts_business(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Effective dates and offers are moments; the zone only words them."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert trip((0, 0, 0)).facts == STEADY
    finally:
        os.environ.pop("TZ")
        time.tzset()
