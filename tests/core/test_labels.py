"""In-store codes: the pattern language, presets and check digits, with the vectors of those who print them."""

from dataclasses import replace
from typing import Any

import pytest
from desk import SHELF, Desk
from hypothesis import given
from hypothesis import strategies as st

from cart.core.catalog import Catalog
from cart.core.facts import CouponShown, ItemAdded, LoyaltyShown, TripFinished
from cart.core.inputs import CodeSeen
from cart.core.labels import BadPattern, Label, parse_all
from cart.core.labels.patterns import CODE_LENGTHS, parse
from cart.core.labels.presets import PRESETS
from cart.core.labels.reading import Coupon, Member, Packed, meaning
from cart.core.labels.verifier import check_digit, price_verifier
from cart.core.rules import Rules
from cart.core.taps import Tap
from cart.core.tariff import Deposit, PercentOff, Promotion, Tariff
from cart.core.units import Decigrams, Money, Seconds, Sku, Unit, UnitPrice, price_by_weight, weight_for_price
from cart.core.viewing import view


def shelf(*labels: str, currency: str = "EUR", gtin: str = "", plu: str = "4015", **tariff: Any) -> Catalog:
    """The desk's goods, with codes on the apples."""
    gtins = (gtin,) if gtin else ()
    apple = replace(SHELF[Sku("apple")], gtins=gtins, plu=plu)
    others = tuple(product for product in SHELF.products if product.sku != "apple")
    return Catalog("test", currency, (*others, apple), Tariff(labels=labels, **tariff))


def said(code: str, catalog: Catalog) -> Label | None:
    found = meaning(code, catalog)
    assert isinstance(found, Packed)
    assert found.product.sku == "apple"
    return found.label


def full(code: str) -> str:
    return code + check_digit(code)


@pytest.mark.parametrize(
    ("preset", "code", "item", "label"),
    [
        # GS1 Denmark's examples: 150 g and 225 g.
        ("dk", "2623570001505", "2357", Label(net=Decigrams(1500))),
        ("dk", "2712341002251", "12341", Label(net=Decigrams(2250))),
        # A sausage of a German shop, for 3.17, on Open Food Facts.
        ("de", "2406024003177", "6024", Label(price=Money(317))),
        ("de", full("281234500250"), "12345", Label(net=Decigrams(2500))),
        ("de", full("291234700250"), "1234", Label(net=Decigrams(2500))),
        ("fr", full("021234504575"), "12345", Label(price=Money(4575))),
        ("fr", full("261234504575"), "12345", Label(price=Money(4575))),
        ("fr", full("231234500250"), "12345", Label(net=Decigrams(2500))),
        # The verifier of 28.75 is 9: GS1 General Specifications, 7.9.3.
        ("uk", full("201234592875"), "12345", Label(price=Money(2875))),
        # Odoo's tour tests: 123.45 and 8.000 kg.
        ("odoo", "2305000123451", "5000", Label(price=Money(12_345))),
        ("odoo", "2100005080002", "5", Label(net=Decigrams(80_000))),
    ],
)
def test_the_vectors_of_others(preset: str, code: str, item: str, label: Label) -> None:
    assert said(code, shelf(preset, plu=item)) == label


def test_the_price_verifiers_of_gs1() -> None:
    # GS1 General Specifications, 7.9.3 and 7.9.4: the worked examples.
    assert (price_verifier("2875"), price_verifier("14685")) == ("9", "6")


@given(st.integers(0, 99_999), st.integers(0, 9_999), st.integers(1, 9))
def test_one_wrong_digit_of_a_price_is_noticed(item: int, price: int, off: int) -> None:
    catalog = shelf("us", currency="USD", plu=f"{item:05d}".lstrip("0") or "0")
    head = f"2{item:05d}{price_verifier(f'{price:04d}')}"
    code = f"{head}{price:04d}"
    right = parse_all(("us",))[0].match(code + check_digit(code))
    assert right is not None
    assert (right.item, right.value, right.decimals) == (f"{item:05d}", price, 2)
    wrong = f"{head}{price:04d}"[:-1] + str((price + off) % 10)
    assert parse_all(("us",))[0].match(wrong + check_digit(wrong)) is None
    assert isinstance(catalog, Catalog)


