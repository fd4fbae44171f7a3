"""A basket goes on elsewhere: sealed and ended here, claimed and begun there, with the same lines and the same total.

What is handed over is over here before its code is on the screen, and another cart begins only with what the store
granted to it alone: so it is sold once, and its receipt comes once. A till reads every line from the code itself.
"""

from dataclasses import replace

from cart.core.catalog import Catalog
from cart.core.effects import SendNow
from cart.core.facts import CouponShown, Evidence, LoyaltyShown, Rule, SourceLost, StepIgnored, StepSettled, TripStarted
from cart.core.handover import HandedLine, Handover
from cart.core.labels.reading import label_of
from cart.core.leaving import put_away
from cart.core.pricing import PRICING, charge_for
from cart.core.shopper_facts import OWN
from cart.core.staff_effects import ClaimBasket, ReleaseBasket, SealHandover
from cart.core.staff_facts import BasketTaken, HandedOver
from cart.core.staff_inputs import BasketOffered, BasketRefused, HandoverSealed
from cart.core.staff_work import Handed, Staffer, StaffPage
from cart.core.state import State, Turn
from cart.core.taps import StaffTap
from cart.core.taught import weighed
from cart.core.trip_care import noted
from cart.core.units import Decigrams, decigrams
from cart.core.verdicts import charge

TO = ("till", "cart")
SIGMA = Decigrams(10)
"""Of a weight that another cart's scale told: a gram."""


def handover_of(state: State) -> Handover:
    """The basket as it stands; whoever signs it writes the cart's name on it."""
    basket, started = state.basket, state.basket.started
    return Handover(
        state.trip,
        "",
        state.catalog.version,
        state.catalog.currency,
        started.wall if started else state.wall,
        state.bill.total,
        tuple(
            HandedLine(x.line, x.sku, x.quantity, x.price, x.weight, x.why.rule.value, x.why.code) for x in basket.lines
        ),
        tuple(own.delta for own in basket.foreign),
        basket.coupons,
        basket.loyal,
        started.weigh_to_price if started else "off",
        started.pricing if started else 0,
    )


def hand_over(turn: Turn, to: str) -> str:
    """Have the basket signed; what changes meanwhile calls it off."""
    state = turn.state
    if to not in TO or not state.basket.lines:
        return "no such thing"
    if state.basket.questions:
        return "questions open"
    if state.awaited or state.weighing.onset is not None:
        return "still weighing"
    noted(turn, StaffTap.HAND_OVER, to)
    turn.wish(SealHandover(handover_of(turn.state), turn.state.seq, to))
    return ""


def sealed(turn: Turn, said: HandoverSealed) -> str:
    """The basket is signed: the trip ends here, and only then is the code shown."""
    state = turn.state
    if not state.trip or (said.trip, said.seq) != (state.trip, state.seq):
        return "changed meanwhile"
    if not said.text:
        return said.refusal
    handed = Handed(state.trip, said.to, said.text, state.bill.total)
    turn.say(HandedOver(said.to, said.text, state.wall))
    put_away(turn)
    turn.state = replace(turn.state, handed=handed)
    return ""


def put_code_away(turn: Turn) -> None:
    turn.state = replace(turn.state, handed=None)


def shown(turn: Turn, text: str) -> None:
    """Another cart's code is before the camera: ask the store for its basket, once."""
    staffer = turn.state.staffer
    if staffer is None or staffer.page is not StaffPage.TAKE_OVER or staffer.asking or staffer.offer is not None:
        return
    _set(turn, replace(staffer, asking=True, refusal=""))
    turn.wish(ClaimBasket(text))


def answered(turn: Turn, said: BasketOffered | BasketRefused) -> None:
    """What the store says; a basket that nobody waits for any more is given back."""
    staffer = turn.state.staffer
    if staffer is None or not staffer.asking or turn.state.trip:
        if isinstance(said, BasketOffered):
            turn.wish(ReleaseBasket(said.handover.trip))
        return
    if isinstance(said, BasketRefused):
        _set(turn, replace(staffer, asking=False, refusal=said.refusal))
    elif not _same_prices(said.handover, said.catalog):
        turn.wish(ReleaseBasket(said.handover.trip))
        _set(turn, replace(staffer, asking=False, problem="prices differ"))
    else:
        _set(turn, replace(staffer, asking=False, offer=said))


