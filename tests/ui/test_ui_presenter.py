"""The presenter: words, money, weights, banners; and the laws behind them."""

import re
from dataclasses import replace
from datetime import UTC
from decimal import Decimal

import pytest
from babel.numbers import get_currency_precision, parse_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from cart.core.calibration import Place
from cart.core.facts import Kind
from cart.core.inputs import Reason, Source
from cart.core.news import Change, ChangeKind
from cart.core.units import Decigrams, Money, UnitPrice
from cart.core.view import CalibrationStage, CartView, LineView, Screen
from ui import presenter
from ui.example_views import FEW, PENDING, PRODUCTS, line, question, receipt, shop
from ui.examples import examples, staff
from ui.formats import grams, kilograms, moment, money, per_unit
from ui.messages import TROUBLE
from ui.presenter import present
from ui.presenting.leaving import short_id
from ui.presenting.letters import ARABIC_KEYS, KANA_KEYS, LATIN_KEYS, alphabets, folded
from ui.presenting.parts import Card, banner
from ui.presenting.question import search
from ui.presenting.sheets import budget_sheet
from ui.tones import Tone
from ui.words import LANGUAGES, say


@pytest.mark.parametrize(
    ("minor", "currency", "lang", "shown"),
    [
        (1240, "EUR", "en", "€12.40"),
        (1240, "EUR", "de", "12,40\u00a0€"),
        (1240, "JPY", "en", "¥1,240"),
        (1240, "KWD", "en", "KWD1.240"),
        (5, "EUR", "en", "€0.05"),
        (123456789, "EUR", "de", "1.234.567,89\u00a0€"),
    ],
)
def test_money_has_the_places_of_its_currency(minor, currency, lang, shown):
    assert money(minor, currency, lang) == shown


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**12), st.sampled_from(["EUR", "JPY", "KWD", "USD"]), st.sampled_from(LANGUAGES))
def test_no_cent_is_lost_on_the_way_to_the_screen(minor, currency, lang):
    shown = money(minor, currency, lang).replace("\u202f", "\u00a0")
    number = re.search(r"\d[\d.,\u00a0]*", shown).group().strip("\u00a0").replace("\u00a0", "")
    assert parse_decimal(number, locale=lang) == Decimal(minor).scaleb(-get_currency_precision(currency))


@pytest.mark.parametrize(
    ("price", "currency", "lang", "shown"),
    [
        (29900, "EUR", "en", "€2.99/kg"),
        (29900, "EUR", "de", "2,99\u00a0€/kg"),
        (29950, "EUR", "en", "€2.995/kg"),
        (2990000, "JPY", "en", "¥29,900/kg"),
        (29900, "JPY", "de", "299\u00a0¥/kg"),
        (299000, "KWD", "en", "KWD2.990/kg"),
    ],
)
def test_unit_prices_show_more_places_only_where_they_need_them(price, currency, lang, shown):
    assert per_unit(UnitPrice(price), currency, lang) == shown


def test_weights():
    assert kilograms(Decigrams(4820), "en") == "0.482\u00a0kg"
    assert kilograms(Decigrams(4825), "en") == "0.483\u00a0kg"
    assert kilograms(Decigrams(123456), "de") == "12,346\u00a0kg"
    assert grams(-0.02, "en", 1) == "0.0\u00a0g"
    assert grams(1033.96, "de", 1) == "1.034,0\u00a0g"


def test_a_line_by_weight_says_weight_times_unit_price():
    row = present(shop(FEW[1])).rows[0]
    assert row.details == ("0.482\u00a0kg × €2.99/kg",)
    assert row.price == "€1.44"


def test_several_pieces():
    rows = {row.name: row for row in present(shop(*FEW)).rows}
    assert rows["Lemon"].details == ("3 × €0.45",)
    bundle = replace(FEW[2], price=Money(100))
    assert present(shop(bundle)).rows[0].details == ("3 pieces",)


def added(*lines: LineView) -> tuple[Change, ...]:
    return tuple(Change(ChangeKind.ADDED, line.sku, line.name, line.quantity, line.price) for line in lines)


