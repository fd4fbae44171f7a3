"""Strategies: anything that can happen to a cart, and shoppers who do anything to a desk."""

from collections.abc import Callable
from dataclasses import replace

from desk import SHELF, Desk
from hypothesis import strategies as st

from cart.core.catalog import Catalog
from cart.core.inputs import (
    Acked,
    Candidate,
    CatalogArrived,
    CodeSeen,
    Input,
    Lane,
    LaneSignal,
    NextTrip,
    Reason,
    RecordRead,
    ScaleReading,
    ShopperTapped,
    Sighting,
    Source,
    SourceDown,
    SourceUp,
    StaffTapped,
    Tick,
    Way,
)
from cart.core.roles import Role
from cart.core.shopper_inputs import CardRead, NoSignIn, SignedIn, SignInRefused, StaffComing, Wanted
from cart.core.staff_effects import SealHandover
from cart.core.staff_inputs import (
    BasketRefused,
    BoardSeen,
    CameraFitted,
    DevicesExamined,
    Finding,
    Grade,
    HandoverSealed,
    LogsWritten,
    ProductLearned,
    StaffCame,
    ViewTaken,
)
from cart.core.taps import StaffTap, Tap
from cart.core.units import Seconds, Sku

SKUS = [product.sku for product in SHELF.products]
CODES = ["4006381333931", "5901234123457", "9780201379624", "123", "", "00000000"]
CARDS = ["smart-cart:sign-in:ABCD2345", "123", ""]
WANTED = (Wanted("tea"), Wanted("x", Sku("gum")))
TRIPS = ["trip-1", "trip-2", ""]

records = st.sampled_from(["", "ff" * 64, "00" * 64, "no hex", "53" * 64])
times = st.floats(0.0, 400.0).map(Seconds)
skus = st.sampled_from([*SKUS, Sku("no such thing"), Sku("")])
counts = st.lists(st.integers(-(2**31), 2**31), max_size=6).map(tuple)
catalogs = st.sampled_from([SHELF, Catalog("none", "EUR", ()), Catalog("half", "EUR", SHELF.products[3:])])
args = st.one_of(
    skus,
    st.builds("{}:{}:{}".format, st.integers(0, 5), st.integers(0, 3), st.sampled_from(SKUS)),
    st.sampled_from([*CODES, "1000", "nan", "-5", "1", "2", "3", "till"]),
    st.text(max_size=5),
)


lane_signals = st.builds(
    LaneSignal,
    times,
    st.sampled_from(Lane),
    st.sampled_from(["", "1", "2"]),
    st.sampled_from(Way),
    st.none() | times,
    st.none() | st.booleans(),
)


@st.composite
def sightings(draw: st.DrawFn) -> Sighting:
    weights = draw(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=4))
    whole = max(1.0, sum(weights))
    nothing, *shares = [weight / whole for weight in weights]
    seen = tuple(Candidate(draw(skus), p) for p in shares)
    return Sighting(draw(times), draw(st.integers(-1, 6)), seen, nothing, draw(st.integers(0, 3)))


inputs: st.SearchStrategy[Input] = st.one_of(
    st.builds(ScaleReading, times, counts),
    sightings(),
    st.builds(CodeSeen, times, st.sampled_from(CODES), st.just("EAN13")),
    st.builds(ShopperTapped, times, st.sampled_from(Tap), args, st.integers(0, 4)),
    st.builds(CardRead, times, st.sampled_from(CARDS)),
    st.builds(
        SignedIn, times, st.sampled_from(TRIPS), st.just(("C1",)), st.just((Wanted("tea"), Wanted("x", Sku("gum"))))
    ),
    st.builds(SignInRefused, times, st.sampled_from(TRIPS), st.sampled_from(NoSignIn)),
    st.builds(StaffComing, times, st.sampled_from(TRIPS), st.integers(-1, 4)),
    st.builds(StaffTapped, times, st.sampled_from(StaffTap), args),
    lane_signals,
    st.builds(Acked, times, st.sampled_from(["trip-1", "another", ""]), st.integers(-1, 60)),
    st.builds(SourceDown, times, st.sampled_from(Source), st.sampled_from(Reason)),
    st.builds(SourceUp, times, st.sampled_from(Source), st.sampled_from(["desk", "another", ""])),
    st.builds(RecordRead, times, records),
    st.builds(NextTrip, times, st.sampled_from(["trip-2", "trip-3", ""])),
    st.builds(CatalogArrived, times, catalogs),
    st.builds(StaffCame, times, st.just("kim"), st.sampled_from(Role)),
    st.builds(HandoverSealed, times, st.sampled_from(["trip-1", ""]), st.integers(0, 60), st.just("till"), args),
    st.builds(BasketRefused, times, st.just("no")),
    st.builds(BoardSeen, times, st.integers(-1, 4), st.just(((1, 2),)), st.sampled_from(["", "no board"])),
    st.builds(CameraFitted, times),
    st.builds(ViewTaken, times, skus, st.integers(0, 4), st.just("a" * 64), st.sampled_from(["", "too dark"])),
    st.builds(ProductLearned, times, skus, st.integers(0, 4), piece=st.integers(0, 30000)),
    st.builds(DevicesExamined, times, st.just((Finding("disk", Grade.GOOD, "12 GB free"),))),
    st.builds(LogsWritten, times, st.just("logs.zip")),
    st.builds(Tick, times, st.integers(0, 2**41)),
)

