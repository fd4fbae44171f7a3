"""What we tell people when something is the matter: condition -> tone, priority, icon and the row of its words."""

from dataclasses import dataclass
from itertools import product

from cart.core.inputs import Reason, Source
from ui.tones import Tone
from ui.words import LANGUAGES, known, row_of, say


@dataclass(frozen=True, slots=True)
class Message:
    """Of several conditions the one with the highest priority is shown; `rows` are said one under the other."""

    rows: tuple[str, ...]
    tone: Tone
    priority: int
    icon: str

    def text(self, lang: str) -> str:
        return "\n".join(say(lang, row) for row in self.rows)

    @property
    def texts(self) -> dict[str, str]:
        return {lang: self.text(lang) for lang in LANGUAGES}


_WEIGHT = {
    Source.SCALE: (90, Tone.WARN, "scale"),
    Source.CAMERA: (50, Tone.WARN, "camera"),
    Source.STORE: (10, Tone.INFO, "cloud"),
}

TROUBLE: dict[tuple[Source, Reason], Message] = {
    (source, reason): Message(
        (f"trouble.{source.value}.{row_of(reason.value)}", f"trouble.{source.value}.then"), tone, priority, icon
    )
    for source, reason in product(Source, Reason)
    for priority, tone, icon in (_WEIGHT[source],)
}
"""A device or a peer is away: first why, then what it means for the shopper."""

FULL = Message(("full.text",), Tone.WARN, 100, "info")
PRICES_OLD = Message(("prices.old",), Tone.INFO, 20, "cloud")
DAMAGED = Message(("damaged.text",), Tone.WARN, 95, "info")


def problem(condition: str, lang: str) -> str:
    """Why an answer could not be used."""
    return say(lang, known(lang, "problem", condition))


def notice(condition: str, lang: str) -> str:
    """Why a tap, a code or a coupon changed nothing."""
    return say(lang, known(lang, "notice", condition))


def denied(condition: str, lang: str) -> str:
    """Why a tap of staff changed nothing."""
    return say(lang, known(lang, "denied", condition))
