"""What the cart knows of its store and of its own records; old news is said, and stops no sale."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """`prices_at` is when the store last said that the cart has its newest prices (ms since 1970; 0: never yet).

    `damaged` is how many things about the cart's records staff have to look at.
    """

    prices_at: int = 0
    damaged: int = 0

    def prices_old(self, wall: int, sure: bool, limit_h: float) -> bool:
        """Whether it is, or may be, longer ago than the limit that the store confirmed the prices.

        `sure`: the time of day is known; a cart that lost it cannot tell for how long it was off.
        """
        return self.prices_at > 0 and (not sure or wall - self.prices_at > limit_h * 3_600_000)
