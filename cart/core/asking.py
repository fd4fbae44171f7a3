"""Doubt is a question: what the shopper answers, and what codes say while a question is open."""

from dataclasses import replace

from cart.core import signing_in
from cart.core.facts import (
    Kind,
    QuestionAnswered,
    QuestionAsked,
    Rule,
    StepIgnored,
)
from cart.core.inputs import CodeSeen, ShopperTapped
from cart.core.labels.reading import Member, Packed, meaning
from cart.core.line import Line
from cart.core.notices import tell
from cart.core.pending_codes import pend
from cart.core.pieces import pieces_gone, pieces_in
from cart.core.shopper_facts import OWN
from cart.core.showing import show
from cart.core.state import CodeLook, Turn, sells
from cart.core.taps import Tap
from cart.core.units import Decigrams, Grams, Sku
from cart.core.verdicts import ask, ask_removed, charge, take_off

SETTLED_S = 5.0  # a code is not read again right after its line was decided: the hand is still on its way


def open_question(turn: Turn) -> QuestionAsked | None:
    return turn.state.basket.questions[0] if turn.state.basket.questions else None


def answer(turn: Turn, tapped: ShopperTapped) -> None:
    """Take the shopper's answer to the open question; anything that does not fit it changes nothing."""
    question = open_question(turn)
    if tapped.question and (question is None or question.question != tapped.question):
        if turn.state.trip:
            tell(turn, "answered already")
        return
    if question is None:
        if tapped.tap is Tap.TYPED:
            _typed_ahead(turn, tapped.arg)
        elif turn.state.trip:
            tell(turn, "answered already")
        return
    match tapped.tap:
        case Tap.ANSWER:
            if Sku(tapped.arg) in question.options:
                _choose(turn, question, Sku(tapped.arg))
        case Tap.SEARCHED:
            if question.kind is not Kind.WHICH_REMOVED:
                _choose(turn, question, Sku(tapped.arg))
        case Tap.TYPED:
            said = meaning(tapped.arg, turn.state.catalog)
            if not isinstance(said, Packed):
                turn.state = replace(turn.state, problem="code unknown")
            else:
                _name(turn, question, said, tapped.arg)
        case Tap.NONE_OF_THESE:
            _none_of_these(turn, question)
        case Tap.NOT_FOR_SALE:
            if question.kind is not Kind.WHICH_REMOVED:
                close(turn, question, "shopper", OWN)


def see_code(turn: Turn, seen: CodeSeen) -> None:
    """Believe a barcode once two looks agree on it: it answers a question, or becomes a pending line."""
    state = turn.state
    if (state.staffer is not None and not state.trip) or (not state.trip and state.receipt is not None):
        return
    if seen.text.startswith(signing_in.PREFIX):
        signing_in.seen(turn, seen.text)
        return
    said = meaning(seen.text, state.catalog)
    if not isinstance(said, Packed):
        if state.trip or isinstance(said, Member):
            show(turn, said, seen.text)
        return
    if not state.trip:
        return
    product = said.product
    if not _may_sell(turn, said) or _expired(turn, said):
        return
    agree = state.rules.code_agree_s
    fresh = tuple(look for look in state.looks if abs(seen.t - look.t) <= agree)
    agreed = any(
        look.sku == product.sku and look.t != seen.t and (said.label is None or look.text == seen.text)
        for look in fresh
    )
    turn.state = replace(state, looks=(*fresh[-15:], CodeLook(seen.t, product.sku, seen.text)))
    if not agreed or any(sku == product.sku and turn.t - t <= SETTLED_S for sku, t in state.decided):
        return
    question = open_question(turn)
    if question is not None and _answers(question, said):
        _name(turn, question, said, seen.text)
    else:
        pend(turn, product, seen.text)


def close(turn: Turn, question: QuestionAsked, by: str, why: str) -> None:
    """End a question without a charge; what came in, and is not for sale, may leave again."""
    turn.say(QuestionAnswered(question.question, by))
    turn.say(StepIgnored(question.step, why, Decigrams(max(0, question.why.delta))))
    turn.state = replace(turn.state, problem="")


