"""What a label says of the one package that it is on."""

from dataclasses import dataclass

from cart.core.units import Decigrams, Money

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Label:
    """`net`, `price` and `count` are None where the label does not say them; `expires` is a day as yyyymmdd."""

    net: Decigrams | None = None
    price: Money | None = None
    count: int | None = None
    expires: int | None = None

    def expired(self, wall: int) -> bool:
        """Whether its last day is over at a moment (ms since 1970), everywhere on earth."""
        return self.expires is not None and day(wall - DAY_MS) > self.expires


def day(wall: int) -> int:
    """The day of a moment in UTC, as yyyymmdd.

    The Gregorian calendar counted from 1 March of the year 0, as in H. Hinnant, "chrono-compatible low-level date
    algorithms".
    """
    days = wall // DAY_MS + 719_468
    era, of_era = divmod(days, 146_097)
    years = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    month = (5 * of_year + 2) // 153
    month_day = of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return (years + era * 400 + (month <= 2)) * 10_000 + month * 100 + month_day
