"""CartView: the immutable snapshot that screens draw."""

from dataclasses import dataclass
from enum import Enum

from cart.core.calibration import Drift, Place
from cart.core.facts import Kind, Rule
from cart.core.inputs import Reason, Source
from cart.core.later import later
from cart.core.news import Change
from cart.core.options import OptionView
from cart.core.shopper_view import (
    AgeView,
    BudgetView,
    CallView,
    EvidenceView,
    ListItemView,
    Member,
    OfferView,
    OwnView,
)
from cart.core.staff_view import HandoverView, SpotCheckView, StafferView
from cart.core.units import Decigrams, Money, Sku, Unit, UnitPrice
from cart.core.wishes import Choices


class Screen(Enum):
    WELCOME = "welcome"
    SHOP = "shop"
    QUESTION = "question"
    CHECKOUT = "checkout"  # in the exit lane: goes on by itself
    AGE_CHECK = "age check"  # in the exit lane: staff have to look first, or something has to be handed back
    RECEIPT = "receipt"
    STAFF = "staff"
    STAFF_PAGE = "staff page"  # `CartView.staffer` says which
    SPOT_CHECK = "spot check"  # at the exit: staff look at one to three things
    HANDED_OVER = "handed over"  # the code of a basket that goes on elsewhere
    SAFE_MODE = "safe mode"  # the cart did not start three times: staff are called, nothing else


class CalibrationStage(Enum):
    """Steps of the staff's calibration, in order."""

    EMPTY_BASKET = "empty basket"  # "Take everything out, then tap Zero"
    PLACE_WEIGHT = "place weight"  # "Put the known weight in the middle, then tap Span" (or check with it)
    CORNER = "corner"  # the same weight in the corner `place`
    PASSED = "passed"  # may be saved; corners and a verification are offered
    VERIFY = "verify"  # a weight that the fit did not use
    REFUSED = "refused"  # `refusal` says why; start again
    SAVED = "saved"
    CHECKED = "checked"  # the calibration in use is right
    FAILED = "failed"  # it is not: the cart does not weigh until one passes


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the bill. A pending line is grey, has no price in the total and may vanish.

    `price` is that before offers; `offs` are their names and what each took off, `deposit` what comes on top.
    """

    line: int
    sku: Sku
    name: str
    quantity: int
    price: Money
    pending: bool = False
    net: Decigrams = Decigrams(0)  # set when sold by weight
    unit_price: UnitPrice = UnitPrice(0)
    rule: Rule | None = None
    unit: Unit = later(Unit.KILOGRAM)  # that `unit_price` is for
    offs: tuple[tuple[str, Money], ...] = later(())
    deposit: Money = later(Money(0))
    min_age: int = later(0)
    waits: bool = later(False)  # for staff to see how old the shopper is


@dataclass(frozen=True, slots=True)
class QuestionView:
    """`options` holds at most four; when none of them is right, the search lists CartView.products."""

    question: int
    kind: Kind
    options: tuple[OptionView, ...]
    delta: Decigrams
    waiting: int = 0  # further questions behind this one
    problem: str = ""  # "code unknown": what was typed or shown could not be used


@dataclass(frozen=True, slots=True)
class StaffView:
    """`grams` and `noise` are live; None while the scale is silent or not calibrated."""

    stage: CalibrationStage
    scale: str
    grams: float | None
    noise: float | None
    still: bool
    refusal: str = ""
    residual: float | None = None
    place: Place = Place.MIDDLE
    calibrated: int = 0  # when the calibration in use was made, in ms since 1970; 0: there is none
    by: str = ""
    drift: Drift | None = None
    cornered: bool = False  # the calibration shown has its corners trimmed
    verified_g: float = 0.0
    span_change: float = 0.0  # of the proposed calibration against the one in use, relative
    can_check: bool = False  # there is a calibration of this scale to check


@dataclass(frozen=True, slots=True)
class ReceiptView:
    trip: str
    lines: tuple[LineView, ...]
    total: Money
    taxes: tuple[tuple[int, Money, Money], ...]  # as the trip's last fact cuts them: rate in permille, gross, tax
    wall: int
    stored: bool  # the store has it
    saved: tuple[tuple[str, str, Money], ...] = later(())  # promotion, its name, what it took off
    deposit: Money = later(Money(0))
    added: tuple[tuple[str, int, Money], ...] = later(())  # a tax on top: name, rate in parts per million, tax
    within: tuple[tuple[str, int, Money, Money], ...] = later(())  # a tax inside the prices: name, rate, gross, tax
    number: int = later(0)  # the store's, without gaps; 0: the receipt is provisional
    withheld: tuple[LineView, ...] = later(())  # was in the basket, and was not sold
    code: str = later("")  # by which the store finds it (cart.core.receipt_code)
    dropped: tuple[Decigrams, ...] = later(())  # what nobody could tell at the exit, and is not charged


@dataclass(frozen=True, slots=True)
class CartView:
    screen: Screen
    currency: str
    lines: tuple[LineView, ...] = ()
    total: Money = Money(0)
    items: int = 0
    touched: bool = False  # somebody's hand is in the basket
    question: QuestionView | None = None
    trouble: tuple[tuple[Source, Reason], ...] = ()
    staff: StaffView | None = None
    receipt: ReceiptView | None = None
    products: tuple[OptionView, ...] = ()  # the whole assortment, for search
    weigh_to_price: str = "off"
    trip: str = ""
    full: bool = False  # the disk takes no more facts: nothing happens until there is space again
    saved: Money = Money(0)  # by offers, already off the total
    tax_added: Money = Money(0)  # on top of the prices, already in the total
    prices_at: int = 0  # when the store last said that there are no newer prices, in ms since 1970; 0: never
    prices_old: bool = False  # that is too long ago
    damaged: int = 0  # things about the cart's own records that staff have to look at
    provisional: int | None = None  # grams that are probably coming in or going out, while `touched`
    choices: Choices = Choices()
    member: Member = Member.GUEST
    news: tuple[Change, ...] = ()  # what changed last, all of it at one moment
    can_undo: bool = False
    open_questions: int = 0
    undecided: int = 0  # changes of weight that are still being looked at: the total may move
    own: OwnView = OwnView()
    why: EvidenceView | None = None
    budget: BudgetView | None = None
    shopping_list: tuple[ListItemView, ...] = ()
    offers: tuple[OfferView, ...] = ()  # that hold for this shopper now
    calls: tuple[CallView, ...] = ()
    age: AgeView | None = None
    withheld: tuple[LineView, ...] = ()  # in the basket, but not sold: neither in `lines` nor in `total`
    staffer: StafferView | None = None
    check: SpotCheckView | None = None
    handover: HandoverView | None = None
    safe: str = ""  # why the cart is in safe mode
    leaving: bool = False  # in the exit lane, or beyond its line
    notice: str = ""  # one of cart.core.notices.NOTICES