def test_only_what_the_last_news_added_is_new():
    """Milk, beans, and the beans out again: the milk is nothing new."""
    milk, beans = FEW[0], FEW[2]
    out = tuple(replace(change, kind=ChangeKind.REMOVED) for change in added(beans))

    def new(*lines: LineView, news: tuple[Change, ...]) -> list[str]:
        return [row.sku for row in present(shop(*lines, news=news)).rows if row.newest]

    assert new(milk, news=added(milk)) == [milk.sku]
    assert new(milk, beans, news=added(beans)) == [beans.sku]
    assert new(milk, news=out) == []
    assert new(milk, beans, news=added(milk, beans)) == [beans.sku, milk.sku]
    again = replace(milk, line=9)
    assert [row.line for row in present(shop(milk, beans, again, news=added(again))).rows if row.newest] == [9]
    assert new(milk, beans, news=()) == []


def test_the_newest_line_is_on_top_and_a_pending_one_is_grey_without_being_it():
    model = present(shop(*FEW, PENDING, news=added(FEW[-1])))
    assert [row.pending for row in model.rows[:2]] == [True, False]
    assert [row.newest for row in model.rows[:2]] == [False, True]
    assert model.rows[0].details == ("waiting for weight",)
    assert model.items == "8 items"
    by_weight = replace(line(0, "tomato", None), pending=True, price=Money(0))
    assert present(shop(by_weight)).rows[0].price == ""


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PRODUCTS), st.integers(1, 5)), max_size=40), st.sampled_from(LANGUAGES))
def test_every_line_has_a_row_of_its_own_and_the_total_is_the_views(bought, lang):
    lines = tuple(
        LineView(n + 1, product.sku, product.name, quantity, Money(product.price * quantity))
        for n, (product, quantity) in enumerate(bought)
    )
    view = shop(*lines, news=added(*lines[-1:]))
    model = present(view, lang)
    assert len({row.key for row in model.rows}) == len(lines)
    assert model.total == money(view.total, "EUR", lang)
    assert sum(row.newest for row in model.rows) == min(1, len(lines))


def test_the_banner_is_the_gravest_trouble():
    every = tuple(TROUBLE)
    assert banner(CartView(Screen.SHOP, "EUR"), "en") is None
    worst = banner(CartView(Screen.SHOP, "EUR", trouble=every), "en")
    assert worst.tone is Tone.WARN
    assert worst.text.startswith("The scale")
    full = banner(CartView(Screen.SHOP, "EUR", trouble=every, full=True), "en")
    assert full.text.startswith("The cart's memory is full")
    assert "Prices never confirmed" in banner(CartView(Screen.SHOP, "EUR", prices_old=True), "en").text
    old = CartView(Screen.SHOP, "EUR", prices_old=True, prices_at=1_794_270_980_000)
    for lang in LANGUAGES:
        when = moment(old.prices_at, lang, None)
        assert say(lang, "prices.at", when=when) in banner(old, lang).text
        assert say(lang, "prices.old") in banner(old, lang).text
    assert banner(CartView(Screen.SHOP, "EUR", damaged=1), "en") is None, "nothing that a shopper could do"
    assert "records" in banner(CartView(Screen.WELCOME, "EUR", damaged=1), "en").text
    network = banner(CartView(Screen.SHOP, "EUR", trouble=((Source.STORE, Reason.UNREACHABLE),)), "en")
    assert network.tone is Tone.INFO


def test_demo_is_said_on_screen_and_receipt():
    assert present(shop(weigh_to_price="demo")).beside == "Demo: not legal for trade"
    assert present(shop(weigh_to_price="off")).beside == ""
    assert present(receipt(note="demo")).note == "Demo: not legal for trade"


