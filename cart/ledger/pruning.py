"""Which trips may leave the ledger: whole ones, so that every chain that is left begins with its first fact."""

from contextlib import suppress

import apsw

from cart.core.facts import TripFinished
from cart.core.wall_clock import newest_wall
from cart.ledger.rows import TripDamaged, decoded, rows


def prunable(db: apsw.Connection, before: int) -> list[str]:
    """Trips that ended before a moment (ms since 1970) and that nobody needs any more, oldest first.

    The store has all of such a trip, and has given it its receipt number if it was finished, also if it waits for a
    reviewer there. The newest trip stays; what is shown after a restart follows from it.
    """
    sql = """SELECT trip, last, receipt FROM trip WHERE over = 1 AND acked >= last AND ended < ?
        AND opened < (SELECT max(opened) FROM trip) ORDER BY opened"""
    found = []
    for trip, last, receipt in rows(db, sql, before):
        with suppress(TripDamaged):  # staff have to look at it
            for (body,) in rows(db, "SELECT body FROM fact WHERE trip = ? AND seq = ?", trip, last):
                end = decoded(trip, last, body)
                # An older program did not note when a trip ended.
                if newest_wall([end]) < before and (receipt or not isinstance(end.body, TripFinished)):
                    found.append(trip)
    return found
