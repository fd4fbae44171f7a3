"""Everything that is stored or sent comes back as it was, and nothing else is taken for it."""

import json
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest
from desk import CALIBRATION, SHELF, Desk, brisk
from happenings import inputs
from hypothesis import given, settings
from hypothesis import strategies as st

from cart.core.calibration import Calibration
from cart.core.catalog import Catalog, Product
from cart.core.chain import first, link
from cart.core.effects import AdoptCalibration, DrawTrip, Effect, HoldQuiet, Look, SaveCalibration, SendNow, SignIn
from cart.core.encoding import Undecodable, canonical, canonical_plain, decode, encode, fact_bytes
from cart.core.facts import Body, Fact
from cart.core.inputs import CodeSeen, Input
from cart.core.records import changed, maker
from cart.core.state import State
from cart.core.taps import StaffTap, Tap
from cart.core.units import Seconds

bodies = st.one_of(st.from_type(each) for each in Body.__args__)  # type: ignore[attr-defined]


def there_and_back(value: Any, kind: Any) -> Any:
    return decode(json.loads(json.dumps(encode(value, kind))), kind)


@settings(max_examples=150, deadline=None)
@given(inputs)
def test_every_input_comes_back_as_it_was(inp: Input) -> None:
    assert there_and_back(inp, Input) == inp


@settings(max_examples=150, deadline=None)
@given(bodies)
def test_every_fact_comes_back_as_it_was(body: Body) -> None:
    assert there_and_back(body, Body) == body
    fact = Fact("trip", 1, 5, body)
    assert there_and_back(fact, Fact) == fact
    assert decode(json.loads(fact_bytes(fact)), Fact) == fact


@pytest.mark.parametrize(
    "effect",
    [
        HoldQuiet(Seconds(1.5)),
        Look(1, Seconds(1), Seconds(2), True),
        DrawTrip(),
        SaveCalibration(CALIBRATION),
        AdoptCalibration(CALIBRATION),
        SendNow(),
        SignIn("trip-1", "ABCD2345"),
    ],
)
def test_every_effect_comes_back_as_it_was(effect: Effect) -> None:
    assert there_and_back(effect, Effect) == effect


def moments() -> Iterator[Desk]:
    desk = brisk()
    yield desk
    desk.change(1034, ("milk", 0.95))
    yield desk
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.45))
    yield desk
    for _ in range(2):
        desk.feed(CodeSeen(Seconds(desk.t), "9780201379624", "EAN13"))
        desk.rest(0.3)
    desk.hand()
    desk.load += 420
    desk.rest()
    yield desk
    desk.tap(Tap.ANSWER, "tea")
    desk.wait(5)
    desk.leave()
    yield desk
    desk.staff(StaffTap.ENTER)
    desk.rest(3.0)
    desk.staff(StaffTap.ZERO)
    yield desk


def test_the_state_comes_back_as_it_was_at_any_moment() -> None:
    for desk in moments():
        assert there_and_back(desk.state, State) == desk.state


@pytest.mark.parametrize(
    ("plain", "kind"),
    [
        ({"type": "NoSuchThing"}, Input),
        ({"t": 1.0, "counts": [1]}, Input),
        ({"type": "Tick", "t": 1.0}, Input),
        ({"type": "Tick", "t": 1.0, "wall": 1, "more": 2}, Input),
        ({"type": "Tick", "t": "soon", "wall": 1}, Input),
        ({"type": "ShopperTapped", "t": 1.0, "tap": "dance"}, Input),
        ([], Fact),
        (None, Fact),
        ("milk", Fact),
        ({"trip": "a", "seq": 1, "t_ms": 1}, Fact),
        ({"version": "1", "currency": "EUR", "products": 5}, Catalog),
        ({"scale": "a", "zero": [1.0], "grams_per_count": []}, Calibration),
    ],
)
def test_what_is_none_of_ours_is_refused_in_words(plain: Any, kind: Any) -> None:
    with pytest.raises(Undecodable):
        decode(plain, kind)


