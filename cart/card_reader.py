"""The card reader that cart.toml asks for, behind one small interface; what it reads becomes an input."""

from collections.abc import Callable
from logging import getLogger
from typing import Protocol

from cart.clock import cart_clock
from cart.config import CardReaderConfig
from cart.core.inputs import Input
from cart.core.shopper_inputs import CardRead
from firmware_bridge.card_link import SerialCardReader
from firmware_bridge.supervisor import LinkDown

log = getLogger(__name__)


class CardReader(Protocol):
    """Whatever reads cards or tags: it tells each card once, from a thread of its own, between start and stop."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class ReaderInHand:
    """A reader that somebody holds cards to by calling it: for tests, and for benches without ports."""

    def __init__(self, on_card: Callable[[str], None]) -> None:
        self._on_card = on_card
        self._open = False

    def start(self) -> None:
        self._open = True

    def stop(self) -> None:
        self._open = False

    def hold(self, text: str) -> None:
        """Hold a card to it; a reader that is not open reads nothing."""
        if self._open and text:
            self._on_card(text)


def card_reader(config: CardReaderConfig, put: Callable[[Input], None]) -> CardReader | None:
    """The reader on the configured port, not yet started; None where there is none."""
    if not config.port:
        return None

    def down(reason: LinkDown) -> None:
        # Nobody needs it to shop: the phone's code and the camera are there.
        log.warning("The card reader at %s is away: %s.", config.port, reason.value)

    return SerialCardReader(config.port, lambda text: put(CardRead(cart_clock(), text)), down, cart_clock)
