"""Lets the tests here import the rig beside them and the desk of the core's tests."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "core"), str(HERE.parent / "staff")]


@pytest.fixture
def cart(tmp_path: Path) -> "Iterator[object]":
    from rig import Cart

    with Cart(folder=tmp_path) as cart:
        yield cart
