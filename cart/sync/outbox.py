"""What sync sends from: the ledger as those see it who only read."""

from collections.abc import Sequence
from typing import Protocol

from cart.core.facts import Fact


class Outbox(Protocol):
    """Used in sync's own thread alone."""

    def unsent(self) -> Sequence[tuple[str, Sequence[Fact], str]]:
        """Trip, its first facts after the acknowledged one (a batch of them), and the chain's hash after the last.

        Oldest trip first; trips that are not whole are left out.
        """

    def since(self, trip: str, seq: int) -> tuple[Sequence[Fact], str]:
        """A batch of the trip's facts from `seq` on, and the chain's hash after the last of them.

        None of a trip that is not whole.
        """

    def acked(self, newest: int, skip: int = 0) -> Sequence[tuple[str, int]]:
        """The newest trips, but for so many, of which the store acknowledged facts, and up to which one."""

    def unnumbered(self) -> Sequence[tuple[str, int]]:
        """Trips, newest first, that are over and that the store has, without a receipt number; with their last fact."""

    def damaged(self) -> Sequence[str]:
        """A sentence for each trip that cannot be sent because it is not as it was written."""

    def evidence(self, newest: int) -> Sequence[str]:
        """Hashes of the files that the newest trips' acknowledged facts name."""
