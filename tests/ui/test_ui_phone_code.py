"""The code from the phone: what the store draws, the cart's keys can type."""

from collections.abc import Iterator

import pytest

from cart.core.taps import Tap
from store.database import Database
from store.members import DIGITS, Members, Membership
from ui.example_views import FEW, shop


@pytest.fixture
def members(tmp_path) -> Iterator[Members]:
    database = Database(f"sqlite:///{tmp_path}/members.db")
    made = Members(database)
    made.keep("0421", Membership(), [])
    yield made
    database.close()


def test_every_code_that_the_store_draws_can_be_typed_with_the_keys_shown(screen, members):
    cart = screen()
    cart.show(shop(*FEW))
    assert cart.press("menu")
    assert cart.press("menu:member")
    shown = {name.removeprefix("key:") for name in cart.ids() if name.startswith("key:")}
    assert shown >= set(DIGITS)
    codes = [members.code("0421") for _ in range(40)]
    assert all(set(code) <= shown for code in codes)
    for key in codes[0]:
        assert cart.press(f"key:{key}")
    assert cart.press("key:ok")
    assert [(sent.tap, sent.arg) for sent in cart.sent] == [(Tap.SIGN_IN, codes[0])]
    assert isinstance(members.sign_in("t-1", cart.sent[0].arg, card=False), Membership)
