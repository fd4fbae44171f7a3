"""Staff teach the camera where the floor is, teach the cart a product, and look at its devices: page by page."""

from dataclasses import replace

from cart.core import lane_walk
from cart.core.staff_effects import (
    ExamineDevices,
    ForgetProduct,
    KeepCamera,
    LearnProduct,
    ShootBoard,
    ShootProduct,
    WriteLogs,
)
from cart.core.staff_inputs import (
    BoardSeen,
    CameraFitted,
    CameraKept,
    DevicesExamined,
    HistoryRead,
    LaneRead,
    LogsWritten,
    ProductLearned,
    StaffInput,
    ViewTaken,
)
from cart.core.staff_work import BOARD_PLACES, LEAST_VIEWS, MOST_VIEWS, CameraWork, EnrolWork, Staffer, StaffPage
from cart.core.state import State, Turn
from cart.core.units import Decigrams, Grams, Sku, decigrams

LEAST_G = 3.0
"""Less than this is an empty basket: the product was not put in."""


def open_camera(turn: Turn, staffer: Staffer) -> None:
    turn.state = replace(turn.state, staffer=replace(staffer, page=StaffPage.CAMERA, camera=CameraWork()))


def open_enrolment(turn: Turn, staffer: Staffer, code: str) -> str:
    """Begin with a product of the catalogue, which says what it costs; by SKU, GTIN or PLU."""
    product = turn.state.catalog.get(Sku(code)) or turn.state.catalog.by_code(code)
    if code and product is None:
        return "no such product"
    work = EnrolWork(product.sku, product.name, expected=product.weight.mean) if product else None
    turn.state = replace(turn.state, staffer=replace(staffer, page=StaffPage.ENROL, enrol=work))
    return ""


def examine(turn: Turn, staffer: Staffer) -> None:
    turn.state = replace(turn.state, staffer=replace(staffer, page=StaffPage.HEALTH, examining=True))
    turn.wish(ExamineDevices())


def write_logs(turn: Turn, staffer: Staffer) -> None:
    if not staffer.writing:
        turn.state = replace(turn.state, staffer=replace(staffer, writing=True, logs=None))
        turn.wish(WriteLogs())


def forget(turn: Turn, staffer: Staffer, sku: str) -> str:
    """Undo what this cart was taught of a product; what it brought along stays."""
    product = turn.state.catalog.get(Sku(sku))
    if product is None:
        return "no such product"
    work = EnrolWork(product.sku, product.name, busy=True, expected=product.weight.mean)
    turn.state = replace(turn.state, staffer=replace(staffer, page=StaffPage.ENROL, enrol=work))
    turn.wish(ForgetProduct(product.sku))
    return ""


def shoot(turn: Turn, staffer: Staffer) -> str:
    """Take the next picture of the page that is open; while one is looked at, a second tap does nothing."""
    if staffer.page is StaffPage.CAMERA and staffer.camera is not None:
        work = staffer.camera
        if work.busy or work.place >= BOARD_PLACES:
            return ""
        camera = replace(work, busy=True, refusal="")
        turn.state = replace(turn.state, staffer=replace(staffer, camera=camera))
        turn.wish(ShootBoard(work.place))
        return ""
    if staffer.page is StaffPage.ENROL and staffer.enrol is not None:
        return _shoot_product(turn, staffer, staffer.enrol)
    return "no such thing"


def _shoot_product(turn: Turn, staffer: Staffer, work: EnrolWork) -> str:
    if work.busy or work.views:
        return ""
    if work.view > MOST_VIEWS:
        return "enough views"
    grams = _resting(turn.state)
    if turn.state.weighing.onset is not None:
        return "not still"
    weights = work.weights
    if work.view == 0:
        work = replace(work, empty=grams)
    elif grams is not None and work.empty is not None:
        if grams - work.empty < LEAST_G:
            return "weight differs"
        weights = (*weights, decigrams(grams - work.empty))
    work = replace(work, busy=True, refusal="", weights=weights)
    turn.state = replace(turn.state, staffer=replace(staffer, enrol=work))
    turn.wish(ShootProduct(work.sku, work.view))
    return ""


def save(turn: Turn, staffer: Staffer) -> str:
    """Keep what was fitted, or learned."""
    camera, work = staffer.camera, staffer.enrol
    if staffer.page is StaffPage.CAMERA and camera is not None:
        if camera.fitted is None or camera.fitted.refusal or camera.busy:
            return "too few views"
        turn.state = replace(turn.state, staffer=replace(staffer, camera=replace(camera, busy=True)))
        turn.wish(KeepCamera(staffer.who, turn.state.wall))
        return ""
    if staffer.page is not StaffPage.ENROL or work is None or work.busy or work.views:
        return "no such thing"
    if len(work.crops) < LEAST_VIEWS:
        return "too few views"
    turn.state = replace(turn.state, staffer=replace(staffer, enrol=replace(work, busy=True)))
    turn.wish(LearnProduct(work.sku, work.name, work.weights))
    return ""


def hear(turn: Turn, staffer: Staffer, said: StaffInput) -> None:
    """What the edges answer; of a page that was left meanwhile nothing is kept."""
    camera, work = staffer.camera, staffer.enrol
    match said:
        case HistoryRead(entries=entries):
            staffer = replace(staffer, history=entries)
        case BoardSeen(place=place) if camera is not None and camera.busy and camera.place == place:
            staffer = replace(staffer, camera=_seen(camera, said))
        case CameraFitted() if camera is not None and camera.place == BOARD_PLACES:
            staffer = replace(staffer, camera=replace(camera, busy=False, fitted=said, refusal=said.refusal))
        case CameraKept(refusal=refusal) if camera is not None:
            camera = replace(camera, busy=False, kept=not refusal, refusal=refusal)
            staffer = replace(staffer, camera=camera)
        case ViewTaken(sku=sku, view=view) if work is not None and work.busy and (sku, view) == (work.sku, work.view):
            staffer = replace(staffer, enrol=_viewed(work, said))
        case ProductLearned(sku=sku, views=views, refusal=refusal) if work is not None and work.sku == sku:
            work = replace(work, busy=False, views=views, forgotten=not views and not refusal, refusal=refusal)
            staffer = replace(staffer, enrol=work)
        case LaneRead():
            staffer = lane_walk.read(staffer, said)
        case DevicesExamined(findings=findings):
            staffer = replace(staffer, examining=False, findings=findings)
        case LogsWritten():
            staffer = replace(staffer, writing=False, logs=said)
    turn.state = replace(turn.state, staffer=staffer)


def _seen(camera: CameraWork, seen: BoardSeen) -> CameraWork:
    if seen.refusal:
        return replace(camera, busy=False, refusal=seen.refusal)
    place = camera.place + 1
    return replace(camera, place=place, seen=(*camera.seen, seen), busy=place == BOARD_PLACES)


def _viewed(work: EnrolWork, seen: ViewTaken) -> EnrolWork:
    if seen.refusal:
        # The weight came with the picture, and goes with it.
        return replace(work, busy=False, refusal=seen.refusal, weights=work.weights[: len(work.crops)])
    crops = (*work.crops, seen.crop) if seen.view else work.crops
    return replace(work, busy=False, view=work.view + 1, crops=crops)


def _resting(state: State) -> Grams | None:
    level = state.weighing.level
    return level.grams if level is not None and state.weighs else None


def mean_of(weights: tuple[Decigrams, ...]) -> Decigrams:
    """The middle one: a hand that leaned once does not count."""
    return sorted(weights)[len(weights) // 2] if weights else Decigrams(0)
