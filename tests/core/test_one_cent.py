"""The one-cent cases of other systems, each with its source; the right figure is the one that adds up."""

import pytest

from cart.core.money import exponent
from cart.core.pricing.bill import Bill, DepositOn, bill
from cart.core.pricing.lots import Item
from cart.core.pricing.savings import Shopper
from cart.core.tariff import (
    BasketOff,
    BundlePrice,
    Goods,
    Meal,
    Offer,
    PayFewer,
    PercentOff,
    Promotion,
    SpecialPrice,
    Tariff,
    TaxPolicy,
    TaxRate,
    Tiers,
)
from cart.core.units import Decigrams, Money, Sku, Unit, UnitPrice, price_by_weight

INSIDE, ON_TOP = TaxPolicy(), TaxPolicy(added=True)
PER_LINE, ON_TOP_PER_LINE = TaxPolicy(per_line=True), TaxPolicy(added=True, per_line=True)


def items(*rows: tuple[int, int, int]) -> list[Item]:
    """Items of (price of a piece, pieces, tax in permille)."""
    return [
        Item(n, Sku(f"p{n}"), count, Money(price * count), rates=(TaxRate("", rate * 1000),))
        for n, (price, count, rate) in enumerate(rows, start=1)
    ]


def taxed(policy: TaxPolicy, *rows: tuple[int, int, int], offers: tuple[Promotion, ...] = ()) -> Bill:
    return bill(items(*rows), (), Tariff(policy, promotions=offers), Shopper())


def tax(of: Bill) -> list[int]:
    return [each.tax for each in of.taxes]


ODOO_6224 = ((148, 4, 210), (152, 1, 210), (154, 1, 210), (39, 1, 210))


def test_the_rounding_policy_counts_at_the_till_as_on_the_invoice() -> None:
    # odoo/odoo#6224: the till rounded each line whatever was set, 11.33, and the invoice 11.34. Base 9.37.
    assert (taxed(ON_TOP, *ODOO_6224).total, tax(taxed(ON_TOP, *ODOO_6224))) == (1134, [197])
    assert (taxed(ON_TOP_PER_LINE, *ODOO_6224).total, tax(taxed(ON_TOP_PER_LINE, *ODOO_6224))) == (1133, [196])


def test_prices_with_mixed_vat_inside_add_up_to_themselves() -> None:
    # odoo/odoo#230726: 28.90 at 22 % and 1.25 at 10 % were shown as 30.14.
    both = taxed(INSIDE, (2890, 1, 220), (125, 1, 100))
    assert (both.total, tax(both)) == (3015, [11, 521])
    # Rounded one rate at a time the net is 30.15 - 5.32 = 24.83, and the parts still make the whole.
    assert both.total == sum(each.base for each in both.taxes)


def test_a_discount_is_no_line_below_nothing() -> None:
    # odoo/odoo#257600: a line of -77.50 in a currency without decimals was rounded once to -77 and once to -78, and
    # the order of 1472 was invoiced as 1473. Ours is taken off the goods before any tax is worked out.
    off = Promotion("five", "5 %", PercentOff(50))
    once = taxed(INSIDE, (1550, 1, 190), offers=(off,))
    assert (once.goods, once.saved, once.total, tax(once)) == (1550, 78, 1472, [235])


def test_one_price_with_its_tax_inside_stays_that_price() -> None:
    # odoo/odoo#34842: 8.01 with 20 % inside came to 8.02; odoo/odoo#46288: 52.50 with 12 % to 52.51.
    assert [taxed(policy, (801, 1, 200)).total for policy in (INSIDE, PER_LINE)] == [801, 801]
    assert [taxed(policy, (5250, 1, 120)).total for policy in (INSIDE, PER_LINE)] == [5250, 5250]
    # odoo/odoo#2594: three times 1.10 with 5 % inside are 3.30, of which 0.16 tax.
    three = taxed(INSIDE, (110, 1, 50), (110, 1, 50), (110, 1, 50))
    assert (three.total, tax(three)) == (330, [16])


def test_tax_inside_is_worked_out_of_the_sum_and_not_of_rounded_parts() -> None:
    # odoo/odoo#45701: 11.90 and 2.80 with 21 % inside hold 2.55, not 2.56.
    assert tax(taxed(INSIDE, (1190, 1, 210), (280, 1, 210))) == [255]
    # odoo/odoo#71606: 2 x 3.15, 3.60 and 0.05 with 21 % inside are 9.95, not 9.96.
    assert taxed(INSIDE, (315, 2, 210), (360, 1, 210), (5, 1, 210)).total == 995


