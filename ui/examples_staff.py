"""Hand-written views of staff's pages, and of what shoppers see meanwhile."""

from dataclasses import replace

from cart.core.facts import Kind
from cart.core.inputs import Lane, Reason, Source, Way
from cart.core.roles import RIGHTS, Right, Role
from cart.core.sentences import Sentence
from cart.core.shopper_facts import CallReason
from cart.core.shopper_view import AgeView
from cart.core.staff_inputs import BoardSeen, CameraFitted, Finding, Grade
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
from cart.core.staff_work import CameraWork, EnrolWork, LaneWork, StaffPage
from cart.core.units import Decigrams, Grams, Money, Seconds, Sku
from cart.core.view import CartView, Screen
from ui.example_views import FEW, LONG_LINES, PRODUCTS, TRIP, Example, question, shop
from ui.examples_shopper import EVIDENCE, call

CORNERS = tuple((250 + 100 * x, 300 + 100 * y) for x in range(6) for y in range(5))
T = Seconds(0.0)
DEAD = ((Source.SCALE, Reason.UNPLUGGED),)
HISTORY = (
    HistoryLine(1_795_270_980_000, "Kim", "SC-0412", True, True, 2000.0, 0.6, 0.1, -2.0),
    HistoryLine(1_794_270_980_000, "Kim", "SC-0412", False, True, 1000.0, 0.4, 0.4, -12.0),
    HistoryLine(1_784_270_980_000, "Alex", "SC-0412", True, False, 2000.0, 17.1),
)
CURVE = tuple(12.0 * (n < 30) + (0.9 if n % 3 else -0.4) * (n < 60) for n in range(100))
FOUND = (
    Finding("scale", Grade.BAD, "unplugged", Sentence.LOOK_AT_CABLE.of()),
    Finding("floor", Grade.WATCH, Sentence.NOT_CALIBRATED.of(), Sentence.CALIBRATE_CAMERA.of()),
    Finding("camera", Grade.GOOD, "usb 0, 15 pictures a second"),
    Finding("exit lane", Grade.GOOD, "contacts, cards", Sentence.WALK_LANE.of()),
    Finding("disk", Grade.GOOD, "21.4 of 29 GB free"),
    Finding("version", Grade.GOOD, "0.4.0, Python 3.11.2, 2026-11-20"),
)
CHECK = SpotCheckView(
    (
        CheckedLineView(4, Sku("coffee"), "Coffee Beans Crema 1 kg", 1),
        CheckedLineView(3, Sku("lemon"), "Lemon", 3, True),
        CheckedLineView(2, Sku("tomato"), "Vine Tomatoes", 1, None, True),
    )
)
ONE = replace(CHECK, lines=CHECK.lines[:1])
NOTED = replace(CHECK, extras=("",))
OFFERED = TakeOverView(
    trip=TRIP,
    cart="cart-07",
    lines=tuple((line.name, line.quantity, line.price) for line in FEW),
    total=Money(2355),
    expected=Decigrams(41230),
    measured=Decigrams(41310),
    fits=True,
)
AWAY = Sentence.STORE_AWAY.of()
QR = "SC1:" + "6BFOXN%TSMAHN-HVN8J7UQMJ4/36 L-AHOPAIPC1A3O0MAB" * 6
WORK = EnrolWork(Sku("muesli"), "Crunchy Muesli Honey and Almond 500 g", expected=Decigrams(5120))


def staffer(page: StaffPage, role: Role = Role.LEAD, **more: object) -> StafferView:
    """Kim, at a page."""
    may = tuple(right for right in Right if right in RIGHTS[role])
    return replace(StafferView("Kim", role, page, may), **more)


def at(page: StaffPage, role: Role = Role.LEAD, **more: object) -> CartView:
    """A page between trips."""
    return CartView(Screen.STAFF_PAGE, "EUR", products=PRODUCTS, staffer=staffer(page, role, **more))


def beside(view: CartView, role: Role = Role.LEAD, **more: object) -> CartView:
    """The page over a running trip."""
    return replace(view, screen=Screen.STAFF_PAGE, staffer=staffer(StaffPage.TRIP, role, **more))