Deed = Callable[[Desk], object]

WEIGHTS = {"milk": 1034.0, "tea": 120.0, "tea-mint": 120.0, "beans": 420.0, "tuna": 185.0, "gum": 14.0}


def _put(sku: str, clear: bool, off: float) -> Deed:
    seen = ((sku, 0.96),) if clear else (("tea", 0.4), ("tea-mint", 0.4))
    return lambda desk: desk.change(WEIGHTS[sku] * off, *seen)


def _take(grams: float) -> Deed:
    return lambda desk: desk.change(-min(grams, desk.load))


def _silent(grams: float) -> Deed:
    """A change whose pictures never come."""

    def deed(desk: Desk) -> None:
        desk.hand()
        desk.load = max(0.0, desk.load + grams)
        desk.rest()

    return deed


def happen(desk: Desk, inp: Input) -> None:
    """Feed something odd from another channel, with whatever time stands on it; the world draws no id twice."""
    if isinstance(inp, NextTrip) and inp.trip:
        inp = replace(inp, trip=f"{inp.trip}-{len(desk.inputs)}")
    desk.feed(inp)


def _backwards(inp: Input) -> Deed:
    return lambda desk: happen(desk, inp)


def _leave(back: bool) -> Deed:
    """Through the exit, and perhaps back in; the cart is ready for the next shopper when the trip is over."""

    def deed(desk: Desk) -> None:
        desk.leave()
        if back:
            desk.wait(2)
            desk.feed(LaneSignal(Seconds(desk.t), Lane.ARMED, "1"))
        if not desk.state.trip:
            desk.next_trip()

    return deed


def _leave_while_reaching_in(grams: float) -> Deed:
    def deed(desk: Desk) -> None:
        desk.hand()
        desk.leave()
        desk.change(grams)

    return deed


def _skip(seconds: int) -> Deed:
    return lambda desk: desk.wait(seconds)


def _shown(code: str) -> Deed:
    def deed(desk: Desk) -> None:
        for _ in range(2):
            desk.feed(CodeSeen(Seconds(desk.t), code, "EAN13"))
            desk.rest(0.3)

    return deed


def _staff(tap: StaffTap, arg: str) -> Deed:
    """Staff come, do one thing, and go; the world answers what has to be signed."""

    def deed(desk: Desk) -> None:
        desk.staff(tap, arg)
        for effect in list(desk.effects):
            if isinstance(effect, SealHandover):
                desk.feed(HandoverSealed(Seconds(desk.t), effect.handover.trip, effect.seq, effect.to, "SC1:"))
        desk.staff(StaffTap.LEAVE)
        if not desk.state.trip:
            desk.next_trip()

    return deed


def _answered(tap: Tap, first: bool, arg: str) -> Deed:
    def deed(desk: Desk) -> None:
        asked = desk.state.basket.questions
        options = asked[0].options if asked else ()
        desk.tap(tap, options[0] if first and options else arg)

    return deed


deeds: st.SearchStrategy[Deed] = st.one_of(
    st.builds(_put, st.sampled_from(sorted(WEIGHTS)), st.booleans(), st.just(1.0) | st.floats(0.9, 3.1)),
    st.builds(_take, st.sampled_from([*WEIGHTS.values(), 300.0]) | st.floats(5.0, 2000.0)),
    st.builds(_silent, st.sampled_from([420.0, 333.0, -120.0, 14.0]) | st.floats(-1000.0, 1500.0)),
    st.builds(_answered, st.sampled_from(Tap), st.booleans(), args),
    st.builds(_shown, st.sampled_from(CODES)),
    st.builds(_staff, st.sampled_from(StaffTap), args),
    st.builds(_skip, st.integers(1, 70)),
    st.builds(_leave, st.booleans()),
    st.builds(_leave_while_reaching_in, st.sampled_from([420.0, 333.0])),
    st.just(Desk.next_trip),
    st.builds(_backwards, inputs),
)
"""What a shopper, the staff and the devices may do, in an order that nobody planned."""
