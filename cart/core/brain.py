"""The only place where decisions are made: a state and an input in; a state, facts and wishes out."""

from dataclasses import dataclass, replace

from cart.core import (
    age,
    asking,
    calling,
    deciding,
    handing,
    hearing,
    lane_walk,
    leaving,
    notices,
    pending_codes,
    refining,
    shopping,
    signing_in,
    sources,
    staff_pages,
    staffing,
    wishing,
)
from cart.core.effects import DrawTrip, Effect, HoldQuiet, Look
from cart.core.facts import (
    Fact,
    LevelHeld,
    StepSettled,
)
from cart.core.handover import MARK
from cart.core.inputs import (
    Acked,
    CatalogArrived,
    CatalogConfirmed,
    CodeSeen,
    HeadReading,
    Input,
    LaneSignal,
    NextTrip,
    RecordRead,
    RecordsDamaged,
    ScaleReading,
    ShopperTapped,
    Sighting,
    SourceDown,
    SourceUp,
    StaffTapped,
    StoreTime,
    Tick,
)
from cart.core.shopper_inputs import CardRead, SignedIn, SignInRefused, StaffComing
from cart.core.starting import start
from cart.core.state import Awaited, State, Turn
from cart.core.units import Seconds, decigrams
from cart.core.unloading import begins_trip
from cart.core.weighing import Event, Level, Rested, Touched, Weighing, WeightStep, weigh, weigh_head
from cart.core.wishes import Choices


@dataclass(frozen=True, slots=True)
class Step:
    """What came of an input. `seen` tells whether the screen may look different."""

    state: State
    facts: tuple[Fact, ...]
    effects: tuple[Effect, ...]
    seen: bool


def step(state: State, inp: Input) -> Step:
    """Let one input happen to the cart."""
    # Between channels t may run backwards; the cart's own clock does not.
    now = Seconds(max(state.now, inp.t))
    turn = Turn(replace(state, now=now), now)
    _happen(turn, inp)
    if turn.state.trip:
        deciding.decide_ready(turn)
        age.look(turn)
        leaving.finish_if_done(turn)
    refining.refine(turn, state.basket)
    before, after = state.weighing, turn.state.weighing
    touched = (after.onset is None) != (before.onset is None) or after.provisional is not before.provisional
    quiet = isinstance(inp, ScaleReading) and not turn.facts and not touched
    return Step(turn.state, tuple(turn.facts), tuple(turn.effects), not quiet)


def begin(state: State) -> tuple[Effect, ...]:
    """What the world has to do before the first input."""
    return () if state.spare_trip else (DrawTrip(),)


def _happen(turn: Turn, inp: Input) -> None:
    match inp:
        case ScaleReading():
            _weigh(turn, inp)
        case HeadReading():
            if turn.state.staff is None:
                turn.state = replace(turn.state, head=True)
                _weighed(turn, *weigh_head(turn.state.weighing, inp))
        case Sighting():
            awaited = tuple(
                replace(a, sighting=inp) if a.number == inp.step and a.sighting is None else a
                for a in turn.state.awaited
            )
            turn.state = replace(turn.state, awaited=awaited)
        case CodeSeen(text=text) if text.startswith(MARK):
            handing.shown(turn, text)
        case CodeSeen():
            asking.see_code(turn, inp)
        case ShopperTapped():
            shopping.tap(turn, inp)
        case CardRead(text=text):
            if turn.state.staff is None:
                signing_in.read(turn, text)
        case SignedIn():
            signing_in.signed_in(turn, inp)
        case SignInRefused():
            signing_in.refused(turn, inp)
        case StaffComing():
            calling.coming(turn, inp)
        case StaffTapped():
            staff_pages.tap(turn, inp)
        case LaneSignal():
            if not lane_walk.hear(turn, inp):
                leaving.lane(turn, inp)
        case Acked() | CatalogArrived() | CatalogConfirmed() | StoreTime() | RecordsDamaged():
            hearing.hear(turn, inp)
        case SourceDown(source=source, reason=reason):
            sources.lose(turn, source, reason)
        case SourceUp():
            sources.find(turn, inp)
        case RecordRead():
            staffing.remember(turn, inp)
        case NextTrip(trip=trip, lot=lot):
            turn.state = replace(turn.state, spare_trip=trip, lot=lot if not turn.state.trip else turn.state.lot)
        case Tick(t=t, wall=system):
            clock, wall = turn.state.clock.ticked(t, system, idle=not turn.state.trip)
            turn.state = replace(turn.state, clock=clock, wall=wall)
            _pass_time(turn)
        case _:
            staff_pages.hear(turn, inp)


def _weigh(turn: Turn, reading: ScaleReading) -> None:
    staffing.collect(turn, reading)
    staff_pages.collect(turn, reading)
    state = turn.state
    if state.calibration is None or not state.weighs or state.staff is not None:
        return
    _weighed(turn, *weigh(state.weighing, reading, state.calibration, state.rules.weigh))


def _weighed(turn: Turn, weighing: Weighing, event: Event | None) -> None:
    before: Level | None = turn.state.weighing.level
    turn.state = replace(turn.state, weighing=weighing)
    match event:
        case Touched(t=t):
            turn.wish(HoldQuiet(t))
        case Rested(level=level):
            if turn.state.trip and not turn.state.held:
                turn.say(LevelHeld(level.counts))
                turn.state = replace(turn.state, held=True)
        case WeightStep() as settled:
            if not turn.state.trip and begins_trip(turn, settled):
                start(turn, before.counts if before else settled.level.counts)
            if turn.state.trip:
                _note(turn, settled)


def _note(turn: Turn, settled: WeightStep) -> None:
    number = turn.state.steps + 1
    turn.say(
        StepSettled(
            number,
            round(settled.t0 * 1000),
            round(settled.t1 * 1000),
            decigrams(settled.delta),
            decigrams(settled.sigma),
            settled.level.counts,
            settled.spot,
            settled.parts,
            settled.shape.value,
        )
    )
    turn.state = replace(turn.state, steps=number, awaited=(*turn.state.awaited, Awaited(number, settled)))
    turn.wish(Look(number, settled.t0, settled.t1, settled.delta > 0))


def _pass_time(turn: Turn) -> None:
    if turn.state.receipt and turn.t - turn.state.receipt_at > turn.state.rules.receipt_s:
        turn.state = replace(turn.state, receipt=None, lifted=(), choices=Choices())
    wishing.forget(turn)
    notices.fade(turn)
    staffing.agree(turn)
    staff_pages.pass_time(turn)
    if turn.state.trip:
        pending_codes.drop_stale_codes(turn)
        signing_in.pass_time(turn)
        leaving.pass_time(turn)