def test_equal_values_have_one_spelling() -> None:
    desk = brisk()
    desk.change(1034, ("milk", 0.95))
    for fact in desk.facts:
        again = decode(json.loads(fact_bytes(fact)), Fact)
        assert fact_bytes(again) == fact_bytes(fact)
        assert b" " not in canonical(fact.seq)


@given(st.integers(0, 5), st.integers(0, 5))
def test_the_chain_tells_every_change_and_every_swap(one: int, two: int) -> None:
    desk = FACTS
    ours, theirs = list(desk), list(desk)
    theirs[one], theirs[two] = theirs[two], theirs[one]
    assert (chained(ours) == chained(theirs)) == (one == two)
    assert chained(ours[:-1]) != chained(ours)
    assert first("trip-1") != first("trip-2")


def chained(facts: list[Fact]) -> str:
    head = first("trip-1")
    for fact in facts:
        head = link(head, fact)
    return head


def _facts() -> list[Fact]:
    desk = brisk()
    desk.change(1034, ("milk", 0.95))
    desk.change(420, ("beans", 0.95))
    return desk.facts


FACTS = _facts()


@settings(max_examples=150, deadline=None)
@given(bodies)
def test_a_fact_is_spelt_as_pythons_own_json_spells_it(body: Body) -> None:
    """Chains that were hashed long ago are checked with what is spelt today."""
    fact = Fact("trip", 1, 5, body)
    plain = json.dumps(encode(fact), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert fact_bytes(fact) == plain.encode()


@given(st.text(), st.integers())
def test_text_and_numbers_are_spelt_as_pythons_own_json_spells_them(text: str, number: int) -> None:
    plain = json.dumps([text, number], separators=(",", ":"), ensure_ascii=False)
    assert canonical_plain([text, number], tuple[str, int]) == canonical_plain([text, number]) == plain.encode()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"seq": "1"}, ".seq"),
        ({"seq": True}, ".seq"),
        ({"t_ms": 1.5}, ".t_ms"),
        ({"more": 1}, "more"),
        ({"body": {"type": "ExitCrossed", "lane": 1}}, ".body.lane"),
        ({"body": {"type": "ExitCrossed", "lane": "1", "more": 1}}, "more"),
        ({"body": {"type": "ExitCrossed"}}, "lane"),
        ({"body": {"type": "SpotCheckAsked", "lines": [1, "2"]}}, ".body.lines[1]"),
    ],
)
def test_nothing_is_bent_to_fit_and_the_place_is_named(change: dict[str, Any], where: str) -> None:
    plain = {"trip": "a", "seq": 1, "t_ms": 1, "body": {"type": "ExitCrossed", "lane": "1"}}
    assert decode(plain, Fact).seq == 1
    with pytest.raises(Undecodable) as refusal:
        decode(plain | change, Fact)
    assert where in str(refusal.value)


def test_a_long_list_is_read_in_steps_and_a_wrong_item_is_found_in_it() -> None:
    plain = [encode(fact) for fact in FACTS] * 300
    assert len(decode(plain, tuple[Fact, ...])) == len(plain)
    numbers = list(range(1700))
    assert decode(numbers, tuple[int, ...]) == tuple(numbers)
    with pytest.raises(Undecodable, match=r"\[1234\]"):
        decode([*numbers[:1234], "no", *numbers[1235:]], tuple[int, ...])


@given(st.integers(), st.integers(), st.text())
def test_records_made_quickly_are_those_that_dataclasses_make(seq: int, t_ms: int, trip: str) -> None:
    fact = Fact("trip", 1, 5, FACTS[0].body)
    assert changed(fact, seq=seq, trip=trip) == replace(fact, seq=seq, trip=trip)
    made = maker(Fact)(trip, seq, t_ms, fact.body)
    assert (made, hash(made), type(made)) == (Fact(trip, seq, t_ms, fact.body), hash(made), Fact)
    with pytest.raises(FrozenInstanceError):
        made.seq = 2
    values = {each.name: getattr(SHELF.products[0], each.name) for each in fields(Product)}
    with pytest.raises(ValueError, match="size_mm"):
        maker(Product)(*(values | {"size_mm": (0, 1, 1)}).values())
