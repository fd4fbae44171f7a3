"""Staff at the devices: the camera's calibration, a product in the making, another cart's basket, the cart's health.

Each is the same page: what to do next, how far it is, what the camera sees, and the next step as the one large button.
"""

from dataclasses import dataclass
from decimal import Decimal

from cart.core.roles import Right
from cart.core.staff_inputs import Finding, Grade
from cart.core.staff_view import StafferView, TakeOverView
from cart.core.staff_work import BOARD_PLACES, LEAST_VIEWS, MOST_VIEWS, CameraWork, EnrolWork
from cart.core.taps import StaffTap
from cart.core.view import CartView
from ui.devices import found_of, worded
from ui.formats import decimal, grams, money
from ui.presenting.parts import Banner, Card, prices
from ui.presenting.staff_parts import Deed, Head, Note, Pick, head, restart
from ui.presenting.staff_pick import cards_of, key_words
from ui.tones import Tone
from ui.words import row_of, say

_PLACES = (("board.place-0", "board.step-0"), ("board.place-1", "board.step-1"), ("board.place-2", "board.step-2"))


@dataclass(frozen=True, slots=True)
class Work:
    """`corners` are where the board's corners lie, in permille of the picture; `seen` is its place beside the notes."""

    head: Head
    told: Banner
    notes: tuple[Note, ...]
    deeds: tuple[Deed, ...]
    live: bool = True
    corners: tuple[tuple[int, int], ...] = ()
    crops: tuple[str, ...] = ()
    no_picture: str = ""
    steps: tuple[tuple[str, bool, bool], ...] = ()  # words, done, current


@dataclass(frozen=True, slots=True)
class Choosing:
    """The product to teach is not chosen yet."""

    head: Head
    pick: Pick
    cards: tuple[Card, ...]
    words: dict[str, str]


def camera_work(staffer: StafferView, work: CameraWork, lang: str) -> Work:
    save = Deed("save", say(lang, "staff.save"), StaffTap.SAVE, style="primary")
    again = Deed("again", say(lang, "staff.again"), StaffTap.CAMERA)
    shoot = Deed("shoot", say(lang, "board.shoot"), StaffTap.SHOOT, icon="camera", style="primary", off=work.busy)
    fitted = work.fitted
    refusal = worded(work.refusal or (fitted.refusal if fitted else ""), lang)
    notes = [Note(say(lang, "board.corners", n=len(seen.corners)), "check", Tone.GOOD) for seen in work.seen]
    if fitted is not None and not fitted.refusal:
        rms, worst = (decimal(Decimal(f"{value:.1f}"), lang) for value in (fitted.rms_mm, fitted.worst_mm))
        notes.append(Note(say(lang, "board.fitted", rms=rms, worst=worst), "check", Tone.GOOD))
    deeds: tuple[Deed, ...]
    if work.kept:
        told, deeds = _good(say(lang, "board.saved")), (_home(lang, "primary"),)
    elif fitted is not None and fitted.refusal:
        told, deeds = _refused(refusal), (Deed("again", again.words, again.tap, style="primary"),)
    elif work.busy:
        told, deeds = _info(say(lang, "board.looking")), (shoot,)
    elif work.place >= BOARD_PLACES:
        told, deeds = _good(say(lang, "board.ready")), (again, save)
    else:
        told, deeds = _info(say(lang, _PLACES[work.place][0])), (shoot,)
    if refusal and not work.kept and told.tone is not Tone.REFUSED:
        notes.insert(0, Note(refusal, "info", Tone.REFUSED))
    return Work(
        head(staffer, lang),
        told,
        tuple(notes),
        deeds,
        corners=work.seen[-1].corners if work.seen and not work.kept else (),
        no_picture=say(lang, "desk.no_picture"),
        steps=tuple((say(lang, row), n < work.place, n == work.place) for n, (_, row) in enumerate(_PLACES)),
    )


def enrolment(view: CartView, staffer: StafferView, lang: str) -> Work | Choosing:
    work = staffer.enrolment
    if work is None:
        return Choosing(
            head(staffer, lang, say(lang, "teach.which")), Pick(StaffTap.ENROL), cards_of(view, lang), key_words(lang)
        )
    notes = []
    views = len(work.crops)
    if work.refusal:
        notes.append(Note(worded(work.refusal, lang), "info", Tone.REFUSED))
    if work.view and not work.forgotten:
        enough = views >= LEAST_VIEWS
        taken = work.views or views
        wanted = LEAST_VIEWS if taken <= LEAST_VIEWS else MOST_VIEWS
        said = say(lang, "teach.pictures", n=taken, least=wanted)
        notes.append(Note(said, "check" if enough else "camera", Tone.GOOD if enough else Tone.INFO))
    if work.weights:
        row = "weighs" if work.expected else "weighs_only"
        weight, expected = grams(staffer.mean_weight / 10, lang), grams(work.expected / 10, lang)
        far = work.expected and abs(staffer.mean_weight - work.expected) > work.expected // 5
        notes.append(Note(say(lang, f"teach.{row}", weight=weight, expected=expected), "scale", _odd(bool(far))))
    return Work(
        head(staffer, lang, work.name),
        _teaching(work, lang),
        tuple(notes),
        _teaching_deeds(work, views, lang),
        crops=work.crops,
        no_picture=say(lang, "desk.no_picture"),
    )


