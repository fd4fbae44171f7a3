"""The error table of class III (2014/31/EU annex I, OIML R76): what a scale may be off, by load.

A cart on hobby converters is no approved instrument however well it weighs: the table is a yardstick here,
not a licence to price by weight.
"""

from dataclasses import dataclass

from cart.core.units import Grams

LEGAL_NOTE = "Not legal for trade: this is no approved scale, whatever the figures say."
INTERVALS_G = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
_STEPS = ((500.0, 0.5), (2000.0, 1.0), (10000.0, 1.5))  # load up to so many e -> error of so many e
_ZERO_SHARE = 0.04  # of Max: what zero-setting and zero-tracking may take away together (R76, 4.5.1)


@dataclass(frozen=True, slots=True)
class ClassIII:
    """A scale of class III with interval `e_g` up to `max_g`; raises ValueError where no such class exists."""

    e_g: float = 10.0
    max_g: float = 30_000.0

    def __post_init__(self) -> None:
        if self.e_g not in INTERVALS_G:
            raise ValueError(f"e = {self.e_g:g} g is no interval of class III: take 1, 2, 5, 10, 20 or 50 g")
        least = 500 if self.e_g >= 5 else 100
        if not least <= self.intervals <= 10_000:
            raise ValueError(
                f"Max = {self.max_g:g} g is {self.intervals:.0f} intervals of {self.e_g:g} g; "
                f"class III has {least} to 10000"
            )

    @property
    def intervals(self) -> float:
        """n: how many intervals the range holds."""
        return self.max_g / self.e_g

    @property
    def min_g(self) -> float:
        """Min: below, one interval is too large a share of the load."""
        return 20 * self.e_g

    @property
    def zero_g(self) -> float:
        """How far zero may have wandered and still be set again."""
        return _ZERO_SHARE * self.max_g

    def limit_g(self, load: Grams | float, in_service: bool = False) -> float:
        """Maximum permissible error at a load: of a scale just adjusted, or twice that of one in service."""
        allowed = next((share for upto, share in _STEPS if abs(load) <= upto * self.e_g), _STEPS[-1][1])
        return allowed * self.e_g * (2 if in_service else 1)
