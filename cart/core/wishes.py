"""What the shopper wants of a trip besides goods: language and layout, a budget, a shopping list."""

from dataclasses import dataclass, replace

from cart.core.shopper_facts import BudgetSet, Choice, ChoiceMade, ListEntryAdded, ListEntryDropped
from cart.core.units import Money


@dataclass(frozen=True, slots=True)
class Choices:
    """How the screen speaks to this shopper; an empty language is the cart's own."""

    language: str = ""
    left_handed: bool = False
    larger_text: bool = False
    quiet: bool = False
    spoken: bool = False

    def having(self, choice: Choice, value: str) -> "Choices":
        """The choices with one of them made: what reads aloud is not quiet."""
        on = value == "on"
        match choice:
            case Choice.LANGUAGE:
                return replace(self, language=value)
            case Choice.LEFT_HANDED:
                return replace(self, left_handed=on)
            case Choice.LARGER_TEXT:
                return replace(self, larger_text=on)
            case Choice.QUIET:
                return replace(self, quiet=on, spoken=self.spoken and not on)
            case Choice.SPOKEN:
                return replace(self, spoken=on, quiet=self.quiet and not on)

    def made(self) -> tuple[tuple[Choice, str], ...]:
        """What differs from a cart that nobody told anything."""
        marks = (
            (Choice.LEFT_HANDED, self.left_handed),
            (Choice.LARGER_TEXT, self.larger_text),
            (Choice.QUIET, self.quiet),
            (Choice.SPOKEN, self.spoken),
        )
        language = ((Choice.LANGUAGE, self.language),) if self.language else ()
        return (*language, *((choice, "on") for choice, on in marks if on))


@dataclass(frozen=True, slots=True)
class Wishes:
    """A fold over facts; `listed` counts the entries that the list ever had."""

    choices: Choices = Choices()
    budget: Money = Money(0)
    entries: tuple[ListEntryAdded, ...] = ()
    listed: int = 0


def wished(wishes: Wishes, body: object) -> Wishes:
    """The wishes after one more fact; most facts change none."""
    match body:
        case ChoiceMade(choice=choice, value=value):
            return replace(wishes, choices=wishes.choices.having(choice, value))
        case BudgetSet(amount=amount):
            return replace(wishes, budget=amount)
        case ListEntryAdded() as added:
            return replace(wishes, entries=(*wishes.entries, added), listed=max(wishes.listed, added.entry))
        case ListEntryDropped(entry=entry):
            return replace(wishes, entries=tuple(each for each in wishes.entries if each.entry != entry))
    return wishes
