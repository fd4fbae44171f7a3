"""What the shopper opens beside the list: finding products, shopping list, budget, offers, settings, signing in."""

from dataclasses import dataclass
from decimal import Decimal

from cart.core.inputs import Source
from cart.core.money import exponent
from cart.core.shopper_view import Member
from cart.core.taps import Tap
from cart.core.units import Money
from cart.core.view import CartView, OptionView
from ui.formats import grams, money
from ui.messages import notice
from ui.presenting.parts import Banner, Card, card
from ui.presenting.shop import budget_line
from ui.tones import Tone
from ui.words import say

LONGEST_BUDGET = 9  # digits of minor units that the core takes


@dataclass(frozen=True, slots=True)
class Search:
    title: str
    products: tuple[Card, ...]
    banner: Banner | None
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """`entry` is what LIST_REMOVE names."""

    entry: str
    name: str
    detail: str
    done: bool
    counted: bool = False  # the name says how many, so it runs as the language does


@dataclass(frozen=True, slots=True)
class Shopping:
    title: str
    entries: tuple[Entry, ...]
    left: str
    empty: str
    empty_hint: str
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Budget:
    title: str
    hint: str
    now: str
    none: str
    ok: str
    currency: str
    lang: str

    def shown(self, digits: str) -> str:
        """The amount as it is being typed: whole euros, yen or dinars, as people think of a budget."""
        return money(Money(self.amount(digits)), self.currency, self.lang)

    def amount(self, digits: str) -> int:
        """What was typed, in minor units."""
        return int(Decimal(digits or "0").scaleb(exponent(self.currency)))

    @property
    def longest(self) -> int:
        """How many digits may be typed."""
        return LONGEST_BUDGET - exponent(self.currency)


@dataclass(frozen=True, slots=True)
class Offer:
    name: str
    goods: str


@dataclass(frozen=True, slots=True)
class Offers:
    title: str
    offers: tuple[Offer, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A choice that is on or off; `said` says which."""

    tap: Tap
    words: str
    on: bool
    said: str


@dataclass(frozen=True, slots=True)
class Settings:
    title: str
    wishes: tuple[Wish, ...]
    language: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """`asking`: the store has not answered yet; `sees`: the camera does, where there is one."""

    title: str
    guest: str
    ok: str
    banner: Banner | None
    asking: bool
    sees: bool
    lang: str

    def hint(self, camera: bool, reader: bool) -> str:
        """What this cart can be signed in with."""
        ways = {(True, True): "anything", (True, False): "camera", (False, True): "reader", (False, False): "code"}
        return say(self.lang, f"member.{ways[camera and self.sees, reader]}")


@dataclass(frozen=True, slots=True)
class Own:
    title: str
    ask: str
    so_far: str
    done: str


Sheet = Search | Shopping | Budget | Offers | Settings | SignIn | Own


def search_sheet(view: CartView, lang: str) -> Search:
    words = ("type_number", "type_name", "keys_number", "keys_name", "no_match")
    return Search(
        say(lang, "search.title"),
        tuple(_found(option, view.currency, lang) for option in view.products),
        _notice(view, lang),
        {key: say(lang, f"question.{key}") for key in words}
        | {"ok": say(lang, "common.ok"), "add": say(lang, "search.add")},
    )


def shopping_sheet(view: CartView, lang: str) -> Shopping:
    entries = tuple(
        Entry(
            str(item.entry),
            item.name if item.quantity == 1 else say(lang, "news.several", n=item.quantity, what=item.name),
            say(lang, "list.done") if item.done else say(lang, "search.aisle", aisle=item.aisle) if item.aisle else "",
            item.done,
            item.quantity > 1,
        )
        for item in view.shopping_list
    )
    open_ = sum(not entry.done for entry in entries)
    return Shopping(
        say(lang, "list.title"),
        entries,
        say(lang, "list.left", n=open_) if entries else "",
        say(lang, "list.empty"),
        say(lang, "list.empty_hint"),
        {key: say(lang, f"list.{key}") for key in ("add", "clear", "remove")},
    )


def budget_sheet(view: CartView, lang: str) -> Budget:
    return Budget(
        title=say(lang, "budget.title"),
        hint=say(lang, "budget.hint"),
        now=next(iter(budget_line(view, lang)), ""),
        none=say(lang, "budget.none"),
        ok=say(lang, "common.ok"),
        currency=view.currency,
        lang=lang,
    )


def offers_sheet(view: CartView, lang: str) -> Offers:
    names = {option.sku: option.name for option in view.products}
    offers = tuple(
        Offer(
            offer.name,
            ", ".join(names[sku] for sku in offer.skus if sku in names)
            if offer.skus
            else say(lang, "offers.everything"),
        )
        for offer in view.offers
    )
    return Offers(say(lang, "offers.title"), offers, say(lang, "offers.empty"))


def settings_sheet(view: CartView, lang: str) -> Settings:
    likes = view.choices
    wishes = (
        (Tap.LARGER_TEXT, "larger_text", likes.larger_text),
        (Tap.LEFT_HANDED, "left_handed", likes.left_handed),
        (Tap.QUIET, "quiet", likes.quiet),
        (Tap.SPOKEN, "spoken", likes.spoken),
    )
    return Settings(
        say(lang, "settings.title"),
        tuple(
            Wish(tap, say(lang, f"settings.{row}"), on, say(lang, "settings.on" if on else "settings.off"))
            for tap, row, on in wishes
        ),
        say(lang, "settings.language"),
    )


def sign_in_sheet(view: CartView, lang: str) -> SignIn:
    asking = view.member is Member.ASKING
    return SignIn(
        title=say(lang, "member.title"),
        guest=say(lang, "member.guest"),
        ok=say(lang, "common.ok"),
        banner=Banner(say(lang, "shop.member_asking"), Tone.INFO, "person") if asking else _notice(view, lang),
        asking=asking,
        sees=all(source is not Source.CAMERA for source, _ in view.trouble),
        lang=lang,
    )


def own_sheet(view: CartView, lang: str) -> Own:
    weight = grams(view.own.weight / 10, lang)
    return Own(
        say(lang, "own.title"),
        say(lang, "own.ask"),
        say(lang, "own.so_far", weight=weight) if view.own.things else "",
        say(lang, "own.done"),
    )


def _found(option: OptionView, currency: str, lang: str) -> Card:
    """A product with the place where it stands."""
    found = card(option, currency, lang)
    aisle = (say(lang, "search.aisle", aisle=option.aisle),) if option.aisle else ()
    age = (say(lang, "search.age", n=option.min_age),) if option.min_age else ()
    return Card(found.sku, found.name, "\n".join(part for part in (found.price, "  ·  ".join((*aisle, *age))) if part))


def _notice(view: CartView, lang: str) -> Banner | None:
    return Banner(notice(view.notice, lang), Tone.WARN, "info") if view.notice else None
