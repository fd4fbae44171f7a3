"""Short notices to the shopper that belong to no question: a condition, which fades by itself."""

from dataclasses import replace

from cart.core.state import Turn

SHOWN_S = 8.0
"""About two short lines at the reading speed that subtitles are made for, and time to look up."""

NOTICES = (
    "answered already",
    "code unknown",
    "not sold by weight here",
    "expired",
    "nothing to take back",
    "coupon unknown",
    "coupon counts already",
    "coupon not valid",
    "sign-in unknown",
    "sign-in expired",
    "sign-in used",
    "sign-in offline",
    "signed in already",
    "card unknown",
    "language unknown",
    "budget unreadable",
    "on the list already",
    "list full",
    "badge unknown",
)
"""Every condition; each has a row in ui.messages."""


def tell(turn: Turn, notice: str) -> None:
    turn.state = replace(turn.state, notice=notice, notice_at=turn.t)


def fade(turn: Turn) -> None:
    """Let a notice go that was there long enough."""
    if turn.state.notice and turn.t - turn.state.notice_at > SHOWN_S:
        turn.state = replace(turn.state, notice="")
