"""A barcode names what the camera saw: it is learned, outlives a restart, and goes when staff say it was wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rig import Cart
from teaching_desk import basket

from cart.config import Config, ModelsConfig
from cart.core.effects import ConfirmLook, Effect, Look, UndoLook
from cart.core.inputs import CodeSeen, Input
from cart.core.taps import StaffTap, Tap
from cart.core.units import Seconds, Sku
from cart.evidence import EvidenceFolder
from cart.health import examine
from cart.recogniser import OWN_FILE, Recogniser, embedder_file, recogniser
from cart.refinements import CONFIRMED_FILE
from cart.replay import replay
from cart.sight.comparing import Comparison
from cart.sight.regions import changed
from cart.tape import read
from cart.teaching import Teaching
from models.embedder import Embedder
from models.gallery import Calibration, Gallery

TEA, CODE, TURN = Sku("tea"), "5901234123457", 30.0


def models(folder: Path) -> ModelsConfig:
    """A gallery that knows a box from one side."""
    mask = changed(basket(None), basket(0.0))[0].mask
    embedder = Embedder(embedder_file(ModelsConfig()))
    gallery = Gallery(embedder.digest, Calibration(6.0, 0.6)).enrol(TEA, "Tea", embedder.embed([basket(0.0)], [mask]))
    gallery.save(folder / "brought.npz")
    return ModelsConfig(gallery=str(folder / "brought.npz"))


@dataclass
class SeeingCart(Cart):
    """An engine with a real eye: pictures are compared, recognised, and learned from."""

    recogniser: Recogniser = field(kw_only=True)

    def __post_init__(self) -> None:
        evidence = EvidenceFolder(self.folder / "evidence")
        self.comparison = Comparison(
            self.recogniser,
            evidence.put,
            lambda mask: None,
            lambda picture: picture,
            lambda: Seconds(self.t),
            self.recogniser.remember,
        )
        self.teaching = Teaching(self.folder, None, self.recogniser, evidence.put, print, print)
        super().__post_init__()

    def feed(self, inp: Input) -> list[Effect]:
        effects = super().feed(inp)
        for effect in effects:
            if isinstance(effect, ConfirmLook | UndoLook):
                self.teaching.handlers[type(effect)](effect)
        return effects

    def show_and_put_in(self) -> None:
        """A box of tea, its barcode first."""
        self.tap(Tap.START)
        for _ in range(2):
            self.feed(CodeSeen(Seconds(self.t), CODE, "EAN13"))
            self.rest(0.3)
        for look in [effect for effect in self.move(120) if isinstance(effect, Look)]:
            self.feed(self.comparison.sighting(look, basket(None), basket(TURN)))


@pytest.fixture
def cart(tmp_path: Path) -> Iterator[SeeingCart]:
    with SeeingCart(folder=tmp_path, recogniser=recogniser(models(tmp_path), tmp_path / OWN_FILE)) as cart:
        yield cart


def known(made: Recogniser) -> float:
    """How sure it is of the box, turned as it lay there."""
    picture = basket(TURN)
    return made(picture, [changed(basket(None), picture)[0].mask])[0][0][TEA]


def test_a_confirmed_look_is_learned_survives_a_restart_and_is_taken_back(cart: SeeingCart, tmp_path: Path) -> None:
    config = ModelsConfig(gallery=str(tmp_path / "brought.npz"))
    before = known(cart.recogniser)
    cart.show_and_put_in()
    assert cart.skus == ["tea"]
    after = known(cart.recogniser)
    assert after > before
    assert cart.recogniser.confirmed == 1
    restarted = recogniser(config, tmp_path / OWN_FILE)
    assert known(restarted) == pytest.approx(after)
    found = {each.topic: each.found for each in examine(Config(tmp_path), None, lambda: cart.state, restarted)}
    assert found["taught"] == "0 products taught here, 1 views confirmed by shoppers"
    cart.staff(StaffTap.VOID, "1")
    assert known(cart.recogniser) == pytest.approx(before)
    again = recogniser(config, tmp_path / OWN_FILE)
    assert (again.confirmed, known(again)) == (0, pytest.approx(before))


def test_the_tape_is_replayed_without_learning(cart: SeeingCart, tmp_path: Path) -> None:
    cart.show_and_put_in()
    cart.leave()
    stood = (tmp_path / CONFIRMED_FILE).read_bytes()
    recording = read(cart.tapes()[0])
    assert replay(recording).same
    assert any(isinstance(effect, ConfirmLook) for record in recording.records for effect in record.effects)
    assert (tmp_path / CONFIRMED_FILE).read_bytes() == stood


def test_looks_confirmed_for_another_model_are_set_aside(cart: SeeingCart, tmp_path: Path) -> None:
    foreign = Gallery("ffff" * 16, Calibration(20.0, 0.3)).enrol(TEA, "Tea", [[1.0, 0.0]]).confirm(TEA, [1.0, 0.0], "x")
    foreign.save(tmp_path / CONFIRMED_FILE)
    was = (tmp_path / CONFIRMED_FILE).read_bytes()
    made = recogniser(ModelsConfig(gallery=str(tmp_path / "brought.npz")), tmp_path / OWN_FILE)
    assert made.confirmed == 0
    picture = basket(TURN)
    made.remember(("a", "b"), picture, changed(basket(None), picture)[0].mask)
    made.confirm(ConfirmLook("trip/1", ("a", "b", "curve"), TEA))
    assert made.confirmed == 1
    assert [path.read_bytes() for path in tmp_path.glob("confirmed-*.npz")] == [was]
