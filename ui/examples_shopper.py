"""Hand-written views of what shoppers can do beside putting things in."""

from dataclasses import replace

from cart.core.facts import Rule
from cart.core.news import Change, ChangeKind
from cart.core.notices import NOTICES
from cart.core.options import OptionView
from cart.core.shopper_facts import CallReason
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
from cart.core.units import Decigrams, Money, Permille, Sku
from cart.core.view import CartView, Screen
from cart.core.wishes import Choices
from ui.example_views import FEW, PRODUCTS, Example, line, question_about, receipt, shop

NAMES = {product.sku: product.name for product in PRODUCTS}


def likely(*shares: tuple[str, int]) -> tuple[tuple[Sku, str, Permille], ...]:
    return tuple((Sku(sku), NAMES[Sku(sku)], Permille(permille)) for sku, permille in shares)


EVIDENCE = EvidenceView(
    2,
    Sku("tomato"),
    "Vine Tomatoes",
    1,
    Money(144),
    Rule.WEIGHT_AND_PICTURE,
    4,
    Decigrams(4823),
    Decigrams(14),
    pictures=likely(("tomato", 941), ("lemon", 31), ("banana", 12)),
    together=likely(("tomato", 987), ("lemon", 9)),
)
LISTED = (
    ListItemView(1, "Oat Drink Barista 1 l", Sku("oat-drink"), 1, 1, "4"),
    ListItemView(2, "Milk", Sku(""), 2, 0, ""),
    ListItemView(3, "Crunchy Muesli Honey and Almond 500 g", Sku("muesli"), 1, 0, "7 B"),
)
WINE = replace(line(6, "honey", Rule.WEIGHT_AND_CODE, name="Red Wine Rioja 0.75 l"), min_age=18)


NO_SCALE = "cart.toml, line 12: the scale's port is empty."


def change(kind: ChangeKind) -> Change:
    last = FEW[-1]
    return Change(kind, last.sku, last.name, last.quantity, last.price, Decigrams(2120))


def call(reason: CallReason, coming: bool = False) -> CallView:
    return CallView(1, reason, 18 if reason is CallReason.AGE else 0, coming, 120_000)