@pytest.mark.parametrize("prefix", ["20", "21", "22", "23", "24", "25"])
def test_decimals_follow_the_prefix_in_sweden(prefix: str) -> None:
    code = f"{prefix}0040150500"
    label = said(code + check_digit(code), shelf("se", currency="SEK"))
    wanted = {
        "20": Label(price=Money(500)),
        "21": Label(price=Money(5000)),
        "22": Label(price=Money(50_000)),
        "23": Label(net=Decigrams(5000)),
        "24": Label(net=Decigrams(50_000)),
        "25": Label(net=Decigrams(500_000)),
    }
    assert label == wanted[prefix]


def test_the_first_pattern_that_fits_counts_and_a_products_own_code_before_all() -> None:
    # A French co-operative moved weights to prefix 26: what is configured goes before a preset.
    own = shelf("price 27IIIIIVVVDDC", "dk", plu="12341")
    assert said("2712341002251", own) == Label(price=Money(225))
    assert said("2712341002251", shelf("dk", gtin="2712341002251")) is None


def test_a_product_is_found_by_its_code_with_nothing_in_it_too() -> None:
    # As Odoo lists such goods: value digits nought, check digit worked out anew.
    assert said("2100005080002", shelf("odoo", gtin="2100005000000", plu="")) == Label(net=Decigrams(80_000))


def test_a_price_has_the_decimals_of_its_currency() -> None:
    yen, dinar = shelf("odoo", currency="JPY", plu="5000"), shelf("odoo", currency="KWD", plu="5000")
    assert said("2305000123451", yen) == Label(price=Money(123))
    assert said("2305000123451", dinar) == Label(price=Money(123_450))


@pytest.mark.parametrize(
    ("elements", "label"),
    [
        ("(01)99501101530006(3103)000500", Label(net=Decigrams(5000))),
        ("(01)99501101530006(3201)000011", Label(net=Decigrams(4990))),
        ("(01)99501101530006(3922)1250(17)261231", Label(price=Money(1250), expires=20_261_231)),
        ("(01)99501101530006(10)A1", None),
        ("(01)99501101530006(30)3", Label(count=3)),
    ],
)
def test_gs1_element_strings(elements: str, label: Label | None) -> None:
    assert said(elements, shelf(gtin="99501101530006")) == label


@pytest.mark.parametrize(
    ("last", "over", "wall"),
    [
        ("260200", False, 1_772_280_000_000),  # noon of 28 February 2026
        ("260200", True, 1_772_452_800_000),  # noon of 2 March, when February is over everywhere on earth
        ("261200", False, 1_798_718_400_000),  # noon of 31 December
        ("261200", True, 1_798_891_200_000),  # noon of 2 January 2027
    ],
)
def test_a_last_day_of_nought_is_that_of_its_month(last: str, over: bool, wall: int) -> None:
    label = said(f"(01)99501101530006(17){last}", shelf(gtin="99501101530006"))
    assert label is not None
    assert label.expired(wall) is over


