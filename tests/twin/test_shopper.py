"""The shopper before a tiny screen and basket: answers by what is really in the own hands."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from cart.core.facts import Kind
from cart.core.units import Decigrams, Money, Sku
from cart.core.view import CartView, LineView, OptionView, QuestionView, Screen
from hw.twin import shopper
from hw.twin.goods import ASSORTMENT
from hw.twin.script import Act, Move, Put, Script, Take
from hw.twin.shopper import Shopper
from hw.twin.world import Piece

PACKAGES = [goods for goods in ASSORTMENT if goods.product.gtins]
TEA, SOUP, OTHER = (
    Piece(name, goods, goods.product.weight.mean / 10, 0)
    for name, goods in zip(("tea", "soup", "other"), PACKAGES, strict=False)
)
QUIET = CartView(Screen.SHOP, "EUR")


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shopper who neither thinks nor waits for long."""
    for name, seconds in {"PATIENCE_S": 0.3, "THINK_S": 0.0, "GLANCE_S": 0.001, "REST_S": 0.05}.items():
        monkeypatch.setattr(shopper, name, seconds)


def sku(piece: Piece) -> Sku:
    return piece.goods.product.sku


def line(number: int, piece: Piece) -> LineView:
    return LineView(number, sku(piece), "", 1, Money(100))


def asking(kind: Kind, piece: Piece, *options: Piece) -> CartView:
    """A screen that asks about a change as heavy as `piece`."""
    views = tuple(OptionView(sku(option), "", Money(100)) for option in options)
    question = QuestionView(1, kind, views, Decigrams(round(piece.weight_g * 10)))
    return replace(QUIET, screen=Screen.QUESTION, question=question)


@dataclass
class FakeScreen:
    """Shows a view until the last touch of an answer, then what came of it."""

    view: CartView = QUIET
    after: CartView = QUIET
    pressed: list[str] = field(default_factory=list)
    missing: tuple[str, ...] = ()

    def press(self, automation_id: str) -> bool:
        if automation_id in self.missing:
            return False
        self.pressed.append(automation_id)
        if not automation_id.startswith("key:") or automation_id == "key:ok":
            self.view = self.after
        return True


@dataclass
class FakeBasket:
    """Does as told, and has the screen react; `outcomes` says where it went otherwise."""

    react: Callable[[str], None]
    outcomes: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def put(self, piece: str, show_code: bool = False) -> str:
        return self._do("put", piece, "in")

    def take(self, piece: str) -> str:
        return self._do("take", piece, "out")

    def move(self, piece: str) -> str:
        return self._do("move", piece, "in")

    def _do(self, verb: str, piece: str, usual: str) -> str:
        self.done.append(f"{verb} {piece}")
        self.react(f"{verb} {piece}")
        return self.outcomes.get(f"{verb} {piece}", usual)


def shop(screen: FakeScreen, shown: dict[str, CartView], *acts: Act, **outcomes: str) -> tuple[FakeBasket, list[str]]:
    """Do `acts`; `shown` is what the screen shows after an act of the hand. Returns basket and outcomes."""

    def react(deed: str) -> None:
        screen.view = shown.get(deed, screen.view)

    basket = FakeBasket(react, {deed.replace("_", " "): outcome for deed, outcome in outcomes.items()})
    person = Shopper(Script(1, (TEA, SOUP, OTHER), acts), basket, screen)
    heard: list[str] = []
    person.shop(lambda _number, _act, outcome: heard.append(outcome))
    assert person.went_in == sum(isinstance(a, Put) and o == "in" for a, o in zip(acts, heard, strict=True))
    return basket, heard


def test_answers_by_the_option_that_it_is() -> None:
    screen = FakeScreen(after=replace(QUIET, lines=(line(1, TEA),)))
    shop(screen, {"put tea": asking(Kind.WHICH_ADDED, TEA, SOUP, TEA)}, Put("tea"))
    assert screen.pressed == [f"answer:{sku(TEA)}"]


def test_asks_for_the_question_that_is_open_in_the_lane() -> None:
    screen = FakeScreen(after=QUIET)
    shop(screen, {"put tea": replace(asking(Kind.WHICH_ADDED, TEA, TEA), screen=Screen.CHECKOUT)}, Put("tea"))
    assert screen.pressed == ["answer"]


def test_says_none_when_it_is_not_offered_and_then_types_the_code() -> None:
    done = replace(QUIET, lines=(line(1, TEA),))

    class Patient(FakeScreen):
        def press(self, automation_id: str) -> bool:
            if automation_id == "key:ok":
                self.after = done
            return super().press(automation_id)

    screen = Patient(after=asking(Kind.NAME_ADDED, TEA))
    shop(screen, {"put tea": asking(Kind.WHICH_ADDED, TEA, SOUP, OTHER)}, Put("tea"))
    digits = [f"key:{digit}" for digit in TEA.goods.product.gtins[0]]
    assert screen.pressed == ["none", *digits, "key:ok"]


def test_erases_what_did_not_help_before_typing_again() -> None:
    ask = asking(Kind.NAME_ADDED, TEA)
    screen = FakeScreen(after=ask)
    gtin = TEA.goods.product.gtins[0]
    basket = FakeBasket(lambda _deed: setattr(screen, "view", ask))
    person = Shopper(Script(1, (TEA,), (Put("tea"),)), basket, screen)
    person.do(Put("tea"))
    screen.pressed.clear()
    person.settle(0.01)
    assert screen.pressed[: len(gtin)] == ["key:erase"] * len(gtin)


def test_says_none_when_nothing_is_meant() -> None:
    billed = replace(asking(Kind.WHICH_ADDED, SOUP, SOUP), lines=(line(1, TEA),))
    screen = FakeScreen(after=replace(QUIET, lines=(line(1, TEA),)))
    shop(screen, {"put tea": billed}, Put("tea"))
    assert screen.pressed == ["none"]


def test_says_that_it_is_the_own_where_there_is_no_none() -> None:
    billed = replace(asking(Kind.NAME_ADDED, SOUP), lines=(line(1, TEA),))
    screen = FakeScreen(after=replace(QUIET, lines=(line(1, TEA),)), missing=("none",))
    shop(screen, {"put tea": billed}, Put("tea"))
    assert screen.pressed == ["mine"]


def test_names_what_was_taken_out() -> None:
    both, tea_left = (line(1, TEA), line(2, SOUP)), (line(1, TEA),)
    shown = {
        "put tea": replace(QUIET, lines=tea_left),
        "put soup": replace(QUIET, lines=both),
        "take soup": replace(asking(Kind.WHICH_REMOVED, SOUP, TEA, SOUP), lines=both),
    }
    screen = FakeScreen(after=replace(QUIET, lines=tea_left))
    shop(screen, shown, Put("tea"), Put("soup"), Take("soup"))
    assert screen.pressed == [f"answer:{sku(SOUP)}"]


def test_what_fell_out_is_not_inside_and_is_not_reached_for() -> None:
    basket, heard = shop(
        FakeScreen(), {}, Put("tea"), Move("tea"), Take("tea"), Put("soup"), put_tea="fell out", put_soup="refused: no"
    )
    assert heard == ["fell out", "it is not in the basket", "it is not in the basket", "refused: no"]
    assert basket.done == ["put tea", "put soup"]


def test_what_fell_out_is_said_to_be_nothing() -> None:
    screen = FakeScreen()
    shop(screen, {"put tea": asking(Kind.WHICH_ADDED, TEA, TEA, SOUP)}, Put("tea"), put_tea="fell out")
    assert screen.pressed == ["none"]
