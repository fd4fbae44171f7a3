"""A store that is away is asked again soon, ever more seldom, and not by all carts at one moment."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from desk_cart import PATIENCE_S
from hypothesis import given
from hypothesis import strategies as st

from cart.core.inputs import Input, Reason, SourceDown, SourceUp
from cart.core.units import Seconds
from cart.sync import Folders, NoIdentity, Peer, Sync
from cart.sync.back_off import FIRST_S, LEAST, LONGEST_S, BackOff


@given(st.randoms(use_true_random=False), st.integers(1, 40))
def test_waits_double_up_to_the_longest_and_are_drawn(dice: random.Random, failures: int) -> None:
    back_off = BackOff(dice)
    for _ in range(2):
        for n in range(failures):
            most = min(FIRST_S * 2**n, LONGEST_S)
            assert LEAST * most <= back_off.next() <= most <= 5.0
        back_off.reset()


def test_a_shop_full_of_carts_does_not_come_back_at_one_moment() -> None:
    """A hundred carts that lost the store together spread over half of the longest wait."""
    carts = [BackOff(random.Random(n)) for n in range(100)]
    waits = [[cart.next() for cart in carts] for _ in range(8)][-1]
    in_slices = [sum(low <= wait < low + 0.25 for wait in waits) for low in (2.5 + 0.25 * n for n in range(10))]
    assert sum(in_slices) == 100
    assert max(in_slices) <= 25
    assert min(waits) < 2.7
    assert max(waits) > 4.8


class Hurried(BackOff):
    """Notes the waits, and waits for a hundredth of them."""

    def __init__(self) -> None:
        super().__init__(random.Random(7))
        self.waits: list[float] = []

    def next(self) -> float:
        self.waits.append(super().next())
        return self.waits[-1] / 100


def no_store() -> Peer:
    raise NoIdentity("this cart is not enrolled")


def broken() -> Peer:
    raise RuntimeError("nobody thought of this")


@pytest.mark.parametrize(("peer", "reason"), [(no_store, Reason.REFUSED), (broken, Reason.BROKEN)])
def test_every_failure_backs_off_even_one_that_nobody_thought_of(
    tmp_path: Path, peer: Callable[[], Peer], reason: Reason
) -> None:
    heard: list[Input] = []
    back_off = Hurried()
    sync = Sync(
        peer,
        lambda: None,
        Folders(tmp_path, tmp_path),
        heard.append,
        now=lambda: Seconds(0.0),
        back_off=back_off,
    )
    sync.start()
    end = time.monotonic() + PATIENCE_S
    while len(back_off.waits) < 12:
        assert time.monotonic() < end
        time.sleep(0.01)
    sync.stop()
    most = [min(FIRST_S * 2**n, LONGEST_S) for n in range(12)]
    assert all(LEAST * longest <= wait <= longest for wait, longest in zip(back_off.waits, most, strict=False))
    assert len({round(wait / longest, 6) for wait, longest in zip(back_off.waits, most, strict=False)}) == 12
    assert [said.reason for said in heard if isinstance(said, SourceDown)] == [reason], "it is said once"


def test_who_gets_through_begins_anew(cart, store) -> None:
    """The real store is started late: the waits before it grow, and those after its next end begin small."""
    back_off = Hurried()
    cart.connect(store.url, back_off=back_off)
    cart.until(lambda: len(back_off.waits) > 6)
    assert max(back_off.waits) > 2.5
    store.start()
    cart.until(lambda: cart.has_heard(SourceUp))
    before = len(back_off.waits)
    store.kill()
    cart.until(lambda: len(back_off.waits) > before)
    assert back_off.waits[before] <= FIRST_S
