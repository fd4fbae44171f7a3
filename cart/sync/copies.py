"""The cart's trips as the store has them: asked for when the cart's own ledger is damaged."""

import time
from collections.abc import Callable

from cart.core.encoding import Undecodable, decode
from cart.core.facts import Fact
from cart.core.inputs import Reason
from cart.sync.line import Line, Peer, StoreDown, checked, plain


class StoreCopies:
    """Raises StoreDown when the store cannot be asked, NoIdentity when the cart was never enrolled."""

    def __init__(self, peer: Callable[[], Peer]) -> None:
        self._find_peer = peer
        self._line: Line | None = None

    def open_trips(self) -> list[str]:
        """Trips that are not over, newest first."""
        said = plain(self._ask().ask("GET", f"/v1/carts/{self._ask().cart}/open"))
        return [trip for trip in said if isinstance(trip, str)] if isinstance(said, list) else []

    def facts(self, trip: str) -> list[Fact]:
        """The trip's facts from the first one on; empty when the store has none."""
        answer = self._ask().send("GET", f"/v1/trips/{trip}/facts")
        if answer.status_code == 404:
            return []
        try:
            facts: list[Fact] = decode(plain(checked(answer), "facts"), list[Fact])
        except Undecodable as error:
            raise StoreDown(Reason.REFUSED, f"its copy of trip {trip} cannot be read: {error}") from error
        if [(fact.trip, fact.seq) for fact in facts] != [(trip, seq) for seq in range(1, len(facts) + 1)]:
            raise StoreDown(Reason.REFUSED, f"its copy of trip {trip} has gaps")
        return facts

    def close(self) -> None:
        if self._line:
            self._line.close()

    def _ask(self) -> Line:
        self._line = self._line or Line(self._find_peer(), time.monotonic, time.time)
        return self._line