def take_over(view: CartView, staffer: StafferView, offer: TakeOverView, lang: str) -> Work:
    if offer.asking:
        told = _info(say(lang, "takeover.asking"))
    elif offer.lines:
        told = _info(say(lang, "takeover.put"))
    else:
        told = Banner(say(lang, "takeover.show"), Tone.INFO, "barcode")
    notes = (
        [Note(say(lang, "takeover.refused"), "info", Tone.REFUSED, worded(offer.refusal, lang))]
        if offer.refusal
        else []
    )
    deeds: tuple[Deed, ...] = ()
    if offer.lines:
        style = "plain" if offer.measured is not None and not offer.fits else "primary"
        deeds = (Deed("accept", say(lang, "takeover.accept"), StaffTap.ACCEPT, icon="check", style=style),)
        notes += _weights(offer, lang)
        notes += [
            Note(say(lang, "news.several", n=n, what=name), "basket", detail=money(price, view.currency, lang))
            for name, n, price in offer.lines
        ]
        notes.append(Note(say(lang, "common.total"), "tag", detail=money(offer.total, view.currency, lang)))
    return Work(
        head(staffer, lang),
        told,
        tuple(notes),
        deeds,
        live=not offer.lines,
        no_picture=say(lang, "desk.no_picture"),
    )


def health(view: CartView, staffer: StafferView, lang: str) -> Work:
    bad = any(finding.grade is not Grade.GOOD for finding in staffer.findings)
    if staffer.examining:
        told = _info(say(lang, "examine.looking"))
    else:
        told = Banner(say(lang, "examine.unwell"), Tone.WARN, "info") if bad else _good(say(lang, "examine.well"))
    notes = [_found(finding, lang) for finding in staffer.findings]
    if notes:
        tone, icon = (Tone.WARN, "eye") if view.prices_old or not view.prices_at else (Tone.GOOD, "check")
        notes.append(Note(prices(view, lang), icon, tone))
    logs = staffer.logs
    if logs.writing or logs.name or logs.refusal:
        said = say(lang, "examine.writing") if logs.writing else say(lang, "examine.written", name=logs.name)
        tone = Tone.INFO if logs.writing else Tone.REFUSED if logs.refusal else Tone.GOOD
        notes.insert(0, Note(worded(logs.refusal, lang) or said, "info" if tone is not Tone.GOOD else "check", tone))
    again = Deed("health:again", say(lang, "examine.again"), StaffTap.HEALTH, style="primary", off=staffer.examining)
    deeds: tuple[Deed, ...] = (again,)
    if Right.DEVICES in staffer.may:
        deeds = (Deed("logs", say(lang, "examine.logs"), StaffTap.LOGS, off=logs.writing), again)
        deeds = deeds if view.trip else (restart(lang), *deeds)
    return Work(head(staffer, lang), told, tuple(notes), deeds, no_picture=say(lang, "desk.no_picture"))


def _found(finding: Finding, lang: str) -> Note:
    topic, grade = say(lang, f"topic.{row_of(finding.topic)}"), say(lang, f"grade.{finding.grade.value}")
    found = found_of(finding.topic, finding.found, lang)
    detail = "\n".join(part for part in (found, worded(finding.advice, lang)) if part)
    return Note(f"{topic}: {grade}", _ICONS[finding.grade], _TONES[finding.grade], detail)


_ICONS = {Grade.GOOD: "check", Grade.WATCH: "eye", Grade.BAD: "cross"}
_TONES = {Grade.GOOD: Tone.GOOD, Grade.WATCH: Tone.WARN, Grade.BAD: Tone.REFUSED}


def _teaching(work: EnrolWork, lang: str) -> Banner:
    if work.forgotten:
        return _good(say(lang, "teach.forgotten"))
    if work.views:
        return _good(say(lang, "teach.learned"))
    if work.busy:
        return _info(say(lang, "teach.looking"))
    if len(work.crops) >= LEAST_VIEWS:
        return _good(say(lang, "teach.enough"))
    return _info(say(lang, f"teach.{('empty', 'first')[work.view] if work.view < 2 else 'turn'}"))


def _teaching_deeds(work: EnrolWork, views: int, lang: str) -> tuple[Deed, ...]:
    nextone = Deed("next", say(lang, "teach.next"), StaffTap.ENROL, icon="plus")
    if work.forgotten:
        return nextone, _home(lang, "primary")
    if work.views:
        undo = Deed("forget", say(lang, "teach.undo"), StaffTap.FORGET, work.sku, "undo")
        return undo, nextone, _home(lang, "primary")
    enough = views >= LEAST_VIEWS
    most = work.view > MOST_VIEWS
    shoot = Deed(
        "shoot",
        say(lang, "board.shoot"),
        StaffTap.SHOOT,
        icon="camera",
        style="plain" if enough else "primary",
        off=work.busy or most,
    )
    save = Deed("save", say(lang, "staff.save"), StaffTap.SAVE, style="primary", off=work.busy)
    return (shoot, save) if enough else (shoot,)


def _weights(offer: TakeOverView, lang: str) -> list[Note]:
    """What the goods have to weigh, and what lies in the basket."""
    expected = say(lang, "takeover.expected", weight=grams(offer.expected / 10, lang))
    if offer.measured is None:
        return [Note(say(lang, "takeover.silent"), "scale", Tone.WARN, expected)]
    measured = say(lang, "takeover.measured", weight=grams(offer.measured / 10, lang))
    row, tone = ("fits", Tone.GOOD) if offer.fits else ("differs", Tone.WARN)
    return [Note(say(lang, f"takeover.{row}"), "check" if offer.fits else "scale", tone, f"{expected}\n{measured}")]


def _home(lang: str, style: str = "plain") -> Deed:
    return Deed("home:done", say(lang, "desk.home"), StaffTap.HOME, style=style)


def _odd(far: bool) -> Tone:
    return Tone.WARN if far else Tone.GOOD


def _info(text: str) -> Banner:
    return Banner(text, Tone.INFO, "info")


def _good(text: str) -> Banner:
    return Banner(text, Tone.GOOD, "check")


def _refused(text: str) -> Banner:
    return Banner(text, Tone.REFUSED, "info")
