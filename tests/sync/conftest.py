"""Stores and carts for the tests of sync."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from desk_cart import DeskCart, StoreProcess, a_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreProcess]:
    made = a_store(tmp_path)
    yield made
    made.kill()


@pytest.fixture
def new_cart(tmp_path: Path, store: StoreProcess) -> Iterator[Callable[[str], DeskCart]]:
    carts: list[DeskCart] = []

    def make(name: str) -> DeskCart:
        carts.append(DeskCart(name, tmp_path / name, store))
        return carts[-1]

    yield make
    for cart in carts:
        cart.disconnect()
        cart.ledger.close()


@pytest.fixture
def cart(new_cart: Callable[[str], DeskCart]) -> DeskCart:
    return new_cart("cart-1")
