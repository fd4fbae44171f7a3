"""Staff beside a shopper: what waits for them first, then the bill; nothing ends without a second question."""

from dataclasses import dataclass, replace

from cart.core.facts import Kind
from cart.core.roles import Right
from cart.core.shopper_facts import CallReason
from cart.core.shopper_view import CallView
from cart.core.staff_view import SpotCheckView, StafferView
from cart.core.taps import StaffTap
from cart.core.view import CartView, QuestionView
from ui.formats import grams, money
from ui.presenting.parts import Banner, Row, called, items, rows, trouble
from ui.presenting.staff_parts import Ask, Deed, Head, Pick, head
from ui.presenting.why import Why, why
from ui.tones import Tone
from ui.words import row_of, say


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for staff: its words, and what can be done about it."""

    key: str
    text: str
    icon: str
    tone: Tone
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class StaffTrip:
    """`none`: what is said in place of the basket to those who look after no trips."""

    head: Head
    banner: Banner | None
    tasks: tuple[Task, ...]
    rows: tuple[Row, ...]
    label: str
    total: str
    items: str
    ends: tuple[Deed, ...]
    none: str


@dataclass(frozen=True, slots=True)
class StaffWhy:
    """A line's evidence, and what staff can do about the line."""

    why: Why
    deeds: tuple[Deed, ...]

    @property
    def title(self) -> str:
        return self.why.title


def staff_trip(view: CartView, staffer: StafferView, lang: str) -> StaffTrip:
    cares = Right.CARE in staffer.may
    tasks = _tasks(view, staffer, lang) if cares else ()
    amiss = trouble(view, lang)
    quiet = cares and view.lines and amiss is None
    calm = (Task("calm", say(lang, "care.calm"), "check", Tone.GOOD, ()),) if quiet else ()
    lines = tuple(reversed(view.lines)) if cares else ()
    return StaffTrip(
        head=replace(head(staffer, lang), ways=(Deed("health", say(lang, "page.health"), StaffTap.HEALTH),)),
        banner=amiss,
        tasks=tasks or calm,
        rows=rows(lines, view.currency, lang),
        label=say(lang, "common.total"),
        total=money(view.total, view.currency, lang) if cares else "",
        items=items(view.items, lang) if cares else "",
        ends=_ends(view, staffer, lang, busy=bool(tasks)),
        none="" if cares else say(lang, "desk.none"),
    )


def staff_why(view: CartView, lang: str) -> StaffWhy:
    """Needs `view.why` and `view.staffer`."""
    evidence, staffer = view.why, view.staffer
    if evidence is None or staffer is None:
        raise ValueError("There is no line to look at.")
    number = str(evidence.line)
    pick = Pick(StaffTap.CORRECT, number, evidence.quantity, evidence.sku)
    deeds: tuple[Deed, ...] = (Deed("line:correct", say(lang, "care.correct"), icon="search", pick=pick),)
    if Right.VOID in staffer.may:
        deeds = (*deeds, Deed("line:void", say(lang, "care.void"), StaffTap.VOID, number, "cross"))
    return StaffWhy(replace(why(view, evidence, lang), wrong=""), deeds)


def _tasks(view: CartView, staffer: StafferView, lang: str) -> tuple[Task, ...]:
    """Calls first: somebody stands there and waits. No answer about a shopper or a basket stands out."""
    found = [_call(call, lang) for call in view.calls if call.reason in _ASKED]
    if view.age is not None:
        approve = Deed("age:approve", say(lang, "care.approve"), StaffTap.AGE_APPROVE)
        refuse = Deed("age:refuse", say(lang, "care.refuse"), StaffTap.AGE_REFUSE, off=view.age.refused)
        text = say(lang, "care.age", years=view.age.years)
        found.append(Task("age", text, "person", Tone.WARN, (approve, refuse)))
    if view.check is not None and view.check.open:
        found += _check(view.check, lang)
    if view.question is not None:
        found.append(_question(view.question, lang))
    for own in staffer.own:
        pick = Pick(StaffTap.CHARGE, str(own.step), 1)
        deed = Deed(f"charge:{own.step}", say(lang, "care.charge"), pick=pick)
        text = say(lang, "care.own", weight=grams(own.weight / 10, lang))
        found.append(Task(f"own:{own.step}", text, "bag", Tone.INFO, (deed,)))
    return tuple(found)


def _call(call: CallView, lang: str) -> Task:
    text, seen_to, icon = _ASKED[call.reason]
    done = Deed(f"helped:{call.call}", say(lang, seen_to), StaffTap.CALL_DONE, str(call.call), style="primary")
    return Task(f"call:{call.call}", say(lang, text), icon, Tone.INFO, (done,))


