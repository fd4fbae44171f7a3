"""A trip again from its tape: feeds the recorded inputs, performs no effect, compares facts and effects."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from cart.core import brain
from cart.core.effects import Effect, RefiningEffect
from cart.core.facts import Fact
from cart.tape import Recording


@dataclass(frozen=True)
class Outcome:
    """How a second run compares; `differences` says at most ten of them in words."""

    inputs: int
    facts: int
    differences: tuple[str, ...]

    @property
    def same(self) -> bool:
        return not self.differences


def replay(recording: Recording) -> Outcome:
    """Run a recording again, from the state that it started from."""
    state, inputs = recording.start, 0
    facts: list[Fact] = []
    effects: list[Effect] = []
    for record, following in zip_longest(recording.records, recording.records[1:]):
        if record.input is None:
            continue
        inputs += 1
        if following is not None and following.refused:
            continue
        result = brain.step(state, record.input)
        state = result.state
        facts.extend(result.facts)
        effects.extend(_of_the_trip(result.effects))
    kept = [effect for record in recording.records for effect in _of_the_trip(record.effects)]
    differences = [
        *_compare("fact", recording.facts, facts, recording.whole),
        *_compare("effect", kept, effects, recording.whole),
    ]
    return Outcome(inputs, len(facts), tuple(differences[:10]))


def _of_the_trip(effects: Iterable[Effect]) -> list[Effect]:
    """Without what the cart learns by it: that is for later trips, and tapes of before do not tell it."""
    return [effect for effect in effects if not isinstance(effect, RefiningEffect)]


def _compare(
    name: str, recorded: "tuple[Fact, ...] | list[Effect]", again: "list[Fact] | list[Effect]", whole: bool
) -> list[str]:
    differing = [
        f"{name} {number}: recorded {was}, now {now}"
        for number, (was, now) in enumerate(zip(recorded, again, strict=False), start=1)
        if was != now
    ]
    # What came of the last input of a tape that was cut off may be missing.
    if len(recorded) > len(again) or (whole and len(recorded) < len(again)):
        differing.append(f"{len(recorded)} {name}s recorded, {len(again)} now")
    return differing