def test_questions():
    added = present(question(Kind.WHICH_ADDED, "oat-drink", "tomato", waiting=1))
    assert added.title == "Which one is it?"
    assert [card.price for card in added.cards] == ["€2.19", "€2.99/kg"]
    assert added.felt == "About 1,034\u00a0g went in."
    assert added.waiting == "One more question after this"
    removed = present(question(Kind.WHICH_REMOVED, "oat-drink", delta=-10340))
    assert removed.title == "Which one did you take out?"
    assert removed.felt == "About 1,034\u00a0g came out."
    assert removed.mine == ""
    named = present(question(Kind.NAME_ADDED, problem="code unknown"))
    assert isinstance(named, presenter.Name)
    assert named.banner.text.startswith("We do not know that number")
    assert named.key != present(question(Kind.NAME_ADDED)).key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_cart_that_does_not_weigh_invites_nobody(lang):
    for source, reason in TROUBLE:
        model = present(CartView(Screen.WELCOME, "EUR", trouble=((source, reason),)), lang)
        broken = source is Source.SCALE
        assert model.inviting != broken
        assert (model.title == say(lang, "welcome.another")) == broken
        assert say(lang, "trouble.scale.then") not in model.banner.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_total_stands_bare_while_it_may_change(lang):
    for example in examples():
        model, doubtful = present(example.view, lang), example.view.open_questions or example.view.undecided
        if isinstance(model, presenter.Shop | presenter.Question | presenter.Name | presenter.Checkout):
            assert bool(model.doubt) == bool(doubtful), example.name
        if isinstance(model, presenter.Checkout):
            assert bool(model.go) != bool(doubtful), example.name
            assert bool(model.answer) == bool(example.view.open_questions), example.name


def test_an_unknown_problem_is_told_in_plain_words():
    assert "try again" in present(question(Kind.NAME_ADDED, problem="E42")).banner.text


def test_receipt():
    model = present(receipt(), "en", UTC)
    assert model.when == "21 Nov 2026, 14:23"
    assert model.trip == "Trip A4E7B3"
    assert model.taxes[0] == "incl. 7\u00a0% tax on €17.66: €1.15"
    assert (model.stored_text, present(receipt(stored=False)).stored_text) == (
        "Stored by the store",
        "Will be sent when online",
    )
    assert model.rows[0].name == FEW[0].name.replace(" l", "\u00a0l")
    assert short_id("a-1") == "A1"


def test_calibration_enables_one_step_at_a_time():
    enabled = {}
    for stage in CalibrationStage:
        model = present(staff(stage))
        may = {
            "zero": model.can_zero,
            "span": model.can_span,
            "check": model.can_check,
            "corner": model.can_corner,
            "verify": model.can_verify,
            "save": model.can_save,
        }
        enabled[stage] = {name for name, can in may.items() if can}
    assert enabled == {
        CalibrationStage.EMPTY_BASKET: {"zero"},
        CalibrationStage.PLACE_WEIGHT: {"span", "check"},
        CalibrationStage.CORNER: {"corner"},
        CalibrationStage.PASSED: {"corner", "verify", "save"},
        CalibrationStage.VERIFY: {"verify"},
        CalibrationStage.REFUSED: set(),
        CalibrationStage.SAVED: set(),
        CalibrationStage.CHECKED: set(),
        CalibrationStage.FAILED: set(),
    }
    assert not present(staff(CalibrationStage.PLACE_WEIGHT, can_check=False)).can_check
    assert not present(staff(CalibrationStage.PASSED, cornered=True)).can_corner
    again = present(staff(CalibrationStage.CORNER, place=Place.MIDDLE, cornered=True))
    assert (again.can_corner, again.corner) == (True, None)
    assert "back to the middle" in again.instruction
    moving = present(staff(CalibrationStage.EMPTY_BASKET, still=False, grams=None))
    assert not moving.can_zero
    assert moving.reading == "–"
    assert present(staff(CalibrationStage.PASSED, residual=-0.4)).verdict_detail == "Off by -0.4\u00a0g"


def test_staff_see_who_calibrated_how_it_drifts_and_that_it_is_no_licence():
    assert present(staff(CalibrationStage.SAVED), zone=UTC).notes == (
        "Calibrated 10 Nov 2026, 00:36 by staff",
        "Drift a day: 0.4\u00a0g, -12 ppm",
        "Not legal for trade",
    )
    never = present(staff(CalibrationStage.EMPTY_BASKET, calibrated=0, drift=None), "de")
    assert never.notes == ("Noch nicht kalibriert", "Nicht geeicht")


def test_a_weight_that_the_last_calibration_knew_otherwise_is_doubted():
    odd = present(staff(CalibrationStage.PASSED, residual=0.1, span_change=-0.02))
    assert odd.verdict_tone is Tone.WARN
    assert "2 % off" in odd.verdict_detail
    fine = present(staff(CalibrationStage.PASSED, residual=0.1, span_change=-0.002))
    assert fine.verdict_tone is Tone.GOOD


