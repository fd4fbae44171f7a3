"""From the state to what staff see."""

from math import sqrt

from cart.core.checking import Check, looks
from cart.core.device_care import mean_of
from cart.core.roles import Right, may
from cart.core.staff_view import (
    CheckedLineView,
    HandoverView,
    HistoryLine,
    LogsView,
    OwnThingView,
    SpotCheckView,
    StafferView,
    TakeOverView,
)
from cart.core.staff_work import Staffer, StaffPage
from cart.core.state import State
from cart.core.units import Sku, decigrams

HISTORY = 20
FITS_G, FITS_SHARE = 10.0, 0.005  # what two scales of class III may differ by, for each thing and for all of them


def staffer(state: State) -> StafferView | None:
    who = state.staffer
    if who is None:
        return None
    return StafferView(
        who.who,
        who.role,
        who.page,
        tuple(right for right in Right if may(who.role, right)),
        who.problem,
        tuple(OwnThingView(own.step, own.delta, own.why) for own in state.basket.foreign),
        _offer(state, who) if who.page is StaffPage.TAKE_OVER else None,
        who.camera,
        who.enrol,
        mean_of(who.enrol.weights) if who.enrol else decigrams(0),
        who.examining,
        who.findings,
        LogsView(who.writing, who.logs.name if who.logs else "", who.logs.refusal if who.logs else ""),
        _history(who),
        _curve(state, who),
        who.lane,
    )


def check(state: State) -> SpotCheckView | None:
    """The spot check of the running trip, if it has one."""
    found = state.basket.check
    if found is None:
        return None
    there = {line.line: line for line in state.basket.lines}
    lines = []
    for number in found.lines:
        line = there.get(number)
        name = state.catalog[line.sku].name if line and line.sku in state.catalog else ""
        seen = dict(found.found).get(number)
        sku, quantity = (line.sku, line.quantity) if line else (Sku(""), 0)
        lines.append(CheckedLineView(number, sku, name, quantity, seen, line is None))
    extras = tuple(state.catalog[sku].name if sku in state.catalog else "" for sku in found.extras)
    return SpotCheckView(tuple(lines), extras, found.open)


def handover(state: State) -> HandoverView | None:
    handed = state.handed
    return HandoverView(handed.trip, handed.to, handed.text, handed.total) if handed else None


def _offer(state: State, who: Staffer) -> TakeOverView:
    if who.offer is None:
        return TakeOverView(who.asking, who.refusal)
    basket, catalog = who.offer.handover, who.offer.catalog
    level = state.weighing.level
    measured = decigrams(level.grams) if level is not None and state.weighs else None
    allowed = 10 * (FITS_G * sqrt(len(basket.lines) + len(basket.own)) + FITS_SHARE * basket.weight / 10)
    return TakeOverView(
        False,
        who.refusal,
        basket.trip,
        basket.cart,
        tuple((catalog[line.sku].name, line.quantity, line.price) for line in basket.lines),
        basket.total,
        basket.weight,
        measured,
        measured is not None and abs(measured - basket.weight) <= allowed,
    )


def _history(who: Staffer) -> tuple[HistoryLine, ...]:
    told = []
    for looked in looks(who.history):
        entry, drift = looked.entry, looked.drift
        checked = isinstance(entry, Check)
        told.append(
            HistoryLine(
                entry.when,
                entry.who,
                entry.scale,
                checked,
                entry.passed if isinstance(entry, Check) else True,
                entry.known_g,
                round(entry.error_g if isinstance(entry, Check) else entry.residual_g, 1),
                drift.zero_g if drift else None,
                drift.span_ppm if drift else None,
            )
        )
    return tuple(reversed(told[-HISTORY:]))


def _curve(state: State, who: Staffer) -> tuple[float, ...]:
    room = state.staff
    calibration = (room.proposed if room else None) or (state.calibration if state.fits else None)
    if calibration is None:
        return ()
    zero = len(calibration.zero)
    return tuple(round(float(calibration.grams(counts)), 1) for _, counts in who.curve if len(counts) == zero)
