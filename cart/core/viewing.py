"""From the state to what a screen may draw."""

from cart.core import age, shopper_viewing, spot_check, staff_viewing
from cart.core.calibration import LARGEST_GAIN, STILL_G, Place, still
from cart.core.catalog import Product, option
from cart.core.facts import QuestionAsked
from cart.core.labels.reading import label_of, pieces_of
from cart.core.pricing import line_price
from cart.core.receipt import lines
from cart.core.staffing import next_place
from cart.core.state import StaffRoom, State
from cart.core.units import Decigrams
from cart.core.view import CalibrationStage, CartView, LineView, QuestionView, Screen, StaffView


def view(state: State) -> CartView:
    """The snapshot of a state; equal states look equal."""
    told = state.weighing.provisional
    sold = lines(state.basket.lines, state.catalog, state.bill, age.waiting(state))
    return CartView(
        screen(state),
        state.catalog.currency,
        (*sold, *_pending(state)),
        state.bill.total,
        state.basket.items,
        state.weighing.onset is not None and state.weighing.level is not None,
        _question(state),
        state.trouble,
        _staff(state, state.staff) if state.staff else None,
        state.receipt,
        state.catalog.options,
        state.rules.weigh_to_price,
        state.trip,
        saved=state.bill.saved,
        tax_added=state.bill.tax_added,
        prices_at=state.standing.prices_at,
        prices_old=state.standing.prices_old(state.wall, state.clock.sure, state.rules.prices_limit_h),
        damaged=state.standing.damaged,
        provisional=round(told.delta) if told else None,
        choices=state.choices,
        member=shopper_viewing.member(state),
        news=state.news,
        can_undo=bool(state.trip) and state.basket.can_take_back,
        open_questions=len(state.basket.questions),
        undecided=len(state.basket.undecided),
        own=shopper_viewing.own(state),
        why=shopper_viewing.why(state),
        budget=shopper_viewing.budget(state),
        shopping_list=shopper_viewing.listed(state),
        offers=shopper_viewing.offers(state),
        calls=shopper_viewing.calls(state),
        age=shopper_viewing.checked(state),
        withheld=lines(state.basket.withheld, state.catalog, state.bill),
        staffer=staff_viewing.staffer(state),
        check=staff_viewing.check(state),
        handover=staff_viewing.handover(state),
        safe=state.safe,
        leaving=leaving(state),
        notice=state.notice,
    )


def screen(state: State) -> Screen:
    """Which screen a state asks for."""
    if state.staff is not None:
        return Screen.STAFF
    if state.handed is not None:
        return Screen.HANDED_OVER
    if state.staffer is not None:
        return Screen.STAFF_PAGE
    if state.safe:
        return Screen.SAFE_MODE
    waits = not age.settled(state) or spot_check.holds(state)
    if state.basket.questions and (waits or state.answering or not leaving(state)):
        return Screen.QUESTION
    if leaving(state):
        if not age.settled(state):
            return Screen.AGE_CHECK
        return Screen.SPOT_CHECK if spot_check.holds(state) else Screen.CHECKOUT
    if state.trip:
        return Screen.SHOP
    return Screen.RECEIPT if state.receipt else Screen.WELCOME


def leaving(state: State) -> bool:
    """Whether a trip is on its way out."""
    return bool(state.trip) and (state.lane.near or state.crossed_at is not None)


def _pending(state: State) -> tuple[LineView, ...]:
    shown = [(state.catalog[code.sku], code.code) for code in state.basket.pending if code.sku in state.catalog]
    return tuple(_pending_line(state, product, code) for product, code in shown)


def _pending_line(state: State, product: Product, code: str) -> LineView:
    """With what it would cost; nothing is said of goods that are yet to be weighed."""
    label = label_of(code, product, state.catalog)
    net = label.net if label is not None and label.net is not None else Decigrams(0)
    pieces = pieces_of(product, label)
    price = line_price(product, pieces, net, state.catalog.tariff.weighing, label)
    return LineView(0, product.sku, product.name, pieces, price, pending=True)


def _question(state: State) -> QuestionView | None:
    if not state.basket.questions:
        return None
    asked: QuestionAsked = state.basket.questions[0]
    return QuestionView(
        asked.question,
        asked.kind,
        tuple(option(state.catalog[sku]) for sku in asked.options if sku in state.catalog),
        asked.why.delta,
        len(state.basket.questions) - 1,
        state.problem,
    )


def _staff(state: State, room: StaffRoom) -> StaffView:
    grams = noise = residual = None
    calm = False
    in_use = state.calibration if state.fits else None
    calibration = room.proposed or in_use
    if len(state.recent) >= 20:
        level = still([reading.counts for reading in state.recent])
        if calibration and len(calibration.zero) == len(level.counts):
            grams = round(float(calibration.grams(level.counts)), 1)
            noise = round(level.noise * abs(calibration.gain), 1)
            calm = noise <= STILL_G
            if room.proposed and room.stage is CalibrationStage.PASSED:
                residual = round(grams - room.proposed.known_g, 1)
        else:
            calm = 0.0 < level.noise <= STILL_G * LARGEST_GAIN
    if room.checked is not None:
        residual = round(room.checked.error_g, 1)
    elif room.proposed is not None and room.proposed.corners:
        residual = round(room.proposed.residual_g, 1)
    return StaffView(
        room.stage,
        state.scale,
        grams,
        noise,
        calm,
        room.refusal or (state.doubt if room.stage is CalibrationStage.EMPTY_BASKET else ""),
        residual,
        next_place(room) or Place.MIDDLE,
        in_use.when if in_use else 0,
        in_use.who if in_use else "",
        in_use.drift if in_use else None,
        calibration.corners if calibration else False,
        calibration.verified_g if calibration else 0.0,
        round(room.proposed.gain / in_use.gain - 1, 5) if room.proposed and in_use else 0.0,
        in_use is not None,
    )
