"""What a step down means: a line that left, a thing that was never on the bill, or a hand that only lifts."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from cart.core.facts import Evidence, Kind, QuestionAnswered, Rule, StepIgnored
from cart.core.line import Line
from cart.core.matching import PRIOR_MOVED, Ambiguous, Certain, Piece, Unknown, added, cancels, removed
from cart.core.pieces import pieces_gone
from cart.core.state import Awaited, Turn
from cart.core.units import Decigrams, Grams, Money, Sku, UnitPrice, decigrams
from cart.core.verdicts import ask_removed, evidence, rule_of, take_off

HAND_S = 6.0  # a question about what left waits this long for the hand to leave the basket


def decide_removed(turn: Turn, awaited: Awaited, looked_at: Callable[[Awaited], bool]) -> bool:
    """Decide the first step that waits; False when it is better to wait for what the hand does next."""
    state, later = turn.state, turn.state.awaited[1:]
    lines = (*state.basket.contents, *_unnamed(turn))
    match = removed(awaited.step, awaited.sighting, lines, state.rules.costs) if lines else None
    if match is not None and not isinstance(match, Certain):
        # The hand is still there: it may put down again what it lifted.
        if not later and state.weighing.onset is not None and turn.t - awaited.step.t1 <= HAND_S:
            return False
        if later and cancels(awaited.step, later[0].step):
            if not looked_at(later[0]):
                return False
            if _same_thing(turn, awaited, later[0], lines):
                turn.say(StepIgnored(awaited.number, "lifted"))
                turn.say(StepIgnored(later[0].number, "put down again"))
                turn.state = replace(turn.state, awaited=later[1:])
                return True
    turn.state = replace(state, awaited=later)
    match match:
        case None:
            turn.say(StepIgnored(awaited.number, "there was nothing in the basket to take out"))
        case Certain(best=best, posterior=posterior):
            for piece in best.pieces:
                why = evidence(awaited, rule_of(awaited, piece.sku), posterior)
                _leave(turn, piece, awaited, why)
        case Ambiguous(options=likely, posterior=posterior) | Unknown(guesses=likely, posterior=posterior):
            if not ask_removed(turn, likely, evidence(awaited, Rule.SHOPPER, posterior)):
                turn.say(StepIgnored(awaited.number, "nothing in the basket weighs that much"))
    return True


def _same_thing(turn: Turn, gone: Awaited, back: Awaited, lines: Sequence[Line]) -> bool:
    """Whether what came back is what left, whichever line that is: by weight, pictures and codes."""
    state, weight = turn.state, Grams(-gone.step.delta)
    may = [line for line in lines if pieces_gone(line, decigrams(weight))]
    named = {line.sku for line in may if line.line > 0}
    shown = [pending.sku for pending in state.basket.pending]
    lifted = [(sku, weight, PRIOR_MOVED) for sku in sorted(named)]
    match = added(back.step, back.sighting, shown, state.catalog, state.rules.costs, lifted)
    doubt = 1 - sum(p for sku, p in match.posterior if sku in named)
    return doubt * state.rules.costs.wrong_charge <= state.rules.costs.question or (bool(may) and not named)


def _leave(turn: Turn, piece: Piece, awaited: Awaited, why: Evidence) -> None:
    basket = turn.state.basket
    if piece.line > 0:
        line = next(line for line in basket.contents if line.line == piece.line)
        take_off(turn, line, piece.quantity, why)
        return
    number = -piece.line
    for question in basket.questions:
        if question.step == number:
            turn.say(QuestionAnswered(question.question, "taken out again"))
            turn.state = replace(turn.state, problem="")
    turn.say(StepIgnored(awaited.number, "it was not on the bill", undoes=number))


def _unnamed(turn: Turn) -> list[Line]:
    """Things in the basket without a line: under question, or the shopper's own. Line: minus their step."""
    questions = [(q.step, q.why) for q in turn.state.basket.questions if q.kind is not Kind.WHICH_REMOVED]
    own = [(f.step, Evidence(Rule.SHOPPER, f.step, f.delta, Decigrams(0))) for f in turn.state.basket.foreign]
    return [
        Line(-step, Sku(f"?{step}"), 1, Money(0), 0, Decigrams(0), UnitPrice(0), why, why.delta)
        for step, why in (*questions, *own)
    ]
