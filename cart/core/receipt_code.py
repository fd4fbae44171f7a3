"""What the code on a receipt says: the trip, by which the store finds it, and nothing about who shopped.

A trip's name is drawn at random, so that nobody finds a receipt whose code he was not shown.
"""

MARK = "SMART-CART:RECEIPT:"
_BEFORE = "SMART-CART:TRIP:"
"""What receipts said before; the chain's last hash stood behind the trip."""


def receipt_code(trip: str, address: str = "") -> str:
    """A link below the public address of the store's receipts, for a phone; without one, a text for staff to scan."""
    return f"{address.rstrip('/')}/{trip}" if address else MARK + trip


def trip_of(code: str) -> str:
    """The trip that a code names, or what is left of anything else that was scanned or typed."""
    text = code.strip()
    for mark in (MARK, _BEFORE):
        if text.upper().startswith(mark):
            return text[len(mark) :].partition(":")[0]
    return text.rstrip("/").rpartition("/")[2]
