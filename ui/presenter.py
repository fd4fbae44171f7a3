"""CartView -> what a screen says: words, formats, what is enabled; pure, knows no kivy."""

import re
import unicodedata
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from babel.core import Locale
from babel.dates import format_datetime
from babel.numbers import NumberPattern, format_currency, format_decimal

from cart.core.calibration import CORNERS, Place
from cart.core.facts import Kind
from cart.core.money import exponent
from cart.core.units import Decigrams, Money, Unit, UnitPrice, pound_hundredths
from cart.core.view import CalibrationStage, CartView, LineView, OptionView, ReceiptView, Screen, StaffView
from ui.messages import (
    DAMAGED,
    FELT,
    FULL,
    PLACES,
    PRICES_OLD,
    PROBLEMS,
    QUESTIONS,
    RULES,
    STAGES,
    TROUBLE,
    Tone,
    refusal,
    say,
)

KNOWN_WEIGHTS = (500, 1000, 2000, 5000)  # grams: what shops have for their counter scales
SPAN_ODD = 0.005  # relative: good cells change by a tenth of that in years; the wrong weight changes it by more
_UNITS = re.compile(r"(\d) (g|kg|ml|cl|l|%)(?!\w)")  # a number and its unit stay on one line
MATCHES = 40  # cards in the search list; more letters find the others


@dataclass(frozen=True, slots=True)
class Banner:
    text: str
    tone: Tone
    icon: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list or of the receipt. `key` stays the same while the line stays the same."""

    key: str
    sku: str
    name: str
    detail: str
    price: str
    pending: bool = False
    newest: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    sku: str
    name: str
    price: str


@dataclass(frozen=True, slots=True)
class Welcome:
    welcome: str
    hint: str
    start: str
    banner: Banner | None
    note: str


@dataclass(frozen=True, slots=True)
class Shop:
    title: str
    rows: tuple[Row, ...]
    total: str
    items: str
    looking: bool
    status: str
    banner: Banner | None
    note: str
    empty: str
    empty_hint: str
    words: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with picture cards. `key` changes whenever the shopper may answer anew.

    `mine` is empty where it is no answer: something taken out was in the basket, so it was bought.
    """

    key: str
    title: str
    felt: str
    cards: tuple[Card, ...]
    none: str
    mine: str
    waiting: str
    total: str
    total_label: str
    banner: Banner | None


@dataclass(frozen=True, slots=True)
class Name:
    """The question after which nothing fits: barcode, number, or the list."""

    key: str
    title: str
    felt: str
    hint: str
    mine: str
    waiting: str
    total: str
    total_label: str
    banner: Banner | None
    products: tuple[Card, ...]
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Checkout:
    total: str
    total_label: str
    items: str
    go: str
    hint: str
    note: str
    banner: Banner | None


@dataclass(frozen=True, slots=True)
class Receipt:
    title: str
    heading: str
    rows: tuple[Row, ...]
    total: str
    total_label: str
    taxes: tuple[str, ...]
    trip: str
    when: str
    stored: bool
    stored_text: str
    note: str
    done: str
    empty: str


@dataclass(frozen=True, slots=True)
class Step:
    text: str
    done: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Staff:
    title: str
    scale: str
    reading: str
    noise: str
    still: bool
    still_text: str
    steps: tuple[Step, ...]
    stage: CalibrationStage
    instruction: str
    verdict: str
    verdict_tone: Tone
    verdict_detail: str
    can_zero: bool
    can_span: bool
    can_save: bool
    can_corner: bool
    can_verify: bool
    can_check: bool
    corner: int | None  # which of the four is to be measured: front left, front right, rear left, rear right
    notes: tuple[str, ...]
    words: dict[str, str]
    weights: tuple[tuple[int, str], ...]


Model = Welcome | Shop | Question | Name | Checkout | Receipt | Staff


def present(view: CartView, lang: str = "en", zone: tzinfo | None = None) -> Model:
    """What the screen of `view` says in `lang`; receipts in the time of `zone` (or the machine's)."""
    match view.screen:
        case Screen.QUESTION if view.question is not None and view.question.kind is Kind.NAME_ADDED:
            return _name(view, lang)
        case Screen.QUESTION if view.question is not None:
            return _question(view, lang)
        case Screen.CHECKOUT:
            return _checkout(view, lang)
        case Screen.RECEIPT if view.receipt is not None:
            return _receipt(view, view.receipt, lang, zone)
        case Screen.STAFF if view.staff is not None:
            return _staff(view.staff, lang, zone)
        case Screen.WELCOME:
            return _welcome(view, lang)
    return _shop(view, lang)


