"""The golden trip: recorded once, it is decided the same way until somebody means to change that.

`pytest tests/engine --update-golden` records it anew; look at the difference of trip.txt before you keep it.
"""

from pathlib import Path

import pytest
from rig import Cart

from cart.core.encoding import fact_bytes
from cart.core.inputs import CodeSeen, Reason, Source, SourceDown, SourceUp
from cart.core.taps import Tap
from cart.core.units import Seconds
from cart.replay import replay
from cart.tape import read

TAPES = Path(__file__).parent.parent / "tapes"
TAPE, FACTS = TAPES / "trip.mcap", TAPES / "trip.txt"


def shop(cart: Cart) -> None:
    """Something of everything that a trip is made of."""
    cart.change(1034, ("milk", 0.96))
    cart.change(840, ("beans", 0.96))
    cart.change(120, ("tea", 0.5), ("tea-mint", 0.45))
    cart.tap(Tap.ANSWER, "tea")
    for _ in range(2):
        cart.feed(CodeSeen(Seconds(cart.t), "9780201379624", "EAN13"))
        cart.rest(0.3)
    cart.change(120, ("tea-mint", 0.9))
    cart.change(180, ("apple", 0.95))
    cart.change(-420, ("beans", 0.96))
    cart.change(333, nothing=0.97)
    cart.tap(Tap.NOT_FOR_SALE)
    cart.feed(SourceDown(Seconds(cart.t), Source.CAMERA, Reason.UNPLUGGED))
    cart.change(185)
    cart.feed(SourceUp(Seconds(cart.t), Source.CAMERA, "camera"))
    cart.change(-333)
    cart.leave()


def written(path: Path) -> str:
    return "".join(fact_bytes(fact).decode() + "\n" for fact in read(path).facts)


@pytest.fixture
def tape(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.config.getoption("--update-golden"):
        with Cart(seed=42, folder=tmp_path) as cart:
            shop(cart)
        TAPE.write_bytes((tmp_path / "tapes" / "trip-42-1.mcap").read_bytes())
        FACTS.write_text(written(TAPE), encoding="utf-8")
    return TAPE


def test_promise_5_the_golden_trip_is_decided_as_it_was(tape: Path) -> None:
    recording = read(tape)
    assert recording.whole
    outcome = replay(recording)
    assert outcome.differences == ()
    assert written(tape) == FACTS.read_text(encoding="utf-8")


def test_the_golden_tape_stays_small(tape: Path) -> None:
    assert tape.stat().st_size < 200_000
