"""A cart's desk at a real store: signing in by a phone's code, and a call that somebody answers."""

import time
from dataclasses import dataclass, replace

import httpx2
import pytest

from cart.core.basket import EMPTY
from cart.core.care import Call, Care
from cart.core.catalog import Catalog
from cart.core.effects import SignIn
from cart.core.inputs import SourceDown, SourceUp
from cart.core.shopper_facts import CallReason
from cart.core.shopper_inputs import NoSignIn, SignedIn, SignInRefused, StaffComing, Wanted
from cart.core.state import State
from cart.core.units import Seconds
from cart.ledger import LedgerReader
from cart.sync import Folders, Peer, Periods, StoreDesk, Sync, make_identity
from store.database import Database
from store.members import Listed, Members, Membership


@dataclass
class Standing:
    """What the engine would hold: a trip, with or without an open call."""

    state: State = State(Catalog("v1", "EUR", ()), trip="t-1")

    def call(self, *calls: Call) -> None:
        self.state = replace(self.state, basket=replace(EMPTY, care=Care(calls)))


def now() -> Seconds:
    return Seconds(time.clock_gettime(time.CLOCK_BOOTTIME))


@pytest.fixture
def standing() -> Standing:
    return Standing()


@pytest.fixture
def at_desk(cart, store, standing):
    """The cart's sync with a desk, at a store that may not run yet."""
    identity = make_identity(cart.folder, cart.name)
    store.know(identity)
    cart.sync = Sync(
        lambda: Peer(store.url, identity),
        lambda: LedgerReader(cart.folder / "ledger.db"),
        Folders(cart.evidence, cart.shelf),
        cart.inbox.put,
        now=now,
        periods=Periods(outbox=0.1, heartbeat=0.5, catalog=60.0),
        desk=StoreDesk(cart.inbox.put, now, lambda: standing.state),
    )
    cart.sync.start()
    return cart


def heard(cart, kind):
    cart.until(lambda: cart.has_heard(kind))
    return next(said for said in cart.heard if isinstance(said, kind))


def member(store) -> str:
    database = Database(store.db)
    members = Members(database)
    members.keep("0421", Membership(["1234"], [Listed("Oats", "oats", 2)]), [])
    code = members.code("0421")
    database.close()
    return code


def test_from_an_absent_store_to_a_member_and_a_call_that_is_answered(store, at_desk, standing):
    code = member(store)
    heard(at_desk, SourceDown)
    at_desk.sync.ask(SignIn("t-1", code))
    assert heard(at_desk, SignInRefused).reason is NoSignIn.OFFLINE
    store.start()
    heard(at_desk, SourceUp)

    at_desk.sync.ask(SignIn("t-1", code))
    said = heard(at_desk, SignedIn)
    assert (said.trip, said.coupons, said.wanted) == ("t-1", ("1234",), (Wanted("Oats", "oats", 2),))
    for text, reason in ((code, NoSignIn.USED), ("NOTACODE", NoSignIn.UNKNOWN)):
        at_desk.heard.clear()
        at_desk.sync.ask(SignIn("t-2", text))
        assert heard(at_desk, SignInRefused).reason is reason

    standing.call(Call(1, CallReason.HELP, 0, 1000))
    at_desk.sync.wake()
    at_desk.until(lambda: store.get("/calls.json").json() != [])
    assert httpx2.post(f"{store.url}/calls/cart-1/t-1/1/coming", trust_env=False).status_code == 303
    coming = heard(at_desk, StaffComing)
    assert (coming.trip, coming.call) == ("t-1", 1)
    standing.call()
    at_desk.until(lambda: store.get("/calls.json").json() == [])
    list(at_desk.shop("t-9", 1))
    at_desk.until_sent()
