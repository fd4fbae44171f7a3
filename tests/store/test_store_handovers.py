"""A basket goes to one cart alone, and the audit of a cart is kept whole."""

from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest

from cart.audit import AuditLog
from cart.config import CartConfig, Config, StoreConfig
from cart.core.encoding import canonical, encode
from cart.core.handover import Handover, packed, text_of
from cart.core.inputs import Input
from cart.core.staff_effects import Audit, ClaimBasket, ReleaseBasket, SealHandover
from cart.core.staff_inputs import BasketOffered, BasketRefused, HandoverSealed
from cart.core.state import State
from cart.staff_desk import StaffDesk
from cart.sync import catalog_file

BASKET = Handover("trip-77", "", "spring-1", "EUR", 0, 0, ())


class Desk:
    """A cart's staff desk before the real store."""

    def __init__(self, store: Any, name: str, folder: Path, catalog: Any) -> None:
        config = Config(folder, CartConfig(name), store=StoreConfig(store.url))
        shelf = folder / "shelf"
        shelf.mkdir(parents=True, exist_ok=True)
        catalog_file(shelf, catalog.version).write_bytes(canonical(catalog))
        self.said: SimpleQueue[Input] = SimpleQueue()
        self.audit = AuditLog(folder / "audit.jsonl", name)
        self.desk = StaffDesk(config, self.audit, self.said.put, lambda: State(catalog), None, lambda: None)
        self.desk.start()

    def ask(self, wish: Any) -> Any:
        self.desk.perform(wish)
        try:
            return self.said.get(timeout=20)
        except Empty:
            pytest.fail(f"nothing came of {wish}")


@pytest.fixture
def desks(store: Any, shop_catalog: Any) -> Any:
    made: list[Desk] = []

    def make(name: str, enrolled: bool = True) -> Desk:
        if enrolled:
            store.enrolled(name)
        made.append(Desk(store, name, store.folder.parent / name, shop_catalog))
        return made[-1]

    yield make
    for each in made:
        each.desk.stop()


def test_one_cart_alone_goes_on_with_a_basket(desks: Callable[..., Desk]) -> None:
    source, first, second = desks("cart-1"), desks("cart-2"), desks("cart-3")
    sealed = source.ask(SealHandover(BASKET, 5, "cart"))
    assert isinstance(sealed, HandoverSealed)
    assert len(sealed.text) < 300
    offered = first.ask(ClaimBasket(sealed.text))
    assert isinstance(offered, BasketOffered)
    assert (offered.handover.trip, offered.handover.cart) == ("trip-77", "cart-1")
    assert isinstance(first.ask(ClaimBasket(sealed.text)), BasketOffered)  # the answer may have been lost
    refused = second.ask(ClaimBasket(sealed.text))
    assert refused == BasketRefused(refused.t, "Cart cart-2 has this basket already.")
    first.desk.perform(ReleaseBasket("trip-77"))
    first.ask(ClaimBasket("no basket"))  # until it is done
    assert isinstance(second.ask(ClaimBasket(sealed.text)), BasketOffered)


def test_what_is_not_signed_by_its_cart_is_refused(desks: Callable[..., Desk]) -> None:
    desks("cart-1")
    second = desks("cart-2")
    forged = text_of(packed(Handover("trip-9", "cart-1", "spring-1", "EUR", 0, 0, ())), bytes(64))
    refused = second.ask(ClaimBasket(forged))
    assert "not signed by cart cart-1" in refused.refusal
    unknown = text_of(packed(Handover("trip-9", "cart-1", "autumn", "EUR", 0, 0, ())), bytes(64))
    assert "prices" in second.ask(ClaimBasket(unknown)).refusal


def test_a_cart_that_is_not_enrolled_signs_nothing(desks: Callable[..., Desk]) -> None:
    assert desks("cart-9", enrolled=False).ask(SealHandover(BASKET, 1, "till")).refusal == "cannot be signed"


def test_the_audit_arrives_whole_and_once(store: Any, tmp_path: Path) -> None:
    client = store.enrolled("cart-1")
    audit = AuditLog(tmp_path / "audit.jsonl", "cart-1")
    for n in range(5):
        audit.append(Audit(1000 * n, "anna", "lead", "void", str(n), "trip-1"))
    plain = [encode(entry) for entry in audit.since(0)]
    where = "/v1/carts/cart-1/audit"
    assert client.post(where, json=plain[:3]).json() == {"acked": 3}
    assert client.post(where, json=plain[1:]).json() == {"acked": 5}
    assert client.get(where).json() == {"last": 5}
    changed = [plain[4] | {"seq": 6}]
    assert client.post(where, json=changed).status_code == 409
    assert client.post(where, json=[{"seq": 1}]).status_code == 422
    assert store.enrolled("cart-2").post(where, json=plain).status_code == 403
    page = store.page("/audit.txt")
    assert page.count("anna") == 5