def test_several_taxes_inside_one_price_leave_no_cent_over() -> None:
    # odoo/odoo#40644: 18 % and 8 % on 36.00, 34.00 and 3 x 14.00; right are 88.89 net, 16.00 and 7.11.
    rates = (TaxRate("a", 180_000), TaxRate("b", 80_000))
    goods = [
        Item(n, Sku(f"p{n}"), count, Money(price * count), rates=rates)
        for n, (price, count) in enumerate([(3600, 1), (3400, 1), (1400, 3)])
    ]
    both = bill(goods, (), Tariff(), Shopper())
    assert {each.name: each.tax for each in both.taxes} == {"a": 1600, "b": 711}
    assert both.total == 11_200 == 8889 + 1600 + 711


def test_tax_on_top_is_worked_out_after_discounts_of_the_whole() -> None:
    # odoo/odoo#23125: 598.89, 329.84, -59.89 and -32.98 at 8.5 %: tax on 835.86 is 71.05, not 71.06.
    ten = Promotion("ten", "10 %", BasketOff(amount=Money(5989 + 3298)))
    both = taxed(ON_TOP, (59_889, 1, 85), (32_984, 1, 85), offers=(ten,))
    assert (both.goods - both.saved, tax(both)) == (83_586, [7105])
    # odoo/odoo#36675: 55.55 and 11.11 at 23 %: 15.33 over all, 15.34 line by line.
    assert tax(taxed(ON_TOP, (5555, 1, 230), (1111, 1, 230))) == [1533]
    assert tax(taxed(ON_TOP_PER_LINE, (5555, 1, 230), (1111, 1, 230))) == [1534]


def test_a_tax_by_the_line_does_not_depend_on_the_handfuls() -> None:
    # odoo/odoo#155833: ten of 3.60 at 5.5 % cost 37.98 on one line and 38.00 on ten.
    rate = (TaxRate("", 55_000),)
    together = [Item(1, Sku("a"), 10, Money(3600), rates=rate)]
    apart = [Item(n, Sku("a"), 1, Money(360), rates=rate) for n in range(10)]
    paid = [bill(goods, (), Tariff(ON_TOP_PER_LINE), Shopper()).total for goods in (together, apart)]
    assert paid == [3798, 3798]


def test_a_third_decimal_is_no_debt() -> None:
    # odoo/odoo#287145: in Bahrain's currency a discount was 2.28 in one place and 2.275 in the other.
    off = Promotion("off", "off", BasketOff(amount=Money(2275)))
    assert exponent("BHD") == 3
    assert taxed(INSIDE, (10_000, 1, 100), offers=(off,)).total == 7725


def test_one_price_takes_one_discount() -> None:
    # odoo/odoo#166699: 829.00 less 96.019 % is 33.00 on the receipt and was 32.99 on the invoice.
    now = Promotion("now", "now", SpecialPrice(Money(3300)))
    assert taxed(INSIDE, (82_900, 1, 190), offers=(now,)).total == 3300


def test_no_float_anywhere() -> None:
    # odoo/odoo#113500 shows 317.71500000000003; odoo/odoo#86429 has 12.115 as 12.120000000000001.
    amount = taxed(INSIDE, (105_905, 3, 190))
    assert (amount.total, type(amount.total)) == (317_715, int)


def test_jurisdictions_are_rounded_as_one() -> None:
    # Streamlined Sales and Use Tax Agreement, section 324: state and local tax are added before they are rounded.
    # New York City: 4 % state, 4.5 % city, 0.375 % district are 8.875 %; 1.99 owes 0.1766, so 0.18.
    rates = (TaxRate("state", 40_000), TaxRate("city", 45_000), TaxRate("district", 3_750))
    sold = bill([Item(1, Sku("a"), 1, Money(199), rates=rates)], (), Tariff(ON_TOP), Shopper())
    assert (sold.total, sold.tax_added) == (217, 18)
    assert {each.name: each.tax for each in sold.taxes} == {"state": 8, "city": 9, "district": 1}


def test_a_price_by_weight_is_that_of_the_weight_shown() -> None:
    assert price_by_weight(Decigrams(1820), UnitPrice(29_900)) == 54  # 0.182 kg at 2.99: 0.54418
    assert price_by_weight(Decigrams(2500), UnitPrice(19_800), Unit.HUNDRED_GRAMS) == 495  # 250 g at 1.98 per 100 g
    # One pound is 453.6 g on a scale of tenths; it costs what the sign says.
    assert price_by_weight(Decigrams(4536), UnitPrice(29_900), Unit.POUND) == 299


