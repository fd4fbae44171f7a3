"""What shoppers see while staff are at work: a spot check, a basket's code, a cart that rests."""

from dataclasses import dataclass

from cart.core.shopper_facts import CallReason
from cart.core.staff_view import HandoverView, SpotCheckView
from cart.core.taps import StaffTap
from cart.core.view import CartView
from ui.devices import worded
from ui.formats import money
from ui.presenting.parts import Row, called
from ui.presenting.staff_parts import Deed
from ui.words import say


@dataclass(frozen=True, slots=True)
class SpotCheck:
    title: str
    text: str
    heading: str
    rows: tuple[Row, ...]
    staff: str
    helped: bool
    help: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """`read` puts the code away, where staff are still there; without it they come in first, by `staff`."""

    title: str
    text: str
    label: str
    total: str
    code: str
    read: Deed | None
    staff: str


@dataclass(frozen=True, slots=True)
class SafeMode:
    title: str
    text: str
    why: str
    staff: str


def spot_check(view: CartView, check: SpotCheckView, lang: str) -> SpotCheck:
    helped = any(call.reason is CallReason.HELP for call in view.calls)
    rows = []
    for line in check.lines:
        said = {None: "", True: "seen", False: "not_seen"}[line.found] if not line.gone else "gone"
        details = (say(lang, f"care.{said}"),) if said else ()
        number = (say(lang, "common.pieces", n=line.quantity),) if line.quantity > 1 else ()
        rows.append(Row(f"check:{line.line}", line.sku, called(line.name), (*number, *details), ""))
    return SpotCheck(
        say(lang, "spot.title"),
        say(lang, "spot.text"),
        say(lang, "spot.look"),
        tuple(rows),
        say(lang, "welcome.staff"),
        helped,
        say(lang, "shop.no_help" if helped else "common.help"),
    )


def handed_over(view: CartView, handover: HandoverView, lang: str) -> HandedOver:
    read = Deed("handed", say(lang, "handed.read"), StaffTap.HANDED, style="primary") if view.staffer else None
    return HandedOver(
        title=say(lang, "handed.title"),
        text=say(lang, "handed.till" if handover.to == "till" else "handed.cart"),
        label=say(lang, "common.total"),
        total=money(handover.total, view.currency, lang),
        code=handover.text,
        read=read,
        staff=say(lang, "welcome.staff"),
    )


def safe_mode(view: CartView, lang: str) -> SafeMode:
    return SafeMode(
        say(lang, "safe.title"),
        say(lang, "safe.text"),
        say(lang, "safe.why", why=worded(view.safe, lang)),
        say(lang, "welcome.staff"),
    )