_ASKED = {
    CallReason.HELP: ("care.help", "care.helped", "person"),
    CallReason.SCALE: ("care.scale", "care.looked", "scale"),
}
"""The calls that staff end by saying so; the others end by their own answers."""


def _check(check: SpotCheckView, lang: str) -> list[Task]:
    """What is asked, a task for each thing to look at, and one to say that all is looked at."""
    found = [Task("check", say(lang, "care.check"), "list", Tone.INFO, ())]
    for line in check.lines:
        name = called(line.name)
        name = say(lang, "news.several", n=line.quantity, what=name) if line.quantity > 1 else name
        state = "gone" if line.gone else {None: "", True: "seen", False: "not_seen"}[line.found]
        said = say(lang, f"care.{state}") if state else ""
        deeds = (
            Deed(f"found:{line.line}", say(lang, "care.found"), StaffTap.FOUND, str(line.line), "check"),
            Deed(f"missing:{line.line}", say(lang, "care.missing"), StaffTap.NOT_FOUND, str(line.line), "cross"),
        )
        text = "\n".join(part for part in (name, said) if part)
        tone = Tone.WARN if line.found is None and not line.gone else Tone.GOOD
        icon = "eye" if line.found is None and not line.gone else "check" if line.found else "cross"
        found.append(Task(f"check:{line.line}", text, icon, tone, () if line.gone else deeds))
    unknown = say(lang, "care.nobody_knows")
    extras = "\n".join(say(lang, "care.extra_noted", name=extra or unknown) for extra in check.extras)
    open_ones = any(line.found is None and not line.gone for line in check.lines)
    pick = Pick(StaffTap.EXTRA, unknown=say(lang, "pick.unknown"))
    deeds = (
        Deed("checked", say(lang, "care.checked"), StaffTap.CHECKED, style="primary", off=open_ones),
        Deed("extra", say(lang, "care.extra"), pick=pick),
    )
    text = "\n".join(part for part in (extras, say(lang, "care.check_end")) if part)
    return [*found, Task("check:end", text, "list", Tone.INFO, deeds)]


def _question(question: QuestionView, lang: str) -> Task:
    """The answers that the shopper has too, any other product, or nothing: then it is not charged."""
    number, row = str(question.question), row_of(question.kind.value)
    answers = tuple(
        Deed(f"name:{option.sku}", called(option.name), StaffTap.NAME, f"{number}:0:{option.sku}")
        for option in question.options
    )
    other = Deed("name:other", say(lang, "care.other"), pick=Pick(StaffTap.NAME, number, 0), icon="search")
    drop = Deed("drop", say(lang, "care.drop"), StaffTap.DROP, number)
    felt = say(lang, f"felt.{row}", weight=grams(abs(question.delta) / 10, lang))
    deeds = (*answers, drop) if question.kind is Kind.WHICH_REMOVED else (*answers, other, drop)
    return Task(f"question:{number}", f"{say(lang, f'question.{row}')}\n{felt}", "help", Tone.WARN, deeds)


def _ends(view: CartView, staffer: StafferView, lang: str, *, busy: bool) -> tuple[Deed, ...]:
    """The ways out, the usual one first."""
    leave = Deed("leave", say(lang, "care.leave"), StaffTap.LEAVE, style="plain" if busy else "primary")
    no = say(lang, "desk.no")
    found = [leave]
    if Right.HAND_OVER in staffer.may and view.lines:
        to = tuple(
            Deed(f"hand:{where}", say(lang, row), StaffTap.HAND_OVER, where, style="primary")
            for where, row in (("till", "care.to_till"), ("cart", "care.to_cart"))
        )
        ask = Ask(say(lang, "care.hand_ask"), say(lang, "care.hand_hint"), to, no)
        found.append(Deed("hand", say(lang, "care.hand_over"), ask=ask))
    if Right.END in staffer.may:
        total = money(view.total, view.currency, lang)
        yes = Deed("finish:yes", say(lang, "care.finish"), StaffTap.FINISH, style="primary")
        ask = Ask(say(lang, "care.finish_ask", total=total), say(lang, "care.finish_hint"), (yes,), no)
        if view.lines:
            found.append(Deed("finish", say(lang, "care.finish"), ask=ask))
        yes = Deed("cancel:yes", say(lang, "care.cancel"), StaffTap.CANCEL)
        ask = Ask(say(lang, "care.cancel_ask"), say(lang, "care.cancel_hint"), (yes,), no)
        found.append(Deed("cancel", say(lang, "care.cancel"), ask=ask))
    return tuple(found)
