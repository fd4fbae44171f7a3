"""Who shops: a member's card at the camera or the reader, or the code that the phone shows.

A card counts at once, without the store: its pattern is the catalogue's. The store is asked for the member's own
offers and shopping list; a phone's code says nothing to anybody but the store. Who it is stays outside the ledger.
"""

from dataclasses import replace

from cart.core.effects import SignIn
from cart.core.facts import CouponShown, LoyaltyShown
from cart.core.inputs import Source
from cart.core.labels.reading import Member, meaning
from cart.core.notices import tell
from cart.core.shopper_inputs import NoSignIn, SignedIn, SignInRefused
from cart.core.starting import start
from cart.core.state import Asked, Turn
from cart.core.units import Seconds
from cart.core.wishing import put_on_list

PREFIX = "smart-cart:sign-in:"
"""What the QR code on a phone begins with; the rest of it is the code that could also be typed."""
ANSWER_S = 10.0  # no answer of the store in that time is none
AGAIN_S = 10.0  # a code that was refused is not asked about again so soon, while it is still before the camera
LONGEST = 64


def typed(turn: Turn, text: str) -> None:
    """The code of a phone, typed: the store is asked, and the trip goes on meanwhile."""
    code = "".join(c for c in text.upper() if c.isalnum())[:LONGEST]
    _begin(turn)
    if not turn.state.trip:
        return
    if turn.state.basket.loyal:
        tell(turn, "signed in already")
    elif not code:
        tell(turn, NoSignIn.UNKNOWN.value)
    elif turn.state.is_down(Source.STORE):
        tell(turn, NoSignIn.OFFLINE.value)
    else:
        _ask(turn, code, card=False)


def seen(turn: Turn, text: str) -> None:
    """The code of a phone before the camera; it is there for many pictures, and asked about once."""
    asked = turn.state.asked
    code = text.removeprefix(PREFIX)
    if turn.state.basket.loyal or (asked is not None and asked.text == code and turn.t - asked.t <= AGAIN_S):
        return
    typed(turn, code)


def read(turn: Turn, text: str) -> None:
    """A card or a tag at the reader: a phone's code, or a member's card."""
    if text.startswith(PREFIX):
        seen(turn, text)
    elif isinstance(meaning(text, turn.state.catalog), Member):
        member(turn, text)
    else:
        _tag(turn, text)


def member(turn: Turn, text: str) -> None:
    """A member's card: the members' offers count from now on."""
    _begin(turn)
    if not turn.state.trip or turn.state.basket.loyal:
        return
    turn.say(LoyaltyShown())
    if not turn.state.is_down(Source.STORE):
        _ask(turn, text, card=True)


def _tag(turn: Turn, text: str) -> None:
    """A card or a tag whose number only the store can read."""
    _begin(turn)
    if not turn.state.trip:
        return
    if turn.state.basket.loyal:
        tell(turn, "signed in already")
    elif turn.state.is_down(Source.STORE):
        tell(turn, NoSignIn.OFFLINE.value)
    elif text:
        _ask(turn, text[:LONGEST], card=True)


def signed_in(turn: Turn, said: SignedIn) -> None:
    """The store knows the member: the member's own offers and shopping list come with the trip."""
    if said.trip != turn.state.trip or not turn.state.trip:
        return
    turn.state = replace(turn.state, asked=None)
    if not turn.state.basket.loyal:
        turn.say(LoyaltyShown())
    ours = {offer.coupon for offer in turn.state.catalog.tariff.promotions if offer.coupon}
    for coupon in said.coupons:
        if coupon in ours and coupon not in turn.state.basket.coupons:
            turn.say(CouponShown(coupon))
    for wanted in said.wanted:
        put_on_list(turn, wanted.name, wanted.sku, wanted.quantity)


def refused(turn: Turn, said: SignInRefused) -> None:
    """The store does not know the code; of a card that counts already nothing is said."""
    asked = turn.state.asked
    if said.trip != turn.state.trip or asked is None or not asked.waits:
        return
    turn.state = replace(turn.state, asked=replace(asked, waits=False))
    if not turn.state.basket.loyal:
        tell(turn, "card unknown" if asked.card and said.reason is NoSignIn.UNKNOWN else said.reason.value)


def pass_time(turn: Turn) -> None:
    """Let the wait for the store run out."""
    asked = turn.state.asked
    if asked is not None and asked.waits and turn.t - asked.t > ANSWER_S:
        refused(turn, SignInRefused(turn.t, turn.state.trip, NoSignIn.OFFLINE))


def _ask(turn: Turn, text: str, *, card: bool) -> None:
    turn.wish(SignIn(turn.state.trip, text, card))
    turn.state = replace(turn.state, asked=Asked(text, Seconds(turn.t), card))


def _begin(turn: Turn) -> None:
    """Signing in at the first screen begins the trip: nobody waits for a network."""
    level = turn.state.weighing.level
    start(turn, level.counts if level else None)