def test_coupons_and_members() -> None:
    catalog = shelf("coupon 99NNNN******C", "member 042NNNNNNNNNC")
    coupon, member = "991234000000", "042123456789"
    assert meaning(coupon + check_digit(coupon), catalog) == Coupon("1234")
    assert meaning(member + check_digit(member), catalog) == Member()


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("", "is no pattern"),
        ("sweets 21IIIIIVVDDDC", "is no pattern"),
        ("weight 21IIIIIVVDDDC now", "is no pattern"),
        ("weight 21(I+)*VDDDC", "no '('"),
        ("weight 21IIIIIVVDC", "8, 12 or 13 places"),
        ("weight IIIIIIIVVDDDC", "begins with a digit"),
        ("weight 21CIIIIVVDDDC", "is the last place"),
        ("weight 2100000VVDDDC", "needs I and V"),
        ("coupon 99IIIIIIIIIIC", "needs N"),
        ("count 21IIIIIVVDDDC", "no decimals"),
        ("weight 21IIIIIDDVVVC", "come after"),
        ("price 21IIIKVVVVDDC", "four or five"),
        ("portugal", "is no pattern"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_in_a_sentence(pattern: str, why: str) -> None:
    with pytest.raises(BadPattern, match=why.replace("(", r"\(")):
        parse_all((pattern,))


@given(st.text("0123456789IVDNKC*", min_size=8, max_size=13), st.text("0123456789", max_size=14))
def test_whatever_pattern_and_code_meet_nothing_breaks(mask: str, code: str) -> None:
    try:
        pattern = parse(f"price {mask}")
    except BadPattern:
        return
    fields = pattern.match(code)
    assert fields is None or len(code.lstrip("0")) <= max(CODE_LENGTHS)


def test_every_preset_can_be_used() -> None:
    for name in PRESETS:
        assert parse_all((name,))


APPLES = "2100005" + "00500"  # five hundred grams of product 5
APPLES += check_digit(APPLES)


def show(desk: Desk, code: str) -> None:
    for _ in range(2):
        desk.feed(CodeSeen(Seconds(desk.t), code, "EAN-13"))
        desk.rest(0.3)


def test_what_the_shop_weighed_and_labelled_is_sold_without_an_approved_scale() -> None:
    desk = Desk(catalog=shelf("odoo", plu="5"), rules=Rules())  # weigh_to_price is off
    desk.change(500)
    desk.tap(Tap.TYPED, APPLES)
    line = desk.state.basket.lines[0]
    assert (line.sku, line.net, line.price, line.unit_price) == ("apple", 5000, 150, 29_900)
    show(desk, APPLES)
    desk.wait(6)
    show(desk, APPLES)
    desk.change(503)
    assert [line.price for line in desk.state.basket.lines] == [150, 150]
    desk.leave()
    assert [f.body.total for f in desk.facts if isinstance(f.body, TripFinished)] == [300]


def test_a_label_that_weighs_something_else_is_not_believed() -> None:
    desk = Desk(catalog=shelf("odoo", plu="5"), rules=Rules())
    desk.change(900)
    desk.tap(Tap.TYPED, APPLES)
    assert desk.state.basket.lines == ()
    assert desk.state.problem == "weight differs"


BY_PRICE = "212345105993"  # item 12345 for 5.99, as scales in the USA print it
BY_COUNT = "(01)99501101530006(30)3"


@pytest.mark.parametrize(
    ("unit", "unit_price", "grams"),
    [(Unit.KILOGRAM, 29_900, 2003.3), (Unit.HUNDRED_GRAMS, 29_900, 200.3), (Unit.POUND, 59_900, 453.6)],
)
@pytest.mark.parametrize("typed", [True, False])
def test_a_label_with_a_price_alone_says_how_heavy_it_is(
    unit: Unit, unit_price: int, grams: float, typed: bool
) -> None:
    goods = shelf("us", currency="USD", plu="12345")
    beef = replace(goods[Sku("apple")], unit=unit, unit_price=UnitPrice(unit_price))
    others = tuple(product for product in goods.products if product.sku != "apple")
    desk = Desk(catalog=replace(goods, products=(*others, beef)), rules=Rules())
    desk.change(1034, ("milk", 0.97))
    code_then_weight(desk, BY_PRICE, grams, "apple", typed)
    assert [(line.sku, line.price) for line in desk.state.basket.lines] == [("milk", 119), ("apple", 599)]


@given(st.integers(1, 99_999), st.integers(100, 10_000_000), st.sampled_from(Unit))
def test_a_price_weighs_what_costs_as_much(paid: int, unit_price: int, unit: Unit) -> None:
    weight = weight_for_price(Money(paid), UnitPrice(unit_price), unit)
    a_division = 45 if unit is Unit.POUND else 1  # pounds are priced by their hundredths
    lighter, heavier = (Decigrams(max(0, weight + off * a_division)) for off in (-1, 1))
    prices = [price_by_weight(near, UnitPrice(unit_price), unit) for near in (lighter, heavier)]
    assert prices[0] <= paid <= prices[1]


@pytest.mark.parametrize("typed", [True, False])
def test_a_label_with_a_count_is_so_many_pieces(typed: bool) -> None:
    tea = replace(SHELF[Sku("tea")], gtins=("99501101530006",), deposit="box")
    others = tuple(product for product in SHELF.products if product.sku != "tea")
    boxes = Tariff(deposits=(Deposit("box", "Box", Money(10)),))
    desk = Desk(catalog=Catalog("test", "EUR", (*others, tea), boxes), rules=Rules())
    desk.change(1034, ("milk", 0.97))
    code_then_weight(desk, BY_COUNT, 360, "tea", typed)
    assert [(line.sku, line.quantity, line.price) for line in desk.state.basket.lines][1:] == [("tea", 3, 747)]
    assert desk.state.bill.deposit == 30


def test_a_package_of_one_that_says_three_is_not_believed() -> None:
    tea = replace(SHELF[Sku("tea")], gtins=("99501101530006",))
    others = tuple(product for product in SHELF.products if product.sku != "tea")
    desk = Desk(catalog=Catalog("test", "EUR", (*others, tea)), rules=Rules())
    desk.change(120)
    desk.tap(Tap.TYPED, BY_COUNT)
    assert (desk.state.basket.lines, desk.state.problem) == ((), "weight differs")


def test_a_pending_count_shows_its_pieces_and_what_they_cost() -> None:
    tea = replace(SHELF[Sku("tea")], gtins=("99501101530006",))
    others = tuple(product for product in SHELF.products if product.sku != "tea")
    desk = Desk(catalog=Catalog("test", "EUR", (*others, tea)), rules=Rules())
    desk.change(1034, ("milk", 0.97))
    desk.wait(6)
    show(desk, BY_COUNT)
    assert [(line.quantity, line.price) for line in view(desk.state).lines if line.pending] == [(3, 747)]


def code_then_weight(desk: Desk, code: str, grams: float, picture: str, typed: bool) -> None:
    """The code of what is named after it lay in the basket, or shown on its way in."""
    if typed:
        desk.change(grams)
        desk.tap(Tap.TYPED, code)
    else:
        desk.wait(6)
        show(desk, code)
        desk.change(grams, (picture, 0.9))


def test_what_is_past_its_date_is_not_sold() -> None:
    old = "(01)99501101530006(3103)000500(17)200101"
    desk = Desk(catalog=shelf(gtin="99501101530006"), rules=Rules(), t=1_795_176_000.0)
    desk.change(500)
    desk.tap(Tap.TYPED, old)
    assert desk.state.problem == "expired"
    show(desk, old)
    assert not any(isinstance(fact.body, ItemAdded) for fact in desk.facts)


def test_a_coupon_and_a_card_lower_the_total_on_the_screen_and_on_the_receipt() -> None:
    offers = (
        Promotion("ten", "Ten", PercentOff(100), coupon="1234"),
        Promotion("members", "Members", PercentOff(500), loyalty=True),
    )
    catalog = shelf("coupon 99NNNN******C", "member 042NNNNNNNNNC", promotions=offers)
    desk = Desk(catalog=catalog)
    desk.change(420, ("beans", 0.96))
    coupon, member = "991234000000", "042123456789"
    assert desk.state.bill.total == 89
    show(desk, coupon + check_digit(coupon))
    assert desk.state.bill.total == 80
    show(desk, member + check_digit(member))
    assert desk.state.bill.total == 44
    shown = [fact.body for fact in desk.facts if isinstance(fact.body, CouponShown | LoyaltyShown)]
    assert shown == [CouponShown("1234"), LoyaltyShown()]
    desk.leave()
    assert desk.state.receipt is not None
    assert (desk.state.receipt.total, desk.state.receipt.saved) == (44, (("members", "Members", 45),))