def staff_examples() -> tuple[Example, ...]:
    few = shop(*FEW)
    away = (call(CallReason.SCALE),)
    own = (OwnThingView(9, Decigrams(6120), "the shopper's own"),)
    asked = question(Kind.WHICH_ADDED, "oat-drink", "oat-drink-classic", "oat-drink-vanilla")
    removed = question(Kind.WHICH_REMOVED, "oat-drink", "lemon", delta=-10340)
    busy = replace(
        asked,
        calls=(call(CallReason.HELP),),
        age=AgeView(18, False, (5,)),
        check=CHECK,
    )
    long = shop(*LONG_LINES, total=Money(12_345_678))
    safe = CartView(Screen.SAFE_MODE, "EUR", safe=Sentence.NOT_STARTED_WHY.of(n=3, why="the ledger cannot be opened."))
    trip = StaffPage.TRIP
    handed = HandoverView(TRIP, "till", QR, Money(2355))
    over = CartView(Screen.HANDED_OVER, "EUR", handover=handed)
    seen = tuple(BoardSeen(T, place, CORNERS) for place in range(3))
    fitted = CameraFitted(T, 0.8, 2.1, 90, 1460.0)
    unfit = CameraFitted(T, refusal=Sentence.BOARD_SMALL.of(covered=410, least=900))
    blurred = "The board is blurred in picture 2: hold cart and board still, clean the lens, and focus it."
    three = replace(WORK, view=4, crops=("a", "b", "c"), weights=(Decigrams(5110),) * 3, empty=Grams(0.0))

    def camera(**work: object) -> CartView:
        return at(StaffPage.CAMERA, camera=replace(CameraWork(), **work))

    def enrol(work: EnrolWork | None, **more: object) -> CartView:
        return at(StaffPage.ENROL, enrolment=work, **more)

    def shot(name: str, title: str, view: CartView, *press: str) -> Example:
        return Example(f"staff-{name}", f"Staff: {title}", view, press)

    return (
        shot("home", "what a team lead may do", at(StaffPage.HOME)),
        shot("home-associate", "what an associate may do", at(StaffPage.HOME, Role.ASSOCIATE)),
        shot("home-manager", "everything", at(StaffPage.HOME, Role.MANAGER)),
        shot("home-problem", "not allowed", at(StaffPage.HOME, Role.TECHNICIAN, problem="not allowed")),
        shot("home-safe", "home in safe mode", replace(at(StaffPage.HOME, Role.MANAGER), safe=safe.safe)),
        shot("restart", "restart?", at(StaffPage.HOME, Role.MANAGER), "restart"),
        shot("trip", "a trip with nothing to do", beside(few)),
        shot("trip-associate", "a trip, as an associate", beside(few, Role.ASSOCIATE)),
        shot("trip-technician", "a trip is none of a technician's business", beside(few, Role.TECHNICIAN)),
        shot("trip-empty", "an empty trip", beside(shop())),
        shot("trip-busy", "help, age, check and a question", beside(busy, own=own)),
        shot("trip-question", "a question", beside(asked)),
        shot("trip-removed", "what went out?", beside(removed)),
        shot("trip-own", "a thing that was not charged", beside(few, own=own)),
        shot("trip-refused", "an age that was refused", beside(replace(few, age=AgeView(18, True, (5,))))),
        shot("trip-check", "a spot check", beside(replace(few, check=CHECK))),
        shot("trip-trouble", "a trip with a dead scale", beside(replace(few, trouble=DEAD))),
        shot("trip-unfelt", "the scale was away", beside(replace(few, calls=away))),
        shot("trip-extra", "something that is not on the bill", beside(replace(few, check=NOTED))),
        shot("trip-problem", "still weighing", beside(few, problem="still weighing")),
        shot("trip-long", "long names, large sums", beside(long)),
        shot("trip-finish", "finish?", beside(few), "finish"),
        shot("trip-cancel", "end without a sale?", beside(few), "cancel"),
        shot("trip-hand", "hand over, where to?", beside(few), "hand"),
        shot("line", "a line's evidence", replace(beside(few), why=EVIDENCE)),
        shot("line-correct", "what is it really?", replace(beside(few), why=EVIDENCE), "line:correct", "pick-more"),
        shot("pick-weighed", "as many as it weighs", beside(asked), "name:other"),
        shot("pick-extra", "what lies there", beside(replace(few, check=ONE)), "extra"),
        shot("camera", "the board in the middle", camera()),
        shot("camera-left", "the board to the left", camera(place=1, seen=seen[:1])),
        shot("camera-busy", "looking", camera(busy=True)),
        shot("camera-refused", "a blurred picture", camera(place=1, seen=seen[:1], refusal=blurred)),
        shot("camera-fitted", "fitted", camera(place=3, seen=seen, fitted=fitted)),
        shot("camera-unfit", "not fitted", camera(place=3, seen=seen, fitted=unfit)),
        shot("camera-saved", "the camera's calibration is saved", camera(place=3, seen=seen, fitted=fitted, kept=True)),
        shot("enrol", "which product?", enrol(None)),
        shot("enrol-unknown", "no such product", enrol(None, problem="no such product")),
        shot("enrol-empty", "the empty basket", enrol(WORK)),
        shot("enrol-first", "the first view", enrol(replace(WORK, view=1, empty=Grams(0.0)))),
        shot("enrol-busy", "looking at a view", enrol(replace(three, busy=True), mean_weight=Decigrams(5110))),
        shot(
            "enrol-moving",
            "not still",
            enrol(replace(three, view=2, crops=("a",)), mean_weight=Decigrams(5110), problem="not still"),
        ),
        shot("enrol-enough", "enough views", enrol(three, mean_weight=Decigrams(5110))),
        shot("enrol-heavy", "another weight than the catalogue's", enrol(three, mean_weight=Decigrams(7340))),
        shot("enrol-learned", "learned", enrol(replace(three, views=3), mean_weight=Decigrams(5110))),
        shot("enrol-forgotten", "undone", enrol(replace(WORK, forgotten=True))),
        shot("takeover", "show the code", at(StaffPage.TAKE_OVER, offer=TakeOverView())),
        shot("takeover-asking", "the store is asked", at(StaffPage.TAKE_OVER, offer=TakeOverView(asking=True))),
        shot(
            "takeover-refused",
            "refused",
            at(
                StaffPage.TAKE_OVER,
                offer=TakeOverView(refusal=AWAY),
            ),
        ),
        shot("takeover-put", "put the goods in", at(StaffPage.TAKE_OVER, offer=replace(OFFERED, fits=False))),
        shot("takeover-silent", "no scale", at(StaffPage.TAKE_OVER, offer=replace(OFFERED, measured=None, fits=False))),
        shot("takeover-fits", "the weight fits", at(StaffPage.TAKE_OVER, offer=OFFERED)),
        shot("lane", "the exit lane's test begins", at(StaffPage.LANE, Role.MANAGER, lane=LaneWork(tuple(Way)))),
        shot(
            "lane-zone",
            "in the exit lane's zone",
            at(StaffPage.LANE, Role.MANAGER, lane=LaneWork(tuple(Way), ((Way.CONTACT, Lane.ARMED),), True)),
        ),
        shot(
            "lane-crossed",
            "the exit lane was crossed",
            at(
                StaffPage.LANE,
                Role.MANAGER,
                lane=LaneWork(tuple(Way), tuple((Way.CONTACT, place) for place in Lane), True, True),
            ),
        ),
        shot("lane-none", "nothing senses the exit lane", at(StaffPage.LANE, Role.MANAGER, lane=LaneWork())),
        shot("health", "what is wrong first", at(StaffPage.HEALTH, findings=FOUND)),
        shot("health-good", "all is well", at(StaffPage.HEALTH, Role.MANAGER, findings=FOUND[2:])),
        shot("health-looking", "examining", at(StaffPage.HEALTH, Role.MANAGER, examining=True)),
        shot(
            "health-logs",
            "logs are written",
            at(StaffPage.HEALTH, Role.MANAGER, findings=FOUND[2:], logs=LogsView(name="smart-cart-cart-07.zip")),
        ),
        shot(
            "health-no-stick",
            "no stick",
            at(
                StaffPage.HEALTH,
                Role.MANAGER,
                findings=FOUND,
                logs=LogsView(refusal=Sentence.STICK_NONE.of()),
            ),
        ),
        Example("spot-check", "A spot check, for the shopper", replace(few, screen=Screen.SPOT_CHECK, check=CHECK)),
        Example(
            "checkout-unfelt", "The scale was away", replace(few, screen=Screen.CHECKOUT, leaving=True, calls=away)
        ),
        Example("handed-over", "Handed over to the till", over),
        Example("handed-over-staff", "The code, staff still there", replace(over, staffer=staffer(trip))),
        Example(
            "handed-over-cart",
            "Handed over to another cart",
            replace(over, handover=replace(handed, to="cart"), staffer=staffer(trip)),
        ),
        Example("safe-mode", "Safe mode", safe),
    )
