"""A cart is enrolled by a one-time code from its store: from then on the store knows the cart's key."""

import time
from pathlib import Path

from cart.sync.identity import NoIdentity, make_identity
from cart.sync.line import Line, Peer, StoreDown, plain
from cart.sync.shelf import SHELF
from cart.sync.store_key import pin


class NotEnrolled(Exception):
    """The store did not take the cart; the message is one sentence."""


def enrol(url: str, cart: str, code: str, folder: Path, answer_s: float = 10.0) -> str:
    """Make a key, keep it, and show it to the store with the code; returns the name of the store.

    Asked twice with the same code (the answer may be lost) it is enrolled once. Raises NotEnrolled.
    """
    try:
        identity = make_identity(folder, cart)
    except (NoIdentity, OSError) as error:
        raise NotEnrolled(str(error)) from error
    line = Line(Peer(url, identity, answer_s), time.monotonic, time.time)
    try:
        answer = line.send("POST", "/v1/enrolments", json={"cart": cart, "code": code, "key": identity.public})
        if answer.status_code != 200:
            raise NotEnrolled(str(plain(answer, "detail")))
        # The answer may be lost: a cart that is enrolled again may have served another store.
        pin(folder / SHELF, str(plain(answer, "key")))
        return str(plain(answer, "store"))
    except StoreDown as down:
        raise NotEnrolled(f"the store at {url} did not answer: {down}") from down
    finally:
        line.close()
