"""The last answer of the shopper and what it did, so that it can be taken back exactly.

It can be taken back as long as nothing that it did was changed since: the line that it put there is whole, what it
called the shopper's own still lies in the basket, the question that it led to is still open.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cart.core.facts import QuestionAsked, StepIgnored
from cart.core.line import Line
from cart.core.units import Sku

BY_SHOPPER = ("shopper", "barcode")


@dataclass(frozen=True, slots=True)
class Answer:
    """`offered` is what questions about a removal had named before it; of the rest, an answer does one thing."""

    question: QuestionAsked
    offered: tuple[tuple[int, Sku], ...]
    put: Line | None = None  # the line that it put on the bill
    off: Line | None = None  # the line that it took pieces off, as that was before ...
    left: Line | None = None  # ... and after; None: nothing of it is left
    own: bool = False  # it called the thing the shopper's own
    lost: bool = False  # something left, and it was none of the lines
    led_to: int = 0  # the next question

    @property
    def bare(self) -> bool:
        """Whether what it does is not known yet: the fact that says so comes next."""
        return not (self.put or self.off or self.own or self.lost or self.led_to)

    def stands(self, lines: Sequence[Line], foreign: Sequence[StepIgnored], questions: Sequence[QuestionAsked]) -> bool:
        """Whether what it did is as it was left."""
        if self.put is not None:
            return self.put in lines
        if self.off is not None:
            return next((line for line in lines if line.line == self.off.line), None) == self.left
        if self.own:
            return any(thing.step == self.question.step for thing in foreign)
        if self.led_to:
            return any(question.question == self.led_to for question in questions)
        return self.lost

    def lines_before(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """The lines without what it did."""
        if self.put is not None:
            return tuple(line for line in lines if line != self.put)
        if self.off is None:
            return tuple(lines)
        kept = (line for line in lines if line.line != self.off.line)
        return in_order((*kept, self.off))


def in_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines stand in the order of their numbers."""
    return tuple(sorted(lines, key=lambda line: line.line))


def doing(answer: Answer | None, step: int, did: Callable[[Answer], Answer]) -> Answer | None:
    """The answer with what it did, if a fact on `step` is what it did."""
    if answer is None or answer.question.step != step or not answer.bare:
        return answer
    return did(answer)
