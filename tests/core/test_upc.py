"""A small can bears eight digits, the catalogue lists twelve: either finds the product."""

from dataclasses import replace

import pytest
from desk import SHELF, Desk
from hypothesis import given
from hypothesis import strategies as st

from cart.core.catalog import Catalog
from cart.core.inputs import CodeSeen
from cart.core.labels.upc import expand_upc, shorten_upc
from cart.core.labels.verifier import check_digit
from cart.core.taps import Tap
from cart.core.units import Seconds, Sku

CAN, LONG, SHORT = Sku("tuna"), "042100005264", "04252614"


def listing(*gtins: str) -> Catalog:
    """The desk's goods with codes on the tuna and on the gum, as far as they are given."""
    codes = dict(zip((CAN, Sku("gum")), gtins, strict=False))
    products = (replace(p, gtins=(codes[p.sku],)) if p.sku in codes else p for p in SHELF.products)
    return Catalog("test", "USD", tuple(products))


@given(st.sampled_from("01"), st.text("0123456789", min_size=6, max_size=6))
def test_the_long_form_gives_the_short_one_back_wherever_there_is_one(system: str, body: str) -> None:
    short = system + body
    long = next(long for digit in "0123456789" if (long := expand_upc(short + digit)))
    again = shorten_upc(long)
    assert again is not None  # 00000010 and 00000013 are one number: the shortest rule wins
    assert expand_upc(again) == long


@pytest.mark.parametrize("text", ["", "0425261", "04252615", "24252614", "٠٤٢٥٢٦١٤", "042100005264"])
def test_what_is_no_short_form(text: str) -> None:
    assert expand_upc(text) is None


@pytest.mark.parametrize("listed", [LONG, "0" + LONG, "00" + LONG, SHORT])
@pytest.mark.parametrize("read", [LONG, "0" + LONG, SHORT])
def test_either_form_finds_what_is_listed_in_the_other(listed: str, read: str) -> None:
    found = listing(listed).by_code(read)
    assert found is not None
    assert found.sku == CAN


def test_a_listed_code_goes_before_the_short_form_of_another_product() -> None:
    both, long = "04252054", "042520000054"  # right as an EAN-8 and as a UPC-E
    assert (check_digit(both[:-1]), expand_upc(both)) == (both[-1], long)
    found = [listing(*pair).by_code(both) for pair in ((long, both), (both, long))]
    assert [product.sku for product in found if product] == ["gum", CAN]


@pytest.mark.parametrize("typed", [True, False])
def test_a_short_code_is_sold(typed: bool) -> None:
    desk = Desk(catalog=listing(LONG))
    desk.change(1034, ("milk", 0.97))
    if typed:
        desk.tap(Tap.TYPED, SHORT)
    else:
        for _ in range(2):
            desk.feed(CodeSeen(Seconds(desk.t), SHORT, "UPC-E"))
            desk.rest(0.3)
    desk.change(185)
    assert [(line.sku, line.price) for line in desk.state.basket.lines] == [("milk", 119), (CAN, 199)]
