"""A product is taught with the cart's own camera, counts at once, outlives a restart, and can be undone."""

from pathlib import Path

import pytest
from teaching_desk import OneCamera, basket

from cart.config import ModelsConfig
from cart.core.staff_effects import ForgetProduct, LearnProduct, ShootProduct
from cart.core.units import Sku
from cart.recogniser import recogniser
from cart.sight.regions import changed
from cart.teaching import Teaching

SKU = Sku("zebra-tea")


def best(recognise: object, turn: float) -> str:
    picture = basket(turn)
    scores, nothing = recognise(picture, [changed(basket(None), picture)[0].mask])[0]
    return max({**scores, "": nothing}.items(), key=lambda item: item[1])[0]


def test_three_views_are_enough_and_wrong_ones_are_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cart.teaching.SETTLE_S", 0.0)
    own, camera, kept = tmp_path / "enrolled.npz", OneCamera(), list[bytes]()
    recognise = recogniser(ModelsConfig(), own)
    teaching = Teaching(
        tmp_path, camera, recognise, lambda data: kept.append(data) or "", lambda _: None, lambda _: None
    )
    assert best(recognise, 20.0) != SKU
    assert teaching.learn(LearnProduct(SKU, "Zebra tea")).refusal
    assert not teaching.shoot_product(ShootProduct(SKU, 0)).refusal
    assert "Nothing new" in teaching.shoot_product(ShootProduct(SKU, 1)).refusal
    for view, turn in enumerate((0.0, 35.0, 80.0), start=1):
        camera.shows = basket(turn)
        assert not teaching.shoot_product(ShootProduct(SKU, view)).refusal
    assert len(kept) == 3
    assert teaching.learn(LearnProduct(SKU, "Zebra tea")).views == 3
    assert best(recognise, 20.0) == SKU
    again = recogniser(ModelsConfig(), own)
    assert best(again, 50.0) == SKU
    assert Teaching(tmp_path, camera, again, str, print, print).forget(ForgetProduct(SKU)).views == 0
    assert best(again, 50.0) != SKU
    assert best(recogniser(ModelsConfig(), own), 50.0) != SKU
