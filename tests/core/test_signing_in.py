"""Signing in: by a card before the camera or at the reader, or by the phone's code; never in the way of a sale."""

import pytest
from desk import BRISK, SHELF, Desk

from cart.core.catalog import Catalog
from cart.core.effects import SignIn
from cart.core.encoding import fact_bytes
from cart.core.facts import CouponShown, LoyaltyShown, TripStarted
from cart.core.inputs import CodeSeen, NextTrip, Reason, Source, SourceDown
from cart.core.labels.verifier import check_digit
from cart.core.news import ChangeKind
from cart.core.shopper_inputs import CardRead, NoSignIn, SignedIn, SignInRefused, Wanted
from cart.core.shopper_view import Member
from cart.core.taps import Tap
from cart.core.tariff import PercentOff, Promotion, Tariff
from cart.core.units import Seconds, Sku
from cart.core.view import Screen
from cart.core.viewing import view

CARD = "042123456789" + check_digit("042123456789")
COUPON, OLD, NONE = (code + check_digit(code) for code in ("991234000000", "997777000000", "990000000000"))
QR = "smart-cart:sign-in:ABCD2345"
OFFERS = (
    Promotion("m", "Members", PercentOff(100), loyalty=True),
    Promotion("c", "Ten off", PercentOff(100), coupon="1234"),
    Promotion("o", "Old", PercentOff(100), coupon="7777", windows=((1, 2),)),
)
LABELS = ("coupon 99NNNN******C", "member 042NNNNNNNNNC")


@pytest.fixture
def desk() -> Desk:
    catalog = Catalog("test", "EUR", SHELF.products, Tariff(promotions=OFFERS, labels=LABELS))
    return Desk(rules=BRISK, pace=0.3, catalog=catalog)


def asked(desk: Desk) -> list[SignIn]:
    return [effect for effect in desk.effects if isinstance(effect, SignIn)]


def said(desk: Desk, kind: type) -> int:
    return sum(isinstance(fact.body, kind) for fact in desk.facts)


def show(desk: Desk, code: str, pictures: int = 3) -> None:
    for _ in range(pictures):
        desk.feed(CodeSeen(Seconds(desk.t), code, "EAN13"))
        desk.rest(0.1)


def test_a_card_before_the_camera_begins_the_trip_of_a_member(desk: Desk) -> None:
    show(desk, CARD)
    shown = view(desk.state)
    assert (shown.screen, shown.member) == (Screen.SHOP, Member.MEMBER)
    assert shown.news[0].kind is ChangeKind.MEMBER
    assert isinstance(desk.facts[0].body, TripStarted)
    assert said(desk, LoyaltyShown) == 1
    assert asked(desk) == [SignIn(desk.state.trip, CARD, True)]
    assert [offer.name for offer in shown.offers] == ["Members"]


def test_a_card_counts_without_the_store(desk: Desk) -> None:
    desk.feed(SourceDown(Seconds(desk.t), Source.STORE, Reason.UNREACHABLE))
    desk.feed(CardRead(Seconds(desk.t), CARD))
    assert view(desk.state).member is Member.MEMBER
    assert asked(desk) == []


def test_who_it_is_stays_outside_the_ledger(desk: Desk) -> None:
    show(desk, CARD)
    desk.feed(CardRead(Seconds(desk.t), CARD))
    desk.tap(Tap.SIGN_IN, "ABCD2345")
    desk.feed(SignedIn(Seconds(desk.t), desk.state.trip, ("1234",), (Wanted("Bread"),)))
    for fact in desk.facts:
        assert b"0421234" not in fact_bytes(fact)
        assert b"ABCD2345" not in fact_bytes(fact)


def test_the_code_of_the_phone_brings_offers_and_list(desk: Desk) -> None:
    desk.tap(Tap.SIGN_IN, "abcd-2345")
    assert view(desk.state).member is Member.ASKING
    assert asked(desk) == [SignIn(desk.state.trip, "ABCD2345")]
    wanted = (Wanted("Bread"), Wanted("Milk", Sku("milk"), 2))
    desk.feed(SignedIn(Seconds(desk.t), desk.state.trip, ("1234", "no such offer"), wanted))
    shown = view(desk.state)
    assert shown.member is Member.MEMBER
    assert [(item.name, item.sku, item.quantity) for item in shown.shopping_list] == [
        ("Bread", "", 1),
        ("Milk", "milk", 2),
    ]
    assert [offer.name for offer in shown.offers] == ["Members", "Ten off"]
    desk.feed(SignedIn(Seconds(desk.t), desk.state.trip, ("1234",), wanted))
    assert (said(desk, LoyaltyShown), said(desk, CouponShown), len(shown.shopping_list)) == (1, 1, 2)
    desk.tap(Tap.SIGN_IN, "ABCD2345")
    assert view(desk.state).notice == "signed in already"


