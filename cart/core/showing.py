"""What is shown to the camera, or typed, besides goods: coupons and members' cards."""

from cart.core.facts import CouponShown
from cart.core.labels.reading import Coupon, Member
from cart.core.notices import tell
from cart.core.pricing.savings import Shopper, holds
from cart.core.signing_in import member
from cart.core.state import Turn


def show(turn: Turn, said: Coupon | Member | None, text: str, *, typed: bool = False) -> None:
    """Take a coupon of one of the offers, or a member's card; the offers follow from the fact."""
    match said:
        case Coupon(number=number):
            _coupon(turn, number, typed=typed)
        case Member() if typed and turn.state.basket.loyal:
            tell(turn, "signed in already")
        case Member():
            member(turn, text)
        case None if typed:
            tell(turn, "code unknown")


def _coupon(turn: Turn, number: str, *, typed: bool) -> None:
    basket = turn.state.basket
    offers = [offer for offer in turn.state.catalog.tariff.promotions if offer.coupon == number]
    if not offers:
        tell(turn, "coupon unknown")
    elif number in basket.coupons:
        if typed:  # before the camera it stays for many pictures
            tell(turn, "coupon counts already")
    else:
        turn.say(CouponShown(number))
        wall = basket.started.wall if basket.started is not None else turn.state.wall
        if not any(holds(offer, Shopper(wall, True, (number,))) for offer in offers):
            tell(turn, "coupon not valid")