def test_a_deposit_is_paid_on_top_of_offers_and_has_its_own_tax() -> None:
    half = Promotion("half", "half", PercentOff(500))
    bottles = [DepositOn(1, "Bottle", 2, Money(50), (TaxRate("", 190_000),))]
    sold = bill(items((99, 2, 70)), bottles, Tariff(promotions=(half,)), Shopper())
    assert (sold.goods, sold.saved, sold.deposit, sold.total) == (198, 99, 50, 149)
    assert [(each.base, each.tax) for each in sold.taxes] == [(99, 6), (50, 8)]


OFFERS = [
    ("two for 3.00", BundlePrice(2, Money(300)), [(199, 5)], 98 * 2),
    ("mix and match leaves the cheapest out", BundlePrice(2, Money(300)), [(199, 1), (179, 1), (159, 1)], 78),
    ("three for two gives the cheapest of each three", PayFewer(3, 2), [(300, 2), (200, 2), (100, 2)], 200 + 100),
    ("a third of a cent is rounded once", PercentOff(333), [(10, 3)], 10),
    ("from three on", PercentOff(100, at_least=3), [(100, 2)], 0),
    ("tiers", Tiers(((2, 50), (4, 100))), [(100, 3), (50, 1)], 35),
    (
        "a meal",
        Meal((Goods((Sku("p1"),)), Goods((Sku("p2"), Sku("p3")))), Money(350)),
        [(250, 1), (199, 1), (150, 1)],
        99,
    ),
    ("spend ten, save two", BasketOff(amount=Money(200), spend=Money(1000)), [(500, 2)], 200),
    ("spend ten, one cent short", BasketOff(amount=Money(200), spend=Money(1001)), [(500, 2)], 0),
]


@pytest.mark.parametrize(("_name", "offer", "rows", "saved"), OFFERS, ids=[row[0] for row in OFFERS])
def test_known_offers(_name: str, offer: Offer, rows: list[tuple[int, int]], saved: int) -> None:
    promotion = Promotion("offer", "Offer", offer)
    sold = taxed(INSIDE, *((price, count, 70) for price, count in rows), offers=(promotion,))
    assert sold.saved == saved == sum(off.amount for off in sold.offs)


def test_the_best_offer_wins_within_a_priority_and_a_higher_one_goes_first() -> None:
    small = Promotion("small", "5 %", PercentOff(50))
    bundle = Promotion("bundle", "2 for 1.50", BundlePrice(2, Money(150)))
    assert taxed(INSIDE, (100, 2, 70), offers=(small, bundle)).by_promotion == (("bundle", "2 for 1.50", 50),)
    first = Promotion("small", "5 %", PercentOff(50), priority=1)
    assert taxed(INSIDE, (100, 2, 70), offers=(first, bundle)).by_promotion == (("small", "5 %", 10),)


def test_an_exclusive_offer_keeps_its_goods_from_the_coupon() -> None:
    special = Promotion("special", "Special", SpecialPrice(Money(80)), Goods((Sku("p1"),)), exclusive=True)
    coupon = Promotion("coupon", "10 %", BasketOff(permille=100), coupon="C1")
    tariff = Tariff(promotions=(special, coupon))
    sold = bill(items((100, 1, 70), (200, 1, 70)), (), tariff, Shopper(coupons=("C1",)))
    assert sold.by_promotion == (("coupon", "10 %", 20), ("special", "Special", 20))


@pytest.mark.parametrize(
    ("promotion", "shopper", "saved"),
    [
        (Promotion("a", "", PercentOff(100), loyalty=True), Shopper(), 0),
        (Promotion("a", "", PercentOff(100), loyalty=True), Shopper(loyal=True), 10),
        (Promotion("a", "", PercentOff(100), coupon="C"), Shopper(coupons=("D",)), 0),
        (Promotion("a", "", PercentOff(100), windows=((10, 20), (30, 40))), Shopper(19), 10),
        (Promotion("a", "", PercentOff(100), windows=((10, 20), (30, 40))), Shopper(20), 0),
        (Promotion("a", "", PercentOff(100), windows=((10, 20), (30, 40))), Shopper(30), 10),
    ],
)
def test_conditions(promotion: Promotion, shopper: Shopper, saved: int) -> None:
    assert bill(items((100, 1, 0)), (), Tariff(promotions=(promotion,)), shopper).saved == saved