def test_a_code_before_the_camera_is_asked_about_once(desk: Desk) -> None:
    show(desk, QR, 8)
    assert asked(desk) == [SignIn(desk.state.trip, "ABCD2345")]


@pytest.mark.parametrize("reason", NoSignIn)
def test_a_code_that_cannot_be_used_is_said_and_the_trip_goes_on(desk: Desk, reason: NoSignIn) -> None:
    desk.tap(Tap.SIGN_IN, "ABCD2345")
    desk.feed(SignInRefused(Seconds(desk.t), desk.state.trip, reason))
    shown = view(desk.state)
    assert (shown.screen, shown.member, shown.notice) == (Screen.SHOP, Member.GUEST, reason.value)
    desk.change(1034, ("milk", 0.96))
    assert desk.skus == ["milk"]
    desk.tap(Tap.SIGN_IN, "ABCD2346")
    assert len(asked(desk)) == 2


def test_no_answer_is_one_too(desk: Desk) -> None:
    desk.tap(Tap.SIGN_IN, "ABCD2345")
    desk.wait(11)
    assert (view(desk.state).member, view(desk.state).notice) == (Member.GUEST, "sign-in offline")
    desk.feed(SignedIn(Seconds(desk.t), desk.state.trip))
    assert view(desk.state).member is Member.MEMBER


def test_without_the_store_a_code_is_not_waited_for(desk: Desk) -> None:
    desk.feed(SourceDown(Seconds(desk.t), Source.STORE, Reason.UNREACHABLE))
    desk.tap(Tap.SIGN_IN, "ABCD2345")
    assert (view(desk.state).member, view(desk.state).notice) == (Member.GUEST, "sign-in offline")
    assert asked(desk) == []


def test_an_answer_for_another_trip_signs_nobody_in(desk: Desk) -> None:
    desk.tap(Tap.START)
    desk.feed(SignedIn(Seconds(desk.t), "another", ("1234",), (Wanted("Bread"),)))
    desk.feed(SignInRefused(Seconds(desk.t), "another", NoSignIn.EXPIRED))
    shown = view(desk.state)
    assert (shown.member, shown.notice, shown.shopping_list) == (Member.GUEST, "", ())


def test_a_tag_that_only_the_store_can_read(desk: Desk) -> None:
    desk.feed(CardRead(Seconds(desk.t), "04A224B2C31990"))
    assert view(desk.state).member is Member.ASKING
    desk.feed(SignInRefused(Seconds(desk.t), desk.state.trip, NoSignIn.UNKNOWN))
    assert view(desk.state).notice == "card unknown"
    desk.feed(CardRead(Seconds(desk.t), "04A224B2C31991"))
    desk.feed(SignedIn(Seconds(desk.t), desk.state.trip))
    assert view(desk.state).member is Member.MEMBER


def test_the_card_of_who_leaves_begins_no_trip_for_who_comes(desk: Desk) -> None:
    show(desk, CARD)
    desk.change(1034, ("milk", 0.96))
    desk.leave()
    desk.wait(2)
    desk.feed(NextTrip(Seconds(desk.t), "next"))
    show(desk, CARD)
    assert view(desk.state).screen is Screen.RECEIPT
    desk.feed(CardRead(Seconds(desk.t), CARD))
    assert desk.state.trip == "next"


def test_coupons_are_said_whatever_becomes_of_them(desk: Desk) -> None:
    desk.tap(Tap.START)
    show(desk, COUPON)
    assert [(change.kind, change.name) for change in view(desk.state).news] == [(ChangeKind.COUPON, "Ten off")]
    assert view(desk.state).notice == ""
    desk.tap(Tap.TYPED, COUPON)
    assert view(desk.state).notice == "coupon counts already"
    show(desk, NONE)
    assert view(desk.state).notice == "coupon unknown"
    show(desk, OLD, 1)
    assert view(desk.state).notice == "coupon not valid"
    assert said(desk, CouponShown) == 2