def may_have_gone(turn: Turn, question: QuestionAsked) -> list[tuple[Line, int]]:
    """The lines that a question about a removal offers and that weigh what left, and how many pieces of each."""
    gone = Decigrams(-question.why.delta)
    offered = [line for line in turn.state.basket.contents if line.sku in question.options]
    return [(line, count) for line in offered if (count := pieces_gone(line, gone))]


def resolve_removal(turn: Turn, question: QuestionAsked, sku: Sku, rule: Rule, by: str) -> None:
    """Take the line of `sku` off that weighs most like the step; when none does, say so and change nothing."""
    lines = [(line, count) for line, count in may_have_gone(turn, question) if line.sku == sku]
    if not lines:
        turn.state = replace(turn.state, problem="weight differs")
        return
    gone = -question.why.delta
    line, count = min(lines, key=lambda each: abs(each[1] * (each[0].weight // each[0].quantity) - gone))
    turn.say(QuestionAnswered(question.question, by, sku))
    take_off(turn, line, count, replace(question.why, rule=rule))
    turn.state = replace(turn.state, problem="")


def _choose(turn: Turn, question: QuestionAsked, sku: Sku) -> None:
    if question.kind is Kind.WHICH_REMOVED:
        resolve_removal(turn, question, sku, Rule.SHOPPER, "shopper")
    elif sku in turn.state.catalog:
        _name(turn, question, Packed(turn.state.catalog[sku]), "")


def _typed_ahead(turn: Turn, text: str) -> None:
    """A number that was typed before its thing is put in: a pending line, until the weight follows."""
    if not turn.state.trip:
        return
    said = meaning(text, turn.state.catalog)
    if not isinstance(said, Packed):
        show(turn, said, text, typed=True)
    elif not _may_sell(turn, said):
        tell(turn, "not sold by weight here")
    elif _expired(turn, said):
        tell(turn, "expired")
    else:
        pend(turn, said.product, text)


def _may_sell(turn: Turn, said: Packed) -> bool:
    return sells(said.product, turn.state.rules.weigh_to_price, said.label)


def _expired(turn: Turn, said: Packed) -> bool:
    return said.label is not None and said.label.expired(turn.state.wall)


def _name(turn: Turn, question: QuestionAsked, said: Packed, code: str) -> None:
    """Charge what was named, if it can weigh that much: no label makes a heavy thing a cheap light one."""
    if question.kind is Kind.WHICH_REMOVED:
        return
    product = said.product
    if not _may_sell(turn, said):
        turn.state = replace(turn.state, problem="not sold by weight here")
        return
    if _expired(turn, said):
        turn.state = replace(turn.state, problem="expired")
        return
    count = pieces_in(said.package, Grams(question.why.delta / 10))
    if not count or (said.label is not None and count > 1):
        turn.state = replace(turn.state, problem="weight differs")
        return
    rule = Rule.WEIGHT_AND_CODE if code else Rule.SHOPPER
    turn.say(QuestionAnswered(question.question, "barcode" if code else "shopper", product.sku))
    charge(turn, product, count * said.pieces, replace(question.why, rule=rule, code=code))
    turn.state = replace(turn.state, problem="")


def _none_of_these(turn: Turn, question: QuestionAsked) -> None:
    turn.state = replace(turn.state, problem="")
    if question.kind is Kind.WHICH_ADDED:
        turn.say(QuestionAnswered(question.question, "shopper"))
        ask(turn, Kind.NAME_ADDED, question.options, question.why)
    elif question.kind is Kind.WHICH_REMOVED:
        turn.say(QuestionAnswered(question.question, "shopper"))
        if not ask_removed(turn, (), question.why):
            # The negative weight marks it: something left, and nobody could say what.
            turn.say(StepIgnored(question.step, "none of the lines that weigh that much", question.why.delta))
            turn.state = replace(turn.state, interventions=turn.state.interventions + 1)


def _answers(question: QuestionAsked, said: Packed) -> bool:
    """Whether a code in passing can be meant as the answer; another one is the next thing, on its way in."""
    if question.kind is Kind.WHICH_REMOVED:
        return False
    asked_for = question.kind is Kind.NAME_ADDED or said.product.sku in question.options
    return asked_for and pieces_in(said.package, Grams(question.why.delta / 10)) > 0
