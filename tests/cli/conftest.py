"""A cart.toml with a ledger in its folder, and how a verb's last words are checked."""

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cart.cli import main
from cart.core.facts import Evidence, Fact, ItemAdded, ItemRemoved, Rule, TripStarted
from cart.core.units import Decigrams, Money, Sku
from cart.ledger import Ledger

sys.path.insert(0, str(Path(__file__).parent.parent / "camera"))

WHY = Evidence(Rule.WEIGHT, 1, Decigrams(1200), Decigrams(10))


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a verb that must end with status 2 and one sentence on standard error; returns the sentence."""

    def run(*arguments: object) -> str:
        capsys.readouterr()
        assert main([str(each) for each in arguments]) == 2
        out, err = capsys.readouterr()
        said = [line for line in err.splitlines() if not line.startswith("INFO:")]  # the interpreter greets
        assert out == ""
        assert len(said) == 1
        assert said[0].startswith("smart-cart: ")
        return said[0]

    return run


@pytest.fixture
def cart(tmp_path: Path) -> Path:
    """cart.toml of a cart with two trips: "went" has a line that left again, "odd" contradicts itself."""
    config = tmp_path / "cart.toml"
    config.write_text('folder = "cart"\n[cart]\nname = "desk"\n[scale]\nport = "none"\n[camera]\nkind = "none"\n')
    added = ItemAdded(1, Sku("tea"), 1, Money(249), 70, WHY)
    removed = ItemRemoved(1, Sku("tea"), 1, Money(249), WHY)
    (tmp_path / "cart").mkdir()
    with closing(Ledger(tmp_path / "cart" / "ledger.db")) as ledger:
        for trip, bodies in {"went": (added, removed), "odd": (removed,)}.items():
            every = (TripStarted("v1", "EUR", 0), *bodies)
            ledger.append([Fact(trip, number, 100 * number, body) for number, body in enumerate(every, start=1)])
    return config
