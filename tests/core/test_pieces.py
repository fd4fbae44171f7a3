"""How many pieces weigh that much: of a product that somebody names, of a line that leaves."""

from desk import product
from hypothesis import given
from hypothesis import strategies as st

from cart.core.facts import Evidence, Rule
from cart.core.line import Line
from cart.core.matching import MOST_AT_ONCE
from cart.core.pieces import pieces_gone, pieces_in
from cart.core.units import Decigrams, Grams, Money, Sku, UnitPrice

grams = st.floats(1.0, 5000.0)
spreads = st.floats(0.1, 60.0)


def line(piece_g: float, quantity: int) -> Line:
    weight = Decigrams(round(piece_g * 10) * quantity)
    why = Evidence(Rule.WEIGHT, 1, weight, Decigrams(4))
    return Line(1, Sku("beans"), quantity, Money(89 * quantity), 70, Decigrams(0), UnitPrice(0), why, weight)


def test_doubt_about_the_number_of_pieces_favours_the_shopper() -> None:
    pepper = product("pepper", 186, 99, sd=29.8)
    assert [pieces_in(pepper, Grams(g)) for g in (186.0, 285.0, 372.0)] == [1, 1, 2]


def test_a_number_of_pieces_that_is_clear_is_charged() -> None:
    beans = product("beans", 420, 89, sd=2.0)
    weighed = [pieces_in(beans, Grams(g)) for g in (420.0, 840.0, 1260.0, 1680.0, 630.0)]
    assert weighed == [1, 2, 3, 0, 0]


@given(grams, spreads, st.integers(1, MOST_AT_ONCE))
def test_so_many_pieces_are_never_charged_as_more(mean: float, sd: float, count: int) -> None:
    named = product("thing", mean, 99, sd)
    exact = Grams(named.weight.mean / 10 * count)
    assert 1 <= pieces_in(named, exact) <= count


@given(grams, spreads, grams)
def test_what_is_charged_can_weigh_that_much(mean: float, sd: float, delta: float) -> None:
    named = product("thing", mean, 99, sd)
    count = pieces_in(named, Grams(delta))
    assert 0 <= count <= MOST_AT_ONCE
    if count:
        assert abs(delta - count * mean) <= 4 * count**0.5 * (sd + 0.1) + 0.031 * count * mean + 2.2


@given(grams, st.integers(1, 5), st.integers(1, 50_000))
def test_pieces_that_left_are_pieces_of_the_line(piece_g: float, quantity: int, gone: int) -> None:
    count = pieces_gone(line(piece_g, quantity), Decigrams(gone))
    assert 0 <= count <= quantity
    if count:
        assert abs(count * round(piece_g * 10) - gone) <= max(60, 0.05 * count * piece_g * 10 + 1)


@given(grams, st.integers(1, 5))
def test_a_whole_line_may_have_gone(piece_g: float, quantity: int) -> None:
    whole = line(piece_g, quantity)
    assert pieces_gone(whole, whole.weight) == quantity
