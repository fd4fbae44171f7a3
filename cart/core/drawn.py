"""A trip's spot check, as its facts add it up."""

from dataclasses import dataclass, replace

from cart.core.staff_facts import SpotCheckAsked, SpotChecked, SpotCheckEnded, SpotExtra
from cart.core.units import Sku


@dataclass(frozen=True, slots=True)
class Drawn:
    """`lines` are to be looked at; `found` says how that went so far; `made`: None until it is over."""

    lines: tuple[int, ...]
    found: tuple[tuple[int, bool], ...] = ()
    extras: tuple[Sku, ...] = ()
    made: bool | None = None

    @property
    def open(self) -> bool:
        return self.made is None


def drawn(check: Drawn | None, body: object) -> Drawn | None:
    """The spot check after one more fact; most facts change none."""
    match body:
        case SpotCheckAsked(lines=lines):
            return Drawn(lines)
        case SpotChecked(line=line, found=found) if check is not None:
            kept = tuple(each for each in check.found if each[0] != line)
            return replace(check, found=(*kept, (line, found)))
        case SpotExtra(sku=sku) if check is not None:
            return replace(check, extras=(*check.extras, sku))
        case SpotCheckEnded(made=made) if check is not None:
            return replace(check, made=made)
    return check
