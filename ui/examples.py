"""Hand-written views: every screen in every state, for the gallery and the tests."""

from dataclasses import replace

from cart.core.calibration import Drift, Place
from cart.core.facts import Kind, Rule
from cart.core.inputs import Reason, Source
from cart.core.news import Change, ChangeKind
from cart.core.shopper_facts import CallReason
from cart.core.staff_work import StaffPage
from cart.core.units import Decigrams, Money
from cart.core.view import CalibrationStage, CartView, LineView, Screen, StaffView
from ui.example_views import (
    FEW,
    LONG,
    LONG_LINES,
    MANY,
    PENDING,
    Example,
    line,
    question,
    receipt,
    shop,
)
from ui.examples_shopper import call, shopper_examples
from ui.examples_staff import CURVE, HISTORY, staff_examples, staffer


def staff(stage: CalibrationStage, **more: object) -> CartView:
    """The staff's screen in a stage of calibration."""
    at_rest = StaffView(
        stage,
        "SC-0412",
        0.3,
        0.42,
        True,
        calibrated=1_794_270_980_000,
        by="staff",
        drift=Drift(11.6, 0.4, -12.0),
        can_check=True,
    )
    who = staffer(StaffPage.SCALE, curve=CURVE, history=HISTORY)
    return CartView(Screen.STAFF, "EUR", staff=replace(at_rest, **more), staffer=who)


def on_offer() -> tuple[LineView, ...]:
    """Lines of which offers took something off, and one with a deposit."""
    bundle = replace(line(4, "oat-drink", Rule.WEIGHT_AND_CODE, quantity=3), offs=(("3 for 2", Money(199)),))
    bottle = replace(line(5, "honey", Rule.WEIGHT_AND_PICTURE), deposit=Money(25), offs=(("Members", Money(50)),))
    return bundle, bottle


