"""Offers, deposits and added taxes on the receipt, and what the store says when a cart counts otherwise."""

from dataclasses import replace

import pytest

from cart.core.facts import TripStarted
from cart.core.money import exponent
from cart.core.pricing import PRICING
from cart.core.tariff import BundlePrice, Deposit, Goods, Promotion, Tariff, TaxClass, TaxPolicy, TaxRate
from cart.core.units import Money, Sku
from store.audit import TripState, audit
from store.receipt_forms import html, text
from store.receipts import receipt
from store.wording import Shop, money


@pytest.fixture
def offers(shop_catalog):
    """The spring catalogue with two soaps for less, a deposit on oats, and taxes on top."""
    bundle = Promotion("soap", "2 soaps for €4.00", BundlePrice(2, Money(400)), Goods((Sku("soap"),)))
    food = TaxClass("food", (TaxRate("State", 40_000), TaxRate("City", 48_750)))
    tariff = Tariff(TaxPolicy(added=True), (food,), (Deposit("jar", "Jar", Money(15)),), (bundle,))
    oats, soap, apple = shop_catalog.products
    goods = (replace(oats, tax="food", deposit="jar"), soap, apple)
    return replace(shop_catalog, products=goods, tariff=tariff)


def test_the_figures_are_there_as_numbers_and_add_up(bought, offers):
    told = receipt(bought.facts, offers, Shop(tax="tax"), number=7).figures
    assert (told.number, told.goods, told.saved, told.deposit) == (7, 756, 98, 30)
    assert told.goods - told.saved + told.deposit + told.tax_added == told.total
    assert sum(line.price for line in told.lines) == told.goods
    assert sum(off.amount for line in told.lines for off in line.offers) == told.saved
    assert [(line.sku, line.quantity, line.deposit) for line in told.lines] == [
        ("soap", 1, 0),
        ("oats", 2, 30),
        ("soap", 1, 0),
    ]
    assert [[rate.ppm for rate in line.rates] for line in told.lines] == [[190_000], [40_000, 48_750], [190_000]]
    assert sum(tax.tax for tax in told.taxes) == told.tax_added


def test_a_line_says_the_taxes_that_it_bears(bought, offers, new_trip, shop_catalog):
    made = receipt(bought.facts, offers, Shop())
    assert [line.rate for line in made.lines] == ["19%", "State 4% + City 4.875%", "19%"]
    before = new_trip("old").start(pricing=0).add("oats").finish()  # a line's own rate is all there is
    assert [line.rate for line in receipt(before.facts, offers, Shop()).lines] == ["7%"]
    untaxed = replace(before.facts[1], body=replace(before.facts[1].body, tax_permille=0))
    assert [line.rate for line in receipt([before.facts[0], untaxed], None, Shop()).lines] == ["0%"]


@pytest.fixture
def bought(new_trip, offers):
    trip = new_trip("t")
    trip.catalog = offers
    return trip.start().add("soap").add("oats", 2).add("soap").finish()


def test_the_receipt_says_every_cent(bought, offers):
    # 2 x 2.49 less 0.98, 2 x 1.29, 2 x 0.15 deposit; 19 % on 4.00, 8.875 % on 2.58.
    paper = receipt(bought.facts, offers, Shop(tax="tax"))
    assert paper.total == "€7.87"
    assert (paper.subtotal, [amount for _, amount in paper.added]) == ("€6.88", ["€0.10", "€0.13", "€0.76"])
    said = text(paper)
    for row in ("2 soaps for €4.00", "-€0.49", "2 × Jar", "€0.30", "State 4% tax", "City 4.875% tax", "Subtotal"):
        assert row in said
    assert "You saved: 2 soaps for €4.00" in html(paper)
    assert max(len(row) for row in said.splitlines()) <= 42


def test_the_store_agrees_and_finds_any_other_figure(bought, offers):
    assert audit(bought.facts, offers).state is TripState.CLOSED
    assert audit(bought.facts, offers).total == 787
    last = bought.facts[-1]
    for wrong in ({"saved": ()}, {"deposit": Money(0)}, {"added": ()}, {"total": Money(786)}):
        facts = [*bought.facts[:-1], replace(last, body=replace(last.body, **wrong))]
        assert audit(facts, offers).state is TripState.REVIEW


def test_rules_of_tomorrow_are_for_review(new_trip, shop_catalog):
    trip = new_trip("t")
    trip.say(TripStarted("spring-1", "EUR", 1, pricing=PRICING + 1))
    assert "update the store" in audit(trip.facts, shop_catalog).reason


@pytest.mark.parametrize(
    ("currency", "places", "shown"),
    [("EUR", 2, "€12.34"), ("JPY", 0, "¥1,234"), ("KWD", 3, "KWD1.234"), ("IQD", 3, "IQD1.234")],
)
def test_decimals_are_those_of_iso_4217(currency, places, shown):
    assert exponent(currency) == places
    assert money(1234, currency, "en") == shown
