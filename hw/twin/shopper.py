"""The scripted shopper: moves things through the world, reads the screen, answers by touching it."""

import logging
import time
from collections.abc import Callable
from typing import Protocol

from cart.core.facts import Kind
from cart.core.view import CartView, QuestionView, Screen
from hw.twin.script import Act, Move, Put, Script, Shows, Take
from hw.twin.world import Piece

log = logging.getLogger(__name__)

PATIENCE_S = 8.0  # without any reaction of the cart the shopper goes on
GLANCE_S = 0.05
THINK_S = 0.8  # to read a question
REST_S = 2.5  # after a move, for the scale


class Basket(Protocol):
    """The shopper's hands: each returns when the hand is out of the basket again, and says what came of it.

    "in" and "out" are what was meant; everything else is why not ("fell out", "refused: no room").
    """

    def put(self, piece: str, show_code: bool = False) -> str: ...

    def take(self, piece: str) -> str: ...

    def move(self, piece: str) -> str: ...


class Eyes(Protocol):
    """What the shopper sees of the screen, and the finger that touches it."""

    @property
    def view(self) -> CartView: ...

    def press(self, automation_id: str) -> bool:
        """Touch a button that is on the screen; False when it is not there."""


class Shopper:
    """Knows what is in the own hands, not what the cart believes."""

    def __init__(self, script: Script, basket: Basket, screen: Eyes) -> None:
        self._script, self._basket, self._screen = script, basket, screen
        self._pieces = {piece.id: piece for piece in script.pieces}
        self._inside: list[Piece] = []
        self.went_in = 0
        self._asked = False
        self._typed = 0  # digits that may still stand in the field, after a number that did not help

    def shop(self, after_each: Callable[[int, Act, str], None]) -> None:
        """Do the whole script; `after_each` hears the number of acts done, the last one, and what came of it."""
        for number, act in enumerate(self._script.acts, start=1):
            after_each(number, act, self.do(act))

    def do(self, act: Act) -> str:
        """One act, and then whatever the cart asks about it; returns what came of it."""
        piece = self._pieces[act.piece]
        before = self._screen.view
        if not isinstance(act, Put) and piece not in self._inside:
            return "it is not in the basket"
        match act:
            case Put(shows=shows):
                show = shows is Shows.ALWAYS or (shows is Shows.ONCE_ASKED and self._asked)
                outcome = self._basket.put(act.piece, show)
                if outcome == "in":
                    self._inside.append(piece)
                    self.went_in += 1
            case Take():
                outcome = self._basket.take(act.piece)
                if outcome == "out":
                    self._inside.remove(piece)
            case Move():
                outcome = self._basket.move(act.piece)
                if outcome == "in":
                    self._rest()
                    return outcome
                if not outcome.startswith("refused"):
                    self._inside.remove(piece)
        if not outcome.startswith("refused"):  # something changed in the basket, if only for a moment
            self._await_reaction(before)
        return outcome

    def settle(self, patience_s: float = PATIENCE_S) -> None:
        """Answer until nothing is asked any more."""
        deadline = time.monotonic() + patience_s
        while self._screen.view.question and time.monotonic() < deadline:
            self._answer(self._screen.view.question)

    def _await_reaction(self, before: CartView) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            view = self._screen.view
            if view.question:
                self._answer(view.question)
                before = self._screen.view
                deadline = min(deadline, time.monotonic() + 1.0)
            elif not view.touched and [line for line in view.lines if not line.pending] != [
                line for line in before.lines if not line.pending
            ]:
                return
            time.sleep(GLANCE_S)

    def _rest(self) -> None:
        """After a move the total stays: wait for the scale, answer if asked."""
        calm = time.monotonic() + REST_S
        while time.monotonic() < calm:
            if self._screen.view.question:
                self._answer(self._screen.view.question)
            time.sleep(GLANCE_S)

    def _answer(self, question: QuestionView) -> None:
        time.sleep(THINK_S)
        view = self._screen.view
        if view.screen is Screen.CHECKOUT and self._screen.press("answer"):
            return
        if view.screen is not Screen.QUESTION or view.question is None:
            return
        question = view.question
        self._asked = True
        meant = self._meant(question, view)
        if meant is None:
            pressed = self._screen.press("none") or self._screen.press("mine")
        elif any(option.sku == meant.goods.product.sku for option in question.options) and (
            question.kind is not Kind.NAME_ADDED
        ):
            pressed = self._screen.press(f"answer:{meant.goods.product.sku}")
        elif question.kind is Kind.NAME_ADDED:
            pressed = self._type(meant)
        else:
            pressed = self._screen.press("none")
        log.info("asked %s, meant %s, pressed: %s", question.kind.value, meant and meant.id, pressed)
        self._wait_for_other(question)
        if self._screen.view.question != question:
            self._typed = 0

    def _wait_for_other(self, question: QuestionView) -> None:
        deadline = time.monotonic() + 2.0
        while time.monotonic() < deadline and self._screen.view.question == question:
            time.sleep(GLANCE_S)

    def _type(self, piece: Piece) -> bool:
        product = piece.goods.product
        code = product.gtins[0] if product.gtins else product.plu
        for _ in range(self._typed):
            self._screen.press("key:erase")
        self._typed = len(code)
        pressed = all(self._screen.press(f"key:{digit}") for digit in code)
        return pressed and self._screen.press("key:ok")

    def _meant(self, question: QuestionView, view: CartView) -> Piece | None:
        """The thing that the question must be about: unbilled or unpaid-for, and of about that weight."""
        billed = [line.sku for line in view.lines if not line.pending for _ in range(line.quantity)]
        if question.kind is Kind.WHICH_REMOVED:
            there = [piece.goods.product.sku for piece in self._inside]
            gone = [p for p in self._pieces.values() if p not in self._inside]
            unsettled = [p for p in gone if billed.count(p.goods.product.sku) > there.count(p.goods.product.sku)]
        else:
            unsettled = list(self._inside)
            for sku in billed:
                match = next((p for p in unsettled if p.goods.product.sku == sku), None)
                if match:
                    unsettled.remove(match)
        if not unsettled:
            return None
        felt = abs(question.delta) / 10
        return min(unsettled, key=lambda piece: abs(piece.weight_g - felt))