def give_back(turn: Turn) -> None:
    """Staff went to another page, or left: whatever was granted is free again."""
    staffer = turn.state.staffer
    if staffer is not None and staffer.offer is not None:
        turn.wish(ReleaseBasket(staffer.offer.handover.trip))
    if staffer is not None:
        _set(turn, replace(staffer, asking=False, offer=None, refusal=""))


def accept(turn: Turn) -> str:
    """The goods lie in this basket now: begin a trip with them, at the prices that theirs began with."""
    state, staffer = turn.state, turn.state.staffer
    if staffer is None or staffer.offer is None or state.trip or not state.spare_trip:
        return "no such thing"
    if state.weighing.onset is not None:
        return "still weighing"
    handover = staffer.offer.handover
    catalog = weighed(staffer.offer.catalog, state.taught)[0].at(handover.wall)
    turn.state = replace(
        state,
        catalog=catalog,
        next_catalog=state.next_catalog or state.catalog,
        trip=state.spare_trip,
        spare_trip="",
        seq=0,
        receipt=None,
        lifted=(),
        held=True,
        staffer=replace(staffer, offer=None, page=StaffPage.TRIP),
    )
    weighed_as = _weakest(handover.weigh_to_price, state.rules.weigh_to_price)
    turn.say(TripStarted(catalog.version, catalog.currency, handover.wall, weighed_as, handover.pricing))
    for source, reason in turn.state.trouble:
        turn.say(SourceLost(source, reason))
    noted(turn, StaffTap.ACCEPT, handover.trip)
    level = state.weighing.level
    measured = decigrams(level.grams) if level else Decigrams(0)
    count = len(handover.lines)
    turn.say(BasketTaken(handover.trip, handover.cart, count, handover.weight, measured, handover.total))
    if handover.loyal:
        turn.say(LoyaltyShown())
    for coupon in handover.coupons:
        turn.say(CouponShown(coupon))
    for line in handover.lines:
        origin = f"{handover.trip}/{line.line}"
        why = Evidence(Rule(line.rule), _moved(turn, line.weight), line.weight, SIGMA, code=line.code, origin=origin)
        charge(turn, catalog[line.sku], line.quantity, why)
    for weight in handover.own:
        turn.say(StepIgnored(_moved(turn, weight), OWN, weight))
    turn.wish(SendNow())
    return ""


def _weakest(theirs: str, ours: str) -> str:
    """How the trip is priced by weight: their lines come along and ours are added, so a demonstration stays one."""
    return next((mode for mode in ("demo", "certified") if mode in (theirs, ours)), "off")


def _moved(turn: Turn, weight: Decigrams) -> int:
    """The number of the step that stands for a thing's way from basket to basket."""
    number, level, now = turn.state.steps + 1, turn.state.weighing.level, round(1000 * turn.t)
    turn.say(StepSettled(number, now, now, weight, SIGMA, level.counts if level else ()))
    turn.state = replace(turn.state, steps=number)
    return number


def _same_prices(handover: Handover, catalog: Catalog) -> bool:
    """Whether every line comes to the same money here, by the same rules."""
    if (catalog.version, catalog.currency, handover.pricing) != (handover.catalog, handover.currency, PRICING):
        return False
    priced = catalog.at(handover.wall)
    return all(_price(line, priced) == line.price and line.rule in _RULES for line in handover.lines)


_RULES = tuple(rule.value for rule in Rule)


def _price(line: HandedLine, catalog: Catalog) -> int:
    product = catalog.get(line.sku)
    if product is None or line.weight <= 0:
        return -1
    label = label_of(line.code, product, catalog)
    return charge_for(product, line.quantity, line.weight, label, catalog.tariff.weighing).price


def _set(turn: Turn, staffer: Staffer) -> None:
    turn.state = replace(turn.state, staffer=staffer)