def examples() -> tuple[Example, ...]:
    """Every screen in every state."""
    few = shop(*FEW)
    latest = (Change(ChangeKind.ADDED, FEW[-1].sku, FEW[-1].name, FEW[-1].quantity, FEW[-1].price),)
    cheaper = (*FEW[1:3], *on_offer())
    paid = sum(each.price - sum(amount for _, amount in each.offs) + each.deposit for each in cheaper)
    offers = shop(*cheaper, total=Money(paid), saved=Money(249))
    four = ("oat-drink", "oat-drink-classic", "oat-drink-vanilla", "almond-drink")
    name = question(Kind.NAME_ADDED)
    checkout = replace(few, screen=Screen.CHECKOUT, leaving=True)
    welcome = CartView(Screen.WELCOME, "EUR")
    trouble = tuple(
        Example(
            f"trouble-{source.value}-{reason.value.replace(' ', '-')}",
            f"Trouble: {source.value} {reason.value}",
            replace(few, trouble=((source, reason),)),
        )
        for source in Source
        for reason in Reason
    )
    full = Example("disk-full", "The disk is full", replace(few, full=True))
    scale_off = ((Source.SCALE, Reason.UNPLUGGED),)
    all_off = (*scale_off, (Source.CAMERA, Reason.FROZEN), (Source.STORE, Reason.UNREACHABLE))
    moving = staff(CalibrationStage.EMPTY_BASKET, grams=213.4, noise=14.2, still=False)
    return (
        Example("welcome", "Welcome", replace(welcome, weigh_to_price="demo")),
        Example("welcome-trouble", "Welcome with a broken scale", replace(welcome, trouble=scale_off)),
        Example("shop-empty", "Nothing in it yet", shop()),
        Example("shop-one", "The first line", shop(FEW[0])),
        Example("shop-few", "A few lines", replace(few, news=latest)),
        Example("shop-touched", "A hand in the basket", shop(*FEW, touched=True, weigh_to_price="demo")),
        Example("shop-felt", "Something comes to rest", shop(*FEW, touched=True, provisional=1254)),
        Example("shop-pending", "A pending line", shop(*FEW, PENDING, touched=True)),
        Example("shop-thirty", "Thirty lines", shop(*MANY)),
        Example("shop-long", "Long names, large sums", shop(*LONG_LINES, total=Money(12_345_678))),
        Example("shop-all-trouble", "Everything is down: the worst is shown", replace(few, trouble=all_off)),
        Example("shop-offers", "Offers and a deposit", offers),
        Example("shop-yen", "Yen", shop(*(replace(each, net=Decigrams(0)) for each in FEW), currency="JPY")),
        Example("menu", "The menu", shop(), press=("menu",)),
        Example("cancel", "Cancel?", shop(), press=("menu", "menu:cancel")),
        Example("question-two", "Two options", question(Kind.WHICH_ADDED, *four[:2])),
        Example(
            "question-three",
            "Three options, one more question",
            question(Kind.WHICH_ADDED, *four[:3], waiting=1),
        ),
        Example("question-four", "Four options", question(Kind.WHICH_ADDED, *four)),
        Example("question-one", "One option", question(Kind.WHICH_ADDED, "muesli", delta=5120)),
        Example("question-long", "A long name", _long_question()),
        Example(
            "question-weight",
            "By weight",
            question(Kind.WHICH_ADDED, "tomato", "banana", "lemon", delta=4823),
        ),
        Example(
            "question-called",
            "Staff come to a question",
            replace(question(Kind.WHICH_ADDED, *four), calls=(call(CallReason.HELP),)),
        ),
        Example("question-removed", "Removed", question(Kind.WHICH_REMOVED, *four[:2], delta=-10340)),
        Example(
            "question-trouble",
            "Question while the camera is off",
            replace(question(Kind.WHICH_ADDED, *four), trouble=((Source.CAMERA, Reason.SILENT),)),
        ),
        Example("name", "Name it", name),
        Example("name-called", "Staff come to a question", replace(name, calls=(call(CallReason.HELP),))),
        Example("name-typed", "A number is being typed", name, press=("key:4", "key:0", "key:1", "key:1")),
        Example("name-letters", "Letters", name, press=("keys:name",)),
        Example("name-search", "Searching", name, press=("keys:name", "key:o", "key:a")),
        Example("name-problem", "Code unknown", question(Kind.NAME_ADDED, problem="code unknown", waiting=1)),
        Example("name-differs", "Weight differs", question(Kind.NAME_ADDED, problem="weight differs")),
        Example("checkout", "In the exit lane", checkout),
        Example("checkout-trouble", "In the exit lane, no network", replace(checkout, trouble=all_off[2:])),
        Example("receipt", "Receipt, stored", receipt(note="demo")),
        Example("receipt-offline", "Receipt of thirty lines, offline", receipt(MANY, stored=False)),
        Example("receipt-empty", "Nothing bought", receipt(())),
        Example("pin", "Staff PIN", welcome, press=("staff",)),
        Example("pin-typed", "PIN typed", welcome, press=("staff", "key:1", "key:2", "key:3", "key:4")),
        Example("pin-wrong", "PIN wrong", welcome, press=("staff", "key:1", "key:ok")),
        Example("pin-wait", "Five wrong PINs", welcome, press=("staff", "key:1", "key:ok"), wrong_pins=4),
        Example("staff-zero", "Zero", staff(CalibrationStage.EMPTY_BASKET)),
        Example("staff-history", "History of the scale", staff(CalibrationStage.EMPTY_BASKET), press=("history",)),
        Example("staff-moving", "Zero, not still", moving),
        Example(
            "staff-silent",
            "No scale",
            staff(CalibrationStage.EMPTY_BASKET, scale="", grams=None, noise=None, still=False, **FRESH),
        ),
        Example("staff-span", "Span", staff(CalibrationStage.PLACE_WEIGHT, grams=998.7)),
        Example("staff-fresh", "Zero, never calibrated", staff(CalibrationStage.EMPTY_BASKET, grams=None, **FRESH)),
        Example("staff-doubt", "Zero, two records differ", staff(CalibrationStage.EMPTY_BASKET, refusal=DOUBT)),
        Example("staff-span-fresh", "Span, nothing to check", staff(CalibrationStage.PLACE_WEIGHT, **FRESH)),
        Example("staff-span-5", "Span with 5 kg", staff(CalibrationStage.PLACE_WEIGHT), press=("known:5000",)),
        Example("staff-corner", "A corner", staff(CalibrationStage.CORNER, grams=999.6, place=Place.FRONT_RIGHT)),
        Example(
            "staff-corner-again",
            "A corner, refused once",
            staff(CalibrationStage.CORNER, grams=1000.4, place=Place.REAR_LEFT, refusal=NEAR),
        ),
        Example("staff-trimmed", "Pass, trimmed", staff(CalibrationStage.PASSED, residual=0.3, cornered=True)),
        Example("staff-verify", "Verification", staff(CalibrationStage.VERIFY, grams=0.2)),
        Example(
            "staff-verified",
            "Pass, trimmed and verified",
            staff(CalibrationStage.PASSED, residual=-0.3, cornered=True, verified_g=500.0),
        ),
        Example(
            "staff-odd",
            "Pass, but far from the last calibration",
            staff(CalibrationStage.PASSED, residual=0.1, span_change=0.051),
        ),
        Example("staff-checked", "Check passed", staff(CalibrationStage.CHECKED, grams=2000.9, residual=0.9)),
        Example("staff-locked", "Check failed", staff(CalibrationStage.FAILED, grams=2017.1, refusal=OFF)),
        Example("staff-pass", "Pass", staff(CalibrationStage.PASSED, grams=1000.1, residual=0.4)),
        Example("staff-refused", "Refused", staff(CalibrationStage.REFUSED, grams=None, refusal=REFUSAL)),
        Example("staff-saved", "Saved", staff(CalibrationStage.SAVED, grams=1000.0, residual=0.4)),
        *shopper_examples(),
        *staff_examples(),
        *trouble,
        full,
    )


FRESH = {"calibrated": 0, "by": "", "drift": None, "can_check": False}
NEAR = "The weight is too near the middle. Put it further rear left and try again."
OFF = "2000 g are shown +17.1 g off; 10.0 g are allowed. Calibrate the scale again."
DOUBT = "Cart and scale hold different calibrations of the same moment. Check it or calibrate again."
REFUSAL = "The reading did not change. Is the weight in the basket, and are the cells connected?"


def _long_question() -> CartView:
    view = question(Kind.WHICH_ADDED, "oat-drink", "coffee", "muesli", "tomato")
    options = tuple(replace(option, name=LONG) for option in view.question.options)
    return replace(view, question=replace(view.question, options=options))