def money(minor: Money | int, currency: str, lang: str) -> str:
    """An amount of minor units, with the places that ISO 4217 gives the currency (JPY 0, EUR 2, KWD 3)."""
    places = exponent(currency)
    pattern: NumberPattern = copy(Locale.parse(lang).currency_formats["standard"])
    pattern.frac_prec = (places, places)  # Babel would take CLDR's, which differ for some currencies
    return pattern.apply(Decimal(minor).scaleb(-places), lang, currency=currency, currency_digits=False)


def per_unit(price: UnitPrice | int, currency: str, lang: str, unit: Unit = Unit.KILOGRAM) -> str:
    """A unit price, with more places than the currency has only where it needs them."""
    places = exponent(currency)
    amount = Decimal(price).scaleb(-places - 2)
    digits = places
    while digits < places + 2 and amount != round(amount, digits):
        digits += 1
    number = "¤#,##0" + ("." + "0" * digits if digits else "")
    if lang != "en":
        number = number[1:] + "\u00a0¤"  # the sign follows the number, after a no-break space
    text = format_currency(amount, currency, format=number, locale=lang, currency_digits=False)
    return f"{text}/{unit.value}"


def kilograms(weight: Decigrams | int, lang: str) -> str:
    """A weight sold, to the gram."""
    kilos = (Decimal(weight) / 10000).quantize(Decimal("0.001"), ROUND_HALF_UP)
    return format_decimal(kilos, format="#,##0.000", locale=lang) + " kg"


def weighed(weight: Decigrams, unit: Unit, lang: str) -> str:
    """A weight sold, in what its price is for."""
    if unit is not Unit.POUND:
        return kilograms(weight, lang)
    return format_decimal(Decimal(pound_hundredths(weight)).scaleb(-2), format="#,##0.00", locale=lang) + " lb"


