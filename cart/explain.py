"""Why a line is on the bill, in words, from facts alone."""

from collections.abc import Sequence

from cart.core.facts import Evidence, Fact, ItemAdded, ItemRemoved, QuestionAnswered, QuestionAsked


def explanation(facts: Sequence[Fact], line: int | None) -> str:
    """One paragraph for each line that was put on the bill or taken off again, or for one of them."""
    paragraphs = []
    for fact in facts:
        body = fact.body
        if isinstance(body, ItemAdded | ItemRemoved) and line in (None, body.line):
            verb = "came in" if isinstance(body, ItemAdded) else "went out"
            head = f"line {body.line}: {body.quantity} x {body.sku} {verb} for {body.price} minor units"
            paragraphs.append("\n".join([head, *_why(body.why), *_asked(facts, body.why.step)]))
    return "\n\n".join(paragraphs)


def _why(why: Evidence) -> list[str]:
    said = [
        f"  decided by: {why.rule.value}",
        f"  weight step {why.step}: {why.delta / 10:+.1f} g +- {why.sigma / 10:.1f} g",
    ]
    if why.code:
        said.append(f"  barcode: {why.code}")
    if why.pictures:
        said.append("  pictures: " + ", ".join(f"{sku} {p / 10:.1f} %" for sku, p in why.pictures))
    if why.posterior:
        said.append("  together: " + ", ".join(f"{sku} {p / 10:.1f} %" for sku, p in why.posterior))
    if why.crops:
        said.append("  crops: " + ", ".join(name[:12] for name in why.crops))
    return said


def _asked(facts: Sequence[Fact], step: int) -> list[str]:
    asked = {f.body.question: f.body for f in facts if isinstance(f.body, QuestionAsked) and f.body.step == step}
    answers = [f.body for f in facts if isinstance(f.body, QuestionAnswered) and f.body.question in asked]
    return [
        f"  asked '{asked[a.question].kind.value}', answered by {a.by}: {a.sku or 'none of these'}" for a in answers
    ]
