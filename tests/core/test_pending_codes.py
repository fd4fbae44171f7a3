"""Barcodes in passing frames: believed on the second look, on the bill only with their weight."""

import pytest
from desk import Desk, brisk

from cart.core.facts import CodeDropped, CodePending, Rule
from cart.core.inputs import Candidate, CodeSeen, Sighting
from cart.core.taps import Tap
from cart.core.units import Seconds, Sku
from cart.core.viewing import view

MILK, TEA, MINT = "4006381333931", "5901234123457", "9780201379624"


@pytest.fixture
def desk() -> Desk:
    desk = brisk()
    desk.change(185, ("tuna", 0.95))
    return desk


def show(desk: Desk, code: str, looks: int = 2) -> None:
    for _ in range(looks):
        desk.feed(CodeSeen(Seconds(desk.t), code, "EAN13"))
        desk.rest(0.3)


def pending(desk: Desk) -> list[str]:
    return [line.sku for line in view(desk.state).lines if line.pending]


def test_one_look_is_not_believed(desk: Desk) -> None:
    show(desk, MILK, looks=1)
    assert pending(desk) == []


def test_two_reports_of_one_frame_are_one_look(desk: Desk) -> None:
    for _ in range(3):
        desk.feed(CodeSeen(Seconds(desk.t), MILK, "EAN13"))
    assert pending(desk) == []


def test_looks_far_apart_do_not_agree(desk: Desk) -> None:
    show(desk, MILK, looks=1)
    desk.rest(15.0)
    show(desk, MILK, looks=1)
    assert pending(desk) == []


def test_two_looks_make_a_grey_line_that_costs_nothing_yet(desk: Desk) -> None:
    show(desk, MILK, looks=5)
    assert pending(desk) == ["milk"]
    assert view(desk.state).total == 199
    assert [f.body.sku for f in desk.facts if isinstance(f.body, CodePending)] == ["milk"]


def test_its_weight_makes_it_a_line_by_weight_and_barcode(desk: Desk) -> None:
    show(desk, MINT)
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.4))
    assert pending(desk) == []
    line = desk.state.basket.lines[-1]
    assert (line.sku, line.why.rule, line.why.code) == ("tea-mint", Rule.WEIGHT_AND_CODE, MINT)


def test_no_weight_drops_it(desk: Desk) -> None:
    show(desk, MILK)
    desk.wait(18)
    assert pending(desk) == []
    assert [f.body.sku for f in desk.facts if isinstance(f.body, CodeDropped)] == ["milk"]
    assert view(desk.state).total == 199


def test_a_code_read_again_right_after_its_line_is_not_pending_again(desk: Desk) -> None:
    show(desk, MILK)
    desk.change(1034, ("milk", 0.9))
    show(desk, MILK)
    assert pending(desk) == []


def test_a_code_that_nobody_knows_does_nothing(desk: Desk) -> None:
    before = desk.state.basket
    show(desk, "0000000000000")
    assert desk.state.basket == before


@pytest.mark.parametrize("shown", ["tea", "beans", "nothing"])
def test_the_code_of_one_thing_never_charges_the_weight_of_another(desk: Desk, shown: str) -> None:
    show(desk, TEA)
    desk.hand()
    desk.load += 1034
    desk.hand(0.1)
    desk.rest()
    seen = () if shown == "nothing" else (Candidate(Sku(shown), 0.97),)
    desk.feed(Sighting(Seconds(desk.t), 2, seen, 0.0, 1))
    assert "tea" not in desk.skus
    for question in desk.state.basket.questions:
        assert question.step == 2


def test_a_swapped_label_never_charges_even_when_the_shopper_agrees(desk: Desk) -> None:
    show(desk, TEA)
    desk.change(700, ("tea", 0.97))
    assert "tea" not in desk.skus
    for tap, arg in [(Tap.ANSWER, "tea"), (Tap.SEARCHED, "tea"), (Tap.TYPED, TEA)]:
        desk.tap(tap, arg)
        assert "tea" not in desk.skus


def test_codes_still_pending_at_the_exit_are_dropped_from_the_bill(desk: Desk) -> None:
    show(desk, MILK)
    desk.leave()
    assert desk.state.receipt is not None
    assert [line.sku for line in desk.state.receipt.lines] == ["tuna"]


def test_without_a_trip_codes_mean_nothing() -> None:
    desk = brisk()
    show(desk, MILK)
    assert desk.state.trip == ""
    assert desk.facts == []


def test_a_code_read_on_the_way_out_says_nothing_of_what_comes_next(desk: Desk) -> None:
    desk.change(120, ("tea", 0.97))
    desk.rest(20.0)
    show(desk, TEA)
    desk.change(-120, ("tea", 0.97))
    assert pending(desk) == []
    show(desk, MINT)
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.4))
    assert desk.skus == ["tea-mint", "tuna"]


def test_what_was_just_taken_out_is_not_what_another_code_says(desk: Desk) -> None:
    desk.change(120, ("tea", 0.97))
    desk.change(-120, ("tea", 0.97))
    show(desk, MINT)
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.4))
    assert desk.skus == ["tea-mint", "tuna"]