def test_staff_are_told_where_the_weight_goes_next_and_what_was_wrong_with_the_last():
    corner = present(staff(CalibrationStage.CORNER, place=Place.REAR_RIGHT))
    assert (corner.corner, corner.verdict) == (3, "")
    assert "rear right" in corner.instruction
    again = present(staff(CalibrationStage.CORNER, place=Place.REAR_RIGHT, refusal="Once more."))
    assert (again.verdict, again.verdict_detail, again.verdict_tone) == ("ONCE MORE", "Once more.", Tone.WARN)
    locked = present(staff(CalibrationStage.FAILED, refusal="2000 g are off."))
    assert (locked.verdict, locked.verdict_detail, locked.verdict_tone) == ("LOCKED", "2000 g are off.", Tone.REFUSED)


def test_search_finds_beginnings_of_words_and_knows_which_letters_can_follow():
    cards = present(question(Kind.NAME_ADDED)).products
    found, following = search(cards, "to")
    assert [card.sku for card in found] == ["passata", "tomato"]  # names that begin so come first
    assert following == {"m"}
    assert search(cards, "zz") == ((), frozenset())
    umlaut = (Card("x", "Käse", ""), Card("y", "Weiße Bohnen", ""))
    assert search(umlaut, "kas")[0][0].sku == "x"
    assert search(umlaut, "weiss")[0][0].sku == "y"


NAMES = (
    "Köttbullar",
    "Crème brûlée",
    "Æbleskiver",
    "Weiße Bohnen",
    "Piñones",
    "おいしい牛乳 900ml",
    "カレールウ",
    "のり",
    "أرز بسمتي",
    "حليب طازج",
    "الزيتون",
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kot", {"Köttbullar"}),
        ("creme", {"Crème brûlée"}),
        ("brul", {"Crème brûlée"}),
        ("aeb", {"Æbleskiver"}),
        ("pin", {"Piñones"}),
        ("ああさ", {"おいしい牛乳 900ml"}),
        ("漢漢", {"おいしい牛乳 900ml"}),
        ("から", {"カレールウ"}),
        ("な", {"のり"}),
        ("ار", {"أرز بسمتي"}),
        ("بس", {"أرز بسمتي"}),
        ("ز", {"الزيتون"}),
        ("ح", {"حليب طازج"}),
    ],
)
def test_names_of_every_language_are_found_by_their_keys(typed, found):
    cards = tuple(Card(name, name, "") for name in NAMES)
    assert {card.name for card in search(cards, typed)[0]} == found


def test_the_keys_are_those_that_the_products_are_named_in():
    assert alphabets(NAMES) == (LATIN_KEYS, KANA_KEYS, ARABIC_KEYS)
    assert alphabets(["Milch"]) == (LATIN_KEYS,)
    assert alphabets(["牛乳", "のり", "Cola"])[0] is KANA_KEYS
    assert alphabets([]) == (LATIN_KEYS,)
    for each in (LATIN_KEYS, KANA_KEYS, ARABIC_KEYS):
        assert len(each.keys) == len(each.shown) == len(set(each.keys)) <= 26
        assert all(folded(letter)[0] == letter for letter in each.keys)


