"""Receipts, and the pages that show them."""

import json
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
import zxingcpp

from cart.core.facts import Kind, QuestionAnswered, QuestionAsked, Rule, Saved, StepIgnored
from cart.core.receipt_code import receipt_code
from cart.core.units import Money, Sku
from store.receipt_forms import WIDTH, html, text
from store.receipts import receipt
from store.wording import Shop

CROP = b"\xff\xd8\xff the camera saw this"


@pytest.fixture
def trip(new_trip, shop_catalog):
    trip = new_trip("t-1").start()
    trip.add("oats", 2).add("apple", weight=5120).remove(1)
    step = len(trip.facts) + 2
    asked = (Sku("soap"), Sku("oats"))
    why = trip.why(shop_catalog[Sku("soap")], 1)
    trip.say(QuestionAsked(1, Kind.WHICH_ADDED, step, asked, why))
    trip.say(QuestionAnswered(1, "shopper", Sku("soap")))
    trip.say(QuestionAsked(2, Kind.NAME_ADDED, 99, (), why))
    trip.say(QuestionAnswered(2, "exit"))
    trip.say(StepIgnored(99, "dropped at the exit"))
    trip.add("soap", rule=Rule.SHOPPER, crops=(sha256(CROP).hexdigest(),), code="96385074")
    body = trip.facts[-1].body
    object.__setattr__(body.why, "step", step)
    trip.add("oats").remove(4)
    return trip.finish()


def test_the_text_is_the_bill(trip, shop_catalog):
    written = text(receipt(trip.facts, shop_catalog, Shop(), number=7, head="ab" * 32))
    assert all(len(row) <= WIDTH for row in written.splitlines())
    rows = [row.split() for row in written.splitlines()]
    assert ["Receipt", "000007"] in rows
    assert ["Rolled", "oats,", "fine,", "400", "g", "€1.29"] in rows
    assert ["0.512", "kg", "×", "€2.99/kg"] in rows
    assert ["TOTAL", "(3", "items)", "€5.31"] in rows
    assert "incl. 19% VAT of €2.49" in written
    assert "not approved for trade" in written.replace("\n", " ")
    assert written.count("Rolled oats") == 1


def test_the_page_says_why_each_line_is_there(store, trip):
    assert store.carts.put(f"/v1/evidence/{sha256(CROP).hexdigest()}", content=CROP).status_code == 200
    assert store.send(trip).json()["acked"] == len(trip.facts)
    page = store.page("/trips/t-1")
    for part in (
        "Receipt <b>000001</b>",
        "Hand soap &lt;lemon&gt;",
        "Weight and picture agree.",
        "+824.0 g ± 0.8 g",
        "98.7%",
        "96385074",
        f'src="/evidence/{sha256(CROP).hexdigest()}"',
        "Which one was put in?",
        "Hand soap &lt;lemon&gt; (by the shopper)",
        "1 taken out",
        "taken out again",
        "nobody had answered at the exit: not charged, in the shopper",
        "€5.31",
    ):
        assert part in page, part
    assert "TOTAL (3 items)" in store.page("/trips/t-1/receipt.txt")
    assert store.people.get("/trips/none").status_code == 404


def test_after_a_power_cut_the_page_says_no_time_rather_than_a_wrong_one(new_trip, shop_catalog):
    trip = new_trip("t-1").start().add("oats")
    begun = len(trip.facts)
    trip.add("soap").add("apple", weight=5120).finish()
    trip.facts[begun:] = [replace(fact, t_ms=fact.t_ms - 1_000_000) for fact in trip.facts[begun:]]
    made = receipt(trip.facts, shop_catalog, Shop())
    times = [line.history[0].at for line in made.lines]
    assert times[0].count(":") == 2
    assert times[1:] == ["", ""]
    assert "1 put in<" in html(made)


