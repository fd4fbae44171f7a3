"""How a message is coloured."""

from enum import Enum


class Tone(Enum):
    """Never alone: the icon and the words of a message say the same."""

    INFO = "info"
    WARN = "warn"
    GOOD = "good"
    REFUSED = "refused"
