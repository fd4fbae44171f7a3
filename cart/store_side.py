"""The cart's side of the store, put together: the ledger that it can mend from there, and sync."""

from collections.abc import Callable
from contextlib import closing
from functools import partial

from cart.clock import cart_clock
from cart.config import Config
from cart.core.inputs import CatalogArrived, Input, Reason, Source, SourceDown
from cart.core.state import State
from cart.ledger import Ledger, LedgerReader
from cart.recovery import open_ledger
from cart.sync import Folders, Peer, StoreDesk, Sync, load_identity
from cart.sync.copies import StoreCopies
from cart.tape import CatalogPacker


def ledger_of(config: Config) -> tuple[Ledger, list[str]]:
    """The cart's ledger, mended from the store's copy where it was damaged, and sentences on what could not be."""
    with closing(StoreCopies(partial(_peer, config))) as copies:
        return open_ledger(config.folder / "ledger.db", copies if config.store.url else None)


def sync_of(
    config: Config, folders: Folders, put: Callable[[Input], None], alarms: list[str], state: Callable[[], State]
) -> Sync | None:
    """Sync, not yet started; None for a cart without a store, which hears that it is away."""
    if not config.store.url:
        put(SourceDown(cart_clock(), Source.STORE, Reason.UNREACHABLE))
        return None
    return Sync(
        partial(_peer, config),
        lambda: LedgerReader(config.folder / "ledger.db"),
        folders,
        put,
        now=cart_clock,
        alarms=alarms,
        desk=StoreDesk(put, cart_clock, state),
    )


def _peer(config: Config) -> Peer:
    """Raises NoIdentity as long as the cart is not enrolled."""
    return Peer(config.store.url, load_identity(config.folder, config.cart.name))


def packing(packer: CatalogPacker, put: Callable[[Input], None]) -> Callable[[Input], None]:
    """Packs a new catalogue for the tapes where it comes in: the first trip with it must not wait for that."""

    def hear(said: Input) -> None:
        if isinstance(said, CatalogArrived):
            packer.pack(said.catalog)
        put(said)

    return hear
