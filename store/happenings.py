"""What happened to a line of a receipt, and why the cart believed it."""

from dataclasses import dataclass

from cart.core.facts import Fact, ItemAdded, ItemRemoved, QuestionAnswered, QuestionAsked
from cart.core.units import Money
from store.wording import ANSWERED_BY, QUESTIONS, RULES, Words


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the shopper and what became of it."""

    words: str
    options: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One change of a line and why the cart believed it; crops are names of evidence files."""

    what: str
    amount: str
    at: str
    rule: str
    weight: str
    pictures: tuple[tuple[str, str], ...]
    posterior: tuple[tuple[str, str], ...]
    code: str
    crops: tuple[str, ...]
    questions: tuple[Question, ...]


class Questions:
    """The questions of a trip with their answers, by the weight step that they were about."""

    def __init__(self, facts: tuple[Fact, ...], words: Words) -> None:
        answers = {fact.body.question: fact.body for fact in facts if isinstance(fact.body, QuestionAnswered)}
        asked = [fact.body for fact in facts if isinstance(fact.body, QuestionAsked)]
        self._by_step = [(body.step, _question(body, answers.get(body.question), words)) for body in asked]
        lines = (fact.body for fact in facts if isinstance(fact.body, ItemAdded | ItemRemoved))
        self._explained = {body.why.step for body in lines}

    def of_step(self, step: int) -> tuple[Question, ...]:
        return tuple(question for its_step, question in self._by_step if its_step == step)

    def of_no_line(self) -> tuple[Question, ...]:
        return tuple(question for step, question in self._by_step if step not in self._explained)


def happening_of(body: ItemAdded | ItemRemoved, at: str, words: Words, questions: tuple[Question, ...]) -> Happening:
    added = isinstance(body, ItemAdded)
    return Happening(
        what=f"{body.quantity} put in" if added else f"{body.quantity} taken out",
        amount=words.money(body.price if added else Money(-body.price)),
        at=at,
        rule=RULES[body.why.rule],
        weight=words.weight(body.why),
        pictures=words.shares(body.why.pictures),
        posterior=words.shares(body.why.posterior),
        code=body.why.code,
        crops=body.why.crops,
        questions=questions,
    )


def _question(asked: QuestionAsked, answered: QuestionAnswered | None, words: Words) -> Question:
    if answered is None:
        answer = "not answered"
    elif answered.by == "exit":
        what = f"{words.name(answered.sku)} is taken to be gone" if answered.sku else "not charged"
        answer = f"nobody had answered at the exit: {what}, in the shopper's favour"
    else:
        what = words.name(answered.sku) if answered.sku else "not for sale"
        answer = f"{what} (by {ANSWERED_BY.get(answered.by, answered.by)})"
    return Question(QUESTIONS[asked.kind], tuple(words.name(sku) for sku in asked.options), answer)
