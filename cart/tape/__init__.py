"""The tape: every input of a trip with what came of it, as MCAP, so that the trip can be run again.

The header holds what the trip started from; a reader needs nothing else. High rate, and it may be lost: a
tape cut off by a crash is read up to the cut.
"""

from cart.tape.reading import Record, Recording, TapeUnreadable, counts, read
from cart.tape.writing import CatalogPacker, Tape

__all__ = ["CatalogPacker", "Record", "Recording", "Tape", "TapeUnreadable", "counts", "read"]