def grams(weight: float, lang: str, places: int = 0) -> str:
    """A weight felt: to the gram, or finer for staff."""
    exact = Decimal(repr(float(weight))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return (
        format_decimal(
            abs(exact) if exact == 0 else exact,
            format="#,##0" + ("." + "0" * places if places else ""),
            locale=lang,
        )
        + " g"
    )


def banner(view: CartView, lang: str) -> Banner | None:
    """The most important of the troubles, in words; None when all is well."""
    if view.full:
        return Banner(FULL.texts[lang], FULL.tone, FULL.icon)
    told = [TROUBLE[condition] for condition in view.trouble]
    told += [PRICES_OLD] if view.prices_old else []
    # Shoppers can do nothing about it; staff see it when the cart stands idle.
    told += [DAMAGED] if view.damaged and view.screen in (Screen.WELCOME, Screen.STAFF) else []
    worst = max(told, key=lambda message: message.priority, default=None)
    return Banner(worst.texts[lang], worst.tone, worst.icon) if worst else None


def search(cards: Iterable[Card], typed: str) -> tuple[tuple[Card, ...], frozenset[str]]:
    """The products with a word that begins with `typed`, by name, and the letters that can follow."""
    wanted = plain(typed)
    found, following = [], set()
    for card in cards:
        name = plain(card.name)
        starts = [i for i in range(len(name)) if name.startswith(wanted, i) and (i == 0 or not name[i - 1].isalnum())]
        if starts:
            found.append((starts[0] != 0, name, card))
            following |= {name[i + len(wanted)] for i in starts if i + len(wanted) < len(name)}
    found.sort(key=lambda entry: entry[:2])
    return tuple(card for _, _, card in found), frozenset(following)


def plain(text: str) -> str:
    """Small letters without accents, as they are typed on a keyboard of 26 letters."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def _welcome(view: CartView, lang: str) -> Welcome:
    return Welcome(
        say(lang, "welcome"),
        say(lang, "welcome_hint"),
        say(lang, "start"),
        banner(view, lang),
        _note(view, lang),
    )


def _shop(view: CartView, lang: str) -> Shop:
    words = ("total", "cancel", "cancel_ask", "cancel_hint", "cancel_yes", "cancel_no")
    return Shop(
        title=say(lang, "list"),
        rows=tuple(reversed(_rows(view.lines, view.currency, lang, mark_newest=True))),
        total=money(view.total, view.currency, lang),
        items=_items(view.items, lang) + _besides(view, lang),
        looking=view.touched,
        status=_status(view, lang),
        banner=banner(view, lang),
        note=_note(view, lang),
        empty=say(lang, "empty"),
        empty_hint=say(lang, "empty_hint"),
        words={key: say(lang, key) for key in words},
    )


def _status(view: CartView, lang: str) -> str:
    """Something is going on from the first touch; what it will weigh is known before it has come to rest."""
    if not view.touched:
        return say(lang, "ready")
    if view.provisional is None:
        return say(lang, "looking")
    return say(lang, "more" if view.provisional > 0 else "less", weight=grams(abs(view.provisional), lang))


def _question(view: CartView, lang: str) -> Question:
    asked = view.question
    removed = asked.kind is Kind.WHICH_REMOVED
    return Question(
        key=f"{asked.question}:{asked.kind.value}:{asked.problem}",
        title=QUESTIONS[asked.kind][lang],
        felt=FELT[asked.kind][lang].format(weight=grams(abs(asked.delta) / 10, lang)),
        cards=tuple(_card(option, view.currency, lang) for option in asked.options[:4]),
        none=say(lang, "none"),
        mine="" if removed else say(lang, "mine"),
        waiting=_waiting(asked.waiting, lang),
        total=money(view.total, view.currency, lang),
        total_label=say(lang, "total"),
        banner=_problem(asked.problem, lang) or banner(view, lang),
    )


def _name(view: CartView, lang: str) -> Name:
    asked = view.question
    words = ("type_number", "type_name", "keys_number", "keys_name", "no_match", "space", "ok")
    return Name(
        key=f"{asked.question}:{asked.kind.value}:{asked.problem}",
        title=QUESTIONS[asked.kind][lang],
        felt=FELT[asked.kind][lang].format(weight=grams(abs(asked.delta) / 10, lang)),
        hint=say(lang, "name_hint"),
        mine=say(lang, "mine"),
        waiting=_waiting(asked.waiting, lang),
        total=money(view.total, view.currency, lang),
        total_label=say(lang, "total"),
        banner=_problem(asked.problem, lang) or banner(view, lang),
        products=tuple(_card(option, view.currency, lang) for option in view.products),
        words={key: say(lang, key) for key in words},
    )


def _checkout(view: CartView, lang: str) -> Checkout:
    return Checkout(
        total=money(view.total, view.currency, lang),
        total_label=say(lang, "total"),
        items=_items(view.items, lang) + _besides(view, lang),
        go=say(lang, "go"),
        hint=say(lang, "go_hint"),
        note=_note(view, lang),
        banner=banner(view, lang),
    )


def _receipt(view: CartView, receipt: ReceiptView, lang: str, zone: tzinfo | None) -> Receipt:
    when = datetime.fromtimestamp(receipt.wall / 1000, zone)
    saved = sum(amount for _, _, amount in receipt.saved)
    taxes = (
        say(lang, "tax", rate=_rate(rate, lang), gross=money(gross, view.currency, lang))
        + f": {money(tax, view.currency, lang)}"
        for rate, gross, tax in receipt.taxes
    )
    return Receipt(
        title=say(lang, "receipt"),
        heading=(
            say(lang, "receipt_number", number=f"{receipt.number:06d}")
            if receipt.number
            else say(lang, "receipt_title" if receipt.stored else "receipt_provisional")
        ),
        rows=_rows(receipt.lines, view.currency, lang, mark_newest=False),
        total=money(receipt.total, view.currency, lang),
        total_label=say(lang, "total"),
        taxes=(
            *([say(lang, "spared", amount=money(saved, view.currency, lang))] if saved else []),
            *(
                f"{say(lang, 'tax_added', name=name, rate=_ppm(ppm, lang))}: {money(tax, view.currency, lang)}"
                for name, ppm, tax in receipt.added
                if ppm
            ),
            *taxes,
        ),
        trip=say(lang, "trip", id=short_id(receipt.trip)),
        when=format_datetime(when, "short" if lang == "de" else "d MMM y, HH:mm", locale=lang),
        stored=receipt.stored,
        stored_text=say(lang, "stored" if receipt.stored else "not_stored"),
        note=_note(view, lang),
        done=say(lang, "done"),
        empty=say(lang, "nothing_bought"),
    )


def short_id(trip: str) -> str:
    """The last six letters and digits of a trip's id: what people read out to each other."""
    return "".join(c for c in trip if c.isalnum())[-6:].upper()


_AT = {
    CalibrationStage.EMPTY_BASKET: 0,
    CalibrationStage.PLACE_WEIGHT: 1,
    CalibrationStage.SAVED: 3,
    CalibrationStage.CHECKED: 3,
}
_VERDICTS = {
    CalibrationStage.PASSED: ("pass", Tone.GOOD),
    CalibrationStage.REFUSED: ("refused", Tone.REFUSED),
    CalibrationStage.SAVED: ("saved", Tone.GOOD),
    CalibrationStage.CHECKED: ("pass", Tone.GOOD),
    CalibrationStage.FAILED: ("locked", Tone.REFUSED),
}


def _staff(staff: StaffView, lang: str, zone: tzinfo | None) -> Staff:
    stage = staff.stage
    at = _AT.get(stage, 2)
    alive = staff.scale != ""
    word, tone = _verdict(staff)
    keys = ("reading", "known", "zero", "span", "save", "again", "leave", "measure", "corners", "verify", "check")
    calm = staff.still and alive
    return Staff(
        title=say(lang, "calibrate"),
        scale=say(lang, "scale_id", id=staff.scale) if alive else say(lang, "no_scale"),
        reading="–" if staff.grams is None else grams(staff.grams, lang, 1),
        noise=say(lang, "noise_none") if staff.noise is None else say(lang, "noise", value=grams(staff.noise, lang, 2)),
        still=staff.still,
        still_text=say(lang, ("still" if staff.still else "moving") if alive else "silent"),
        steps=tuple(
            Step(
                say(lang, key),
                done=n < at and not (n == 2 and at < 3),
                current=n == at,
            )
            for n, key in enumerate(("step_zero", "step_span", "step_save"))
        ),
        stage=stage,
        instruction=_instruction(staff, lang),
        verdict=say(lang, word) if word else "",
        verdict_tone=tone,
        verdict_detail=_detail_of(staff, lang),
        can_zero=stage is CalibrationStage.EMPTY_BASKET and calm,
        can_span=stage is CalibrationStage.PLACE_WEIGHT and calm,
        can_save=stage is CalibrationStage.PASSED,
        can_corner=(stage is CalibrationStage.PASSED and not staff.cornered)
        or (stage is CalibrationStage.CORNER and calm),
        can_verify=stage is CalibrationStage.PASSED or (stage is CalibrationStage.VERIFY and calm),
        can_check=stage is CalibrationStage.PLACE_WEIGHT and calm and staff.can_check,
        corner=CORNERS.index(staff.place) if stage is CalibrationStage.CORNER and staff.place in CORNERS else None,
        notes=_notes(staff, lang, zone),
        words={key: say(lang, key) for key in (*keys, "front")},
        weights=tuple((weight, grams(weight, lang)) for weight in KNOWN_WEIGHTS),
    )


def _instruction(staff: StaffView, lang: str) -> str:
    """What to do next."""
    if staff.stage is CalibrationStage.PASSED and staff.cornered:
        return say(lang, "save_now")
    if staff.stage is CalibrationStage.CORNER and staff.place is Place.MIDDLE:
        return say(lang, "middle_again")
    return STAGES[staff.stage][lang].format(place=PLACES[staff.place][lang])


def _verdict(staff: StaffView) -> tuple[str, Tone]:
    if staff.stage is CalibrationStage.PASSED and abs(staff.span_change) > SPAN_ODD:
        return "pass", Tone.WARN
    if staff.stage in _VERDICTS:
        return _VERDICTS[staff.stage]
    if not staff.refusal:
        return "", Tone.INFO
    return "doubt" if staff.stage is CalibrationStage.EMPTY_BASKET else "retry", Tone.WARN


def _detail_of(staff: StaffView, lang: str) -> str:
    """What stands under the verdict: why not, or how well."""
    if staff.refusal:
        return refusal(staff.refusal, lang)
    if staff.residual is None:
        return ""
    if staff.stage is CalibrationStage.PASSED and abs(staff.span_change) > SPAN_ODD:
        percent = format_decimal(Decimal(repr(round(100 * abs(staff.span_change), 1))), locale=lang)
        return say(lang, "span_changed", percent=percent)
    off = grams(staff.residual, lang, 1)
    passed = staff.stage is CalibrationStage.PASSED
    if passed and staff.verified_g:
        return say(lang, "verified", known=grams(staff.verified_g, lang), value=off)
    return say(lang, "corners_trimmed" if passed and staff.cornered else "residual", value=off)


def _notes(staff: StaffView, lang: str, zone: tzinfo | None) -> tuple[str, ...]:
    """The calibration in use, how it drifts, and what it is no licence for."""
    notes = []
    if staff.calibrated:
        moment = datetime.fromtimestamp(staff.calibrated / 1000, zone)
        when = format_datetime(moment, "short" if lang == "de" else "d MMM y, HH:mm", locale=lang)
        notes.append(say(lang, "calibrated", when=when, who=staff.by))
    else:
        notes.append(say(lang, "not_calibrated"))
    if staff.drift is not None:
        span = format_decimal(round(staff.drift.span_ppm), locale=lang)
        notes.append(say(lang, "drift", zero=grams(staff.drift.zero_g, lang, 1), span=span))
    return (*notes, say(lang, "not_legal"))


def _rows(lines: tuple[LineView, ...], currency: str, lang: str, *, mark_newest: bool) -> tuple[Row, ...]:
    newest = max((i for i, line in enumerate(lines) if not line.pending), default=-1) if mark_newest else -1
    return tuple(
        Row(
            key=f"pending:{line.sku}:{i}" if line.pending else f"line:{line.line}",
            sku=line.sku,
            name=line.name,
            detail=_detail(line, currency, lang),
            price=money(_to_pay(line), currency, lang) if line.price or not line.pending else "",
            pending=line.pending,
            newest=i == newest,
        )
        for i, line in enumerate(lines)
    )


def _to_pay(line: LineView) -> int:
    """What a line comes to: so the lines on the screen add up to the total."""
    return line.price - sum(amount for _, amount in line.offs) + line.deposit


def _detail(line: LineView, currency: str, lang: str) -> str:
    if line.pending:
        return say(lang, "pending")
    parts = []
    if line.net and line.unit_price:
        parts.append(f"{weighed(line.net, line.unit, lang)} × {per_unit(line.unit_price, currency, lang, line.unit)}")
    elif line.quantity > 1 and line.price % line.quantity == 0:
        parts.append(f"{line.quantity} × {money(line.price // line.quantity, currency, lang)}")
    elif line.quantity > 1:
        parts.append(say(lang, "pieces", n=line.quantity))
    parts += [f"{name} {money(-amount, currency, lang)}" for name, amount in line.offs]
    if line.deposit:
        parts.append(say(lang, "deposit", amount=money(line.deposit, currency, lang)))
    if line.rule is not None and not line.offs:
        parts.append(RULES[line.rule][lang])
    return "  ·  ".join(parts)


def _card(option: OptionView, currency: str, lang: str) -> Card:
    by_weight = option.unit_price > 0
    price = money(option.price, currency, lang)
    if by_weight:
        price = per_unit(option.unit_price, currency, lang, option.unit)
    return Card(option.sku, _UNITS.sub("\\1\u00a0\\2", option.name), price)


def _problem(problem: str, lang: str) -> Banner | None:
    if not problem:
        return None
    return Banner(PROBLEMS.get(problem, PROBLEMS[""])[lang], Tone.WARN, "info")


def _besides(view: CartView, lang: str) -> str:
    """What the total already counts besides the prices on the shelf."""
    parts = []
    if view.saved:
        parts.append(say(lang, "spared", amount=money(view.saved, view.currency, lang)))
    if view.tax_added:
        parts.append(say(lang, "with_tax", amount=money(view.tax_added, view.currency, lang)))
    return "".join(f"  ·  {part}" for part in parts)


def _ppm(ppm: int, lang: str) -> str:
    return format_decimal(Decimal(ppm).scaleb(-4), format="0.####", locale=lang) + " %"


def _items(n: int, lang: str) -> str:
    return say(lang, {0: "items_0", 1: "items_1"}.get(n, "items"), n=n)


def _waiting(n: int, lang: str) -> str:
    return "" if n == 0 else say(lang, "waiting_1" if n == 1 else "waiting", n=n)


def _note(view: CartView, lang: str) -> str:
    return say(lang, "demo") if view.weigh_to_price == "demo" else ""


def _rate(permille: int, lang: str) -> str:
    return format_decimal(Decimal(permille) / 10, locale=lang) + " %"