@given(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
def test_every_name_is_found_by_tapping_keys_alone(names):
    cards = tuple(Card(name, name, "") for name in names)
    keys = {letter for alphabet in alphabets(names) for letter in alphabet.keys} | {" "}
    for name in names:
        text, words = folded(name)
        first = text[words[0] :]
        typed = first[: next((n for n, letter in enumerate(first) if letter not in keys), len(first))]
        assert typed
        for n in range(len(typed)):
            assert typed[n] in search(cards, typed[:n])[1]
        assert name in {card.name for card in search(cards, typed)[0]}


@settings(max_examples=40, deadline=None)
@given(st.text("abcdefghijklmnopqrstuvwxyz ", max_size=5).map(str.lstrip))
def test_a_letter_that_search_offers_leads_somewhere(typed):
    cards = present(question(Kind.NAME_ADDED)).products
    _, following = search(cards, typed)
    for letter in following:
        assert search(cards, typed + letter)[0]


def test_every_example_has_words_in_every_language():
    for example in examples():
        for lang in LANGUAGES:
            assert present(example.view, lang)


@pytest.mark.parametrize(
    ("touched", "provisional", "said"),
    [
        (False, None, "Ready for the next item"),
        (True, None, "Looking…"),
        (True, 1254, "About 1,254\u00a0g more…"),
        (True, -185, "About 185\u00a0g less…"),
    ],
)
def test_the_shop_says_what_the_scale_feels_before_it_is_sure(
    touched: bool, provisional: int | None, said: str
) -> None:
    model = present(CartView(Screen.SHOP, "EUR", touched=touched, provisional=provisional))
    assert isinstance(model, presenter.Shop)
    assert model.status == said


def test_a_cart_without_its_scale_is_not_ready_for_anything() -> None:
    lost = ((Source.SCALE, Reason.UNPLUGGED), (Source.STORE, Reason.UNREACHABLE))
    for lang in LANGUAGES:
        away, well = (present(CartView(Screen.SHOP, "EUR", trouble=trouble), lang) for trouble in (lost, lost[1:]))
        assert isinstance(away, presenter.Shop)
        assert isinstance(well, presenter.Shop)
        assert (away.weighs, well.weighs) == (False, True)
        assert away.status != well.status


def test_lines_with_offers_and_deposits_still_add_up_to_the_total():
    view = next(example.view for example in examples() if example.name == "shop-offers")
    model = present(view)
    paid = sum(Decimal(row.price.removeprefix("€")) for row in model.rows)
    assert model.total == f"€{paid}"
    assert model.besides == ("€2.49 saved",)
    details = [detail for row in model.rows for detail in row.details]
    assert any("3 for 2 -€1.99" in detail for detail in details)
    assert any("deposit €0.25" in detail for detail in details)


def test_the_receipt_names_what_was_saved_and_the_taxes_on_top():
    view = receipt()
    paper = replace(
        view.receipt,
        saved=(("a", "3 for 2", Money(199)), ("b", "Ten", Money(50))),
        added=(("state", 40_000, Money(8)), ("", 0, Money(0))),
    )
    taxes = present(replace(view, receipt=paper)).taxes
    assert taxes[0] == "€2.49 saved"
    assert taxes[1] == "state 4\u00a0%: €0.08"


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "incl. TVQ 9.975\u00a0% on €40.00: €3.63"), ("de", "inkl. TVQ 9,975\u00a0% auf 40,00\u00a0€: 3,63\u00a0€")],
)
def test_the_receipt_names_the_taxes_inside_the_prices_with_their_whole_rates(lang, said):
    view = receipt()
    paper = replace(view.receipt, within=(("TVQ", 99_750, Money(4000), Money(363)),))
    assert present(replace(view, receipt=paper), lang).taxes == (said,)


@pytest.mark.parametrize(("currency", "minor"), [("EUR", 3000), ("JPY", 30), ("KWD", 30_000)])
def test_a_budget_is_typed_in_whole_units(currency, minor):
    model = budget_sheet(replace(shop(), currency=currency), "en")
    assert model.amount("30") == minor
    assert model.shown("30") == money(minor, currency, "en")
    assert re.fullmatch("[0-9]{0,9}", str(model.amount("9" * model.longest)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_receipt_names_what_was_in_the_basket_and_is_not_on_the_bill(lang):
    view = next(example.view for example in examples() if example.name == "receipt-withheld")
    assert view.receipt.withheld
    unsold = present(view, lang).unsold
    assert len(unsold) == len(view.receipt.withheld) + len(view.receipt.dropped)
    assert all(any(line.name.split()[0] in said for said in unsold) for line in view.receipt.withheld)
    assert any(grams(view.receipt.dropped[0] / 10, lang) in said for said in unsold)
    assert present(receipt(), lang).unsold == ()


@pytest.mark.parametrize(("currency", "shown"), [("IQD", "1.234"), ("JPY", "1,234"), ("EUR", "12.34")])
def test_decimals_are_those_of_iso_4217(currency, shown):
    assert shown in money(1234, currency, "en")
