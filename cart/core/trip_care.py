"""Staff put a trip right: a line that is another product, a line too many, a question that nobody could answer.

Everything is a fact after a StaffActed that says who it was; prices come from the same place as any other line's.
What cannot be done is a problem in words, and changes nothing.
"""

from dataclasses import replace

from cart.core import asking, leaving
from cart.core.catalog import Product
from cart.core.facts import Evidence, Kind, QuestionAnswered, QuestionAsked, Rule, StepIgnored, TripCancelled
from cart.core.labels.reading import label_of
from cart.core.line import Line
from cart.core.pieces import pieces_in
from cart.core.staff_facts import StaffActed
from cart.core.state import Turn, sells
from cart.core.taps import StaffTap
from cart.core.units import Decigrams, Grams, Sku
from cart.core.verdicts import charge, take_off

MOST_PIECES = 99
VOIDED = "taken off the bill by staff"


def noted(turn: Turn, tap: StaffTap, about: str) -> None:
    """Say who does it; the facts of what comes of it follow."""
    staffer = turn.state.staffer
    if staffer is not None:
        turn.say(StaffActed(staffer.who, staffer.role.value, tap.value, about))


def correct(turn: Turn, arg: str) -> str:
    """line:quantity:sku, what the line really is; the weight, and with it the evidence, stays that of the step."""
    number, pieces, product = _three(turn, arg)
    line = _line(turn, number)
    if line is None:
        return "no such line"
    wrong = _unsaleable(turn, product, pieces)
    if wrong or product is None:
        return wrong or "no such product"
    code = line.why.code if product.sku == line.sku else ""
    if label_of(code, product, turn.state.catalog) is not None and pieces != line.quantity:
        return "labelled"
    noted(turn, StaffTap.CORRECT, arg)
    why = replace(line.why, rule=Rule.STAFF, delta=line.weight, code=code)
    take_off(turn, line, line.quantity, replace(why, delta=Decigrams(-line.weight)))
    charge(turn, product, pieces, why)
    return ""


def void(turn: Turn, arg: str) -> str:
    """Take a line off the bill; the thing may stay in the basket, and leave again, as one that is not for sale."""
    line = _line(turn, arg)
    if line is None:
        return "no such line"
    noted(turn, StaffTap.VOID, arg)
    take_off(turn, line, line.quantity, replace(line.why, rule=Rule.STAFF, delta=Decigrams(-line.weight)))
    turn.say(StepIgnored(line.why.step, VOIDED, line.weight))
    return ""


def name(turn: Turn, arg: str) -> str:
    """question:quantity:sku answers an open question; quantity 0 takes as many pieces as weigh that much."""
    number, pieces, product = _three(turn, arg)
    question = _question(turn, number)
    if question is None:
        return "no such question"
    if question.kind is Kind.WHICH_REMOVED:
        if product is None or not any(line.sku == product.sku for line, _ in asking.may_have_gone(turn, question)):
            return "weight differs"
        noted(turn, StaffTap.NAME, arg)
        asking.resolve_removal(turn, question, product.sku, Rule.STAFF, "staff")
        return ""
    if product is not None and pieces == 0:
        pieces = pieces_in(product, Grams(question.why.delta / 10))
        if not pieces:
            return "weight differs"
    wrong = _unsaleable(turn, product, pieces)
    if wrong or product is None:
        return wrong or "no such product"
    noted(turn, StaffTap.NAME, arg)
    turn.say(QuestionAnswered(question.question, "staff", product.sku))
    charge(turn, product, pieces, replace(question.why, rule=Rule.STAFF))
    turn.state = replace(turn.state, problem="")
    return ""


def drop(turn: Turn, arg: str) -> str:
    """Close an open question without a charge, and without taking anything off."""
    question = _question(turn, arg)
    if question is None:
        return "no such question"
    noted(turn, StaffTap.DROP, arg)
    asking.close(turn, question, "staff", "dropped by staff")
    return ""


def charge_own(turn: Turn, arg: str) -> str:
    """step:quantity:sku, what a thing in the basket really is that was taken for one that is not for sale."""
    number, pieces, product = _three(turn, arg)
    own = next((each for each in turn.state.basket.foreign if str(each.step) == number), None)
    if own is None:
        return "no such thing"
    wrong = _unsaleable(turn, product, pieces)
    if wrong or product is None:
        return wrong or "no such product"
    noted(turn, StaffTap.CHARGE, arg)
    turn.say(StepIgnored(own.step, "staff said what it is", undoes=own.step))
    charge(turn, product, pieces, Evidence(Rule.STAFF, own.step, own.delta, Decigrams(0)))
    return ""


def finish(turn: Turn) -> str:
    """End the trip here and now, with its receipt, as the exit lane would."""
    if turn.state.basket.questions:
        return "questions open"
    if turn.state.awaited:
        return "still weighing"
    noted(turn, StaffTap.FINISH, "")
    leaving.finish(turn)
    return ""


def cancel(turn: Turn) -> str:
    """End the trip without a sale, whatever lies in the basket."""
    noted(turn, StaffTap.CANCEL, "")
    turn.say(TripCancelled(turn.state.wall))
    leaving.put_away(turn)
    return ""


def _three(turn: Turn, arg: str) -> tuple[str, int, Product | None]:
    number, _, rest = arg.partition(":")
    pieces, _, sku = rest.partition(":")
    product = turn.state.catalog.get(Sku(sku)) or turn.state.catalog.by_code(sku)
    return number, int(pieces) if pieces.isdecimal() and len(pieces) < 4 else -1, product


def _line(turn: Turn, number: str) -> Line | None:
    return next((line for line in turn.state.basket.lines if str(line.line) == number), None)


def _question(turn: Turn, number: str) -> QuestionAsked | None:
    return next((asked for asked in turn.state.basket.questions if str(asked.question) == number), None)


def _unsaleable(turn: Turn, product: Product | None, pieces: int) -> str:
    """Why this may not be put on the bill; empty if it may."""
    if product is None:
        return "no such product"
    if not sells(product, turn.state.rules.weigh_to_price):
        return "not sold by weight here"
    return "" if 1 <= pieces <= MOST_PIECES else "no quantity"
