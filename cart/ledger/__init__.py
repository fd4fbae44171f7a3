"""The ledger: facts on disk before anything is shown, hash-chained per trip, with the outbox in the same rows."""

from cart.ledger.reading import LedgerReader
from cart.ledger.rows import LedgerDamaged, LedgerFull, TripDamaged
from cart.ledger.salvage import Salvaged, salvage
from cart.ledger.writing import Ledger

__all__ = ["Ledger", "LedgerDamaged", "LedgerFull", "LedgerReader", "Salvaged", "TripDamaged", "salvage"]