def shopper_examples() -> tuple[Example, ...]:
    few = shop(*FEW)
    stocked = tuple(replace(product, aisle=str(n % 9 + 1) if n % 5 else "") for n, product in enumerate(PRODUCTS))
    bottle = OptionView(Sku("rioja"), WINE.name, Money(549), aisle="8", min_age=18)
    open_ = replace(few, products=(*stocked, bottle), shopping_list=LISTED, budget=BudgetView(Money(3000), Money(645)))
    offers = (
        OfferView("3for2", "3 for 2 on oat drinks", (Sku("oat-drink"), Sku("oat-drink-classic"))),
        OfferView("members", "Members: 5 % off", ()),
    )
    waiting = shop(*FEW[:3], replace(WINE, waits=True))
    refused = replace(few, withheld=(WINE,), age=AgeView(18, True, (6,)))
    unchecked = replace(waiting, screen=Screen.AGE_CHECK, leaving=True, age=AgeView(18, False, (6,)))
    handed = replace(refused, screen=Screen.AGE_CHECK, leaving=True)
    paper = receipt(FEW[:2])
    unsold = replace(paper, receipt=replace(paper.receipt, withheld=(WINE,), dropped=(Decigrams(4820),)))
    welcome = CartView(Screen.WELCOME, "EUR")
    checkout = replace(few, screen=Screen.CHECKOUT, leaving=True)
    asked = replace(question_about("oat-drink", "oat-drink-classic"), leaving=True)
    return (
        Example("welcome-notice", "A card that nobody knows", replace(welcome, notice="card unknown")),
        Example("welcome-settings", "Settings before the trip", welcome, press=("settings",)),
        Example("welcome-member", "Sign in before the trip", welcome, press=("member",)),
        Example("menu-full", "The menu with goods in the basket", few, press=("menu",)),
        Example("search", "Find a product", open_, press=("menu", "menu:search")),
        Example("search-typed", "Find a product, letters typed", open_, press=("menu", "menu:search", "key:o")),
        Example("type-number", "Type a number", open_, press=("menu", "menu:type", "key:4", "key:0")),
        Example("list", "Shopping list", open_, press=("menu", "menu:list")),
        Example("list-empty", "Shopping list, empty", few, press=("menu", "menu:list")),
        Example("budget", "Budget", open_, press=("menu", "menu:budget", "key:5", "key:0")),
        Example("offers", "Offers", replace(few, offers=offers), press=("menu", "menu:offers")),
        Example("offers-none", "No offers", few, press=("menu", "menu:offers")),
        Example("settings", "Settings", few, press=("menu", "menu:settings")),
        Example(
            "settings-on",
            "Settings, one of them on",
            replace(few, choices=Choices(quiet=True)),
            press=("menu", "menu:settings"),
        ),
        Example("member", "Sign in", few, press=("menu", "menu:member", "key:7", "key:3")),
        Example(
            "member-asking", "Sign in, the store is asked", replace(welcome, member=Member.ASKING), press=("member",)
        ),
        Example(
            "member-unknown",
            "Sign in, code unknown",
            replace(few, notice="sign-in unknown"),
            press=("menu", "menu:member"),
        ),
        Example("own", "Own bag", replace(few, own=OwnView(placing=True))),
        Example("own-weighed", "Own bag, in", replace(few, own=OwnView(True, 1, Decigrams(6120)))),
        Example("why", "Why is this line here?", replace(few, why=EVIDENCE)),
        Example(
            "why-code",
            "Why is this line here? Barcode",
            replace(few, why=replace(EVIDENCE, rule=Rule.WEIGHT_AND_CODE, code="4006381333931", quantity=2)),
        ),
        Example(
            "shop-doubt",
            "The total may still change; a budget, an offer",
            replace(few, undecided=1, budget=BudgetView(Money(3000), Money(645)), saved=Money(249)),
        ),
        Example("shop-undecided", "Something is still looked at", replace(few, undecided=1, member=Member.MEMBER)),
        Example(
            "shop-prices-old",
            "Prices that nobody confirmed",
            replace(few, prices_old=True, prices_at=1_794_270_980_000),
        ),
        Example("shop-prices-never", "Prices that nobody ever confirmed", replace(few, prices_old=True)),
        Example("shop-over", "Over the budget", replace(few, budget=BudgetView(Money(2000), Money(-355)))),
        Example("shop-help", "Help is called", replace(few, calls=(call(CallReason.HELP),))),
        Example("shop-help-coming", "Help is coming", replace(few, calls=(call(CallReason.HELP, True),))),
        Example("shop-age", "Staff come to check the age", replace(waiting, calls=(call(CallReason.AGE),))),
        Example("shop-withheld", "Something is not sold", refused),
        Example(
            "shop-undo",
            "The last answer can be taken back",
            replace(few, news=(change(ChangeKind.ANSWERED),), can_undo=True),
        ),
        Example("receipt-withheld", "Receipt of what was sold, and what was not", unsold),
        Example("age-check", "At the exit, the age is not checked", unchecked),
        Example("age-refused", "At the exit, something has to be handed back", handed),
        Example("checkout-open", "In the exit lane with a question open", replace(asked, screen=Screen.CHECKOUT)),
        Example("checkout-undecided", "In the exit lane, something is looked at", replace(checkout, undecided=1)),
        Example("question-lane", "In the exit lane, the question is asked for", asked),
        Example(
            "question-notice",
            "A question that was answered already",
            replace(question_about("oat-drink", "banana"), notice="answered already"),
        ),
        *(
            Example(f"news-{kind.name.lower()}", f"News: {kind.value}", replace(few, news=(change(kind),)))
            for kind in ChangeKind
        ),
        *(
            Example(f"notice-{n:02d}", f"Notice: {notice}", replace(few, notice=notice))
            for n, notice in enumerate(NOTICES)
        ),
    )