def test_a_weight_curve_is_drawn_and_a_spoilt_one_is_a_file_like_others(store, new_trip):
    curve = b'{"weight_curve":{"t0":2.0,"t1":3.0,"points":[[1.0,0.1],[2.5,900.0],[3.2,412.0]]}}'
    spoilt = b'{"weight_curve":{"t0":2.0,"t1":3.0,"points":[[1.0,NaN]]}}'
    names = [sha256(body).hexdigest() for body in (CROP, curve, spoilt)]
    for name, body in zip(names, (CROP, curve, spoilt), strict=True):
        assert store.carts.put(f"/v1/evidence/{name}", content=body).status_code == 200
    store.send(new_trip("t-1").start().add("oats", crops=tuple(names)).finish())
    page = store.page("/trips/t-1")
    assert f'src="/evidence/{names[0]}" alt="What the camera saw"' in page
    assert f'src="/evidence/{names[1]}.svg" alt="What the scale weighed"' in page
    drawn = store.people.get(f"/evidence/{names[1]}.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert "900 g" in drawn.text
    assert store.people.get(f"/evidence/{names[1]}").json()["weight_curve"]["t0"] == 2.0
    assert [store.people.get(f"/evidence/{name}.svg").status_code for name in (names[0], names[2], "none")] == [404] * 3


def test_the_html_receipt_needs_no_other_file(store, trip):
    store.send(trip)
    page = store.page("/trips/t-1/receipt.html")
    assert "<style>" in page
    assert "<link" not in page
    assert "http" not in page


def test_the_receipt_says_what_the_cart_charged(new_trip, shop_catalog):
    """What the store comes to goes to review; the shopper's paper does not change."""
    trip = new_trip("t-1").start().add("oats").add("soap")
    right = trip.finish().facts.pop().body
    wrong = replace(right, total=Money(400), taxes=((70, Money(151), Money(10)),), saved=(Saved("SPRING", Money(5)),))
    trip.say(wrong)
    made = receipt(trip.facts, shop_catalog, Shop(), number=3)
    assert (made.total, made.taxes) == ("€4.00", (("7%", "€1.51", "€0.10"),))
    assert made.saved == (("You saved: SPRING", "€0.05"),)
    assert [line.amount for line in made.lines] == ["€1.29", "€2.49"]
    assert "do not add up" in text(made).replace("\n", " ")
    trip.facts[-1] = replace(trip.facts[-1], body=right)
    assert receipt(trip.facts, shop_catalog, Shop()).total == "€3.78"
    assert "add up" not in text(receipt(trip.facts, shop_catalog, Shop()))


def test_the_receipt_says_what_the_cart_charged_also_after_facts_that_fit_nowhere(new_trip, shop_catalog):
    trip = new_trip("t-1").start().add("oats").finish()
    broken = replace(trip.facts[1].body, line=2, quantity=0)
    trip.facts[2:] = [replace(trip.facts[1], seq=3, body=broken), replace(trip.facts[2], seq=4)]
    made = receipt(trip.facts, shop_catalog, Shop())
    assert (made.total, bool(made.ended)) == ("€1.29", True)


def test_a_receipt_can_be_written_without_catalogue_or_sense(new_trip, shop_catalog):
    odd = new_trip("t").start().add("oats").finish().add("soap")
    for catalog in (shop_catalog, None):
        written = receipt(odd.facts, catalog, Shop())
        assert "do not fit together" in text(written).replace("\n", " ")
        assert "oats" in html(written)
    assert "Nothing in the basket" in html(receipt([], None, Shop()))


def test_the_receipt_is_there_as_data_and_carries_a_code_that_can_be_read(store, new_trip):
    trip = new_trip("t-1").start().add("oats", 2).finish()
    store.send(trip)
    told = json.loads(store.page("/trips/t-1/receipt.json"))
    assert (told["number"], told["total"], told["items"]) == ("000001", "€2.58", 2)
    assert [(line["name"], line["quantity"]) for line in told["lines"]] == [("Rolled oats, fine, 400 g", 2)]
    assert told["code"] == "SMART-CART:RECEIPT:t-1"
    figures = told["figures"]
    assert (figures["number"], figures["currency"], figures["exponent"], figures["total"]) == (1, "EUR", 2, 258)
    assert figures["taxes"] == [{"name": "", "ppm": 70_000, "base": 258, "tax": 17}]
    assert figures["lines"] == [
        {
            "line": 1,
            "sku": "oats",
            "quantity": 2,
            "price": 258,
            "offers": [],
            "deposit": 0,
            "rates": [{"name": "", "ppm": 70_000}],
            "net_dg": 0,
            "unit_price": 0,
            "unit": "kg",
        }
    ]
    assert '<svg class="qr"' in store.page("/trips/t-1/receipt.html")
    drawn = zxingcpp.create_barcode(told["code"], zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)
    assert [each.text for each in zxingcpp.read_barcodes(drawn)] == [told["code"]]


def test_the_text_carries_the_code_too_in_letters_that_can_be_read(new_trip, shop_catalog):
    name = "7f6f3a52-6f0c-4c8e-9d0a-2d3a3f5f6b11"
    trip = new_trip(name).start().add("oats").finish()
    for address, drawn in (("", True), ("https://shop.example/receipt", True), (f"https://{'s' * 70}.example", False)):
        made = receipt(trip.facts, shop_catalog, Shop(receipts_at=address))
        rows = text(made).splitlines()
        assert all(len(row) <= WIDTH for row in rows)
        assert made.code in "".join(rows)
        found = zxingcpp.read_barcodes(scanned(rows))
        assert [each.text for each in found] == ([made.code] if drawn else [])


def scanned(rows: list[str]) -> np.ndarray:
    """The paper with its half blocks, two dots high and one wide, each dot four pixels; letters are left out."""
    halves = {"█": (0, 0), "▀": (0, 255), "▄": (255, 0)}
    dots = [[[halves.get(letter, (255, 255))[half] for letter in row.ljust(WIDTH)] for half in (0, 1)] for row in rows]
    return np.kron(np.array(dots, np.uint8).reshape(-1, WIDTH), np.ones((4, 4), np.uint8))


def test_staff_find_a_receipt_by_its_number_or_its_code(store, new_trip):
    name = "7f6f3a52-6f0c-4c8e-9d0a-2d3a3f5f6b11"
    for trip in ("7f6f0000-0000-4000-8000-00003a5f6b11", name):
        store.send(new_trip(trip).start().add("oats").finish())
    codes = ("2", "000002", name, receipt_code(name), receipt_code(name, "https://shop.example/receipt/"), "3F5F6B11")
    for code in (*codes, f"SMART-CART:TRIP:{name}:{64 * '0'}"):
        found = store.people.get("/find", params={"code": code})
        assert (found.status_code, found.headers["location"]) == (303, f"/trips/{name}"), code
    for code in ("3", "", "5F6B11", "no such", "%", f"SMART-CART:RECEIPT:{name}x", "9" * 30):
        assert store.people.get("/find", params={"code": code}).status_code == 404, code


def test_the_page_for_a_phone_says_what_was_bought_and_shows_no_picture(store, new_trip):
    trip = new_trip("t-1").start().add("oats", crops=(sha256(CROP).hexdigest(),)).finish()
    store.carts.put(f"/v1/evidence/{sha256(CROP).hexdigest()}", content=CROP)
    store.send(trip)
    page = store.page("/receipt/t-1")
    assert "Rolled oats" in page
    assert "/evidence/" not in page
    assert store.people.get("/receipt/t-2").status_code == 404
