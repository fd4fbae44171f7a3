"""What the pages of staff are made of: who is there, what a tap does, what is asked before, what is picked."""

from dataclasses import dataclass

from cart.core.staff_view import StafferView
from cart.core.staff_work import StaffPage
from cart.core.taps import StaffTap
from cart.core.view import CartView
from ui.messages import denied
from ui.presenting.parts import Banner, called
from ui.tones import Tone
from ui.words import row_of, say


@dataclass(frozen=True, slots=True)
class Pick:
    """A product to be found; the tap's arg is "about:pieces:sku", or the sku alone where it is about nothing.

    `pieces` is the number to begin with, 0 for as many as it weighs; None where no number is wanted. `same` is the
    product that it was taken for, `unknown` what is said instead of a product.
    """

    tap: StaffTap
    about: str = ""
    pieces: int | None = None
    same: str = ""
    unknown: str = ""

    def arg(self, sku: str, pieces: int) -> str:
        return f"{self.about}:{pieces}:{sku}" if self.about else sku


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that staff can do by a tap, or by what is asked or picked after it; `name` is what a finger finds."""

    name: str
    words: str
    tap: StaffTap | None = None
    arg: str = ""
    icon: str = ""
    style: str = "plain"
    ask: "Ask | None" = None
    pick: Pick | None = None
    off: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A question before something that cannot be taken back; each deed is an answer, `no` changes nothing.

    Where no deed stands out, `no` does.
    """

    title: str
    hint: str
    deeds: tuple[Deed, ...]
    no: str


@dataclass(frozen=True, slots=True)
class Note:
    """A line with an icon: the tone in words and colour; `detail` is what to do."""

    text: str
    icon: str = ""
    tone: Tone = Tone.INFO
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The top of a page: what it is, who is there, the ways out, and why the last tap did nothing."""

    title: str
    who: str
    problem: Banner | None
    ways: tuple[Deed, ...]


def head(staffer: StafferView, lang: str, title: str = "") -> Head:
    """From the first page one leaves; from the others one goes back to it."""
    page = staffer.page
    home = Deed("home", say(lang, "desk.home"), StaffTap.HOME)
    leave = Deed("leave", say(lang, "staff.leave"), StaffTap.LEAVE)
    return Head(
        title or say(lang, f"page.{row_of(page.value)}"),
        say(lang, "desk.who", who=staffer.who, role=say(lang, f"role.{staffer.role.value}")),
        Banner(denied(staffer.problem, lang), Tone.REFUSED, "info") if staffer.problem else None,
        (leave,) if page in (StaffPage.HOME, StaffPage.TRIP) else (home,),
    )


def products_of(view: CartView) -> dict[str, str]:
    return {product.sku: called(product.name) for product in view.products}


def restart(lang: str) -> Deed:
    """The cart ends and begins again, after a second thought."""
    words = say(lang, "desk.restart")
    sure = Deed("restart:yes", say(lang, "desk.restart_yes"), StaffTap.RESTART)
    ask = Ask(say(lang, "desk.restart_ask"), say(lang, "desk.restart_hint"), (sure,), say(lang, "desk.no"))
    return Deed("restart", words, icon="undo", ask=ask)
