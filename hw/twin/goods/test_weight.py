"""The fitter's test weight: two kilograms of steel, which the store does not sell."""

import numpy as np

from cart.core.catalog import Product, Sold, WeightModel
from cart.core.units import Decigrams, Sku
from hw.twin.goods.assortment import Form, Goods
from hw.twin.goods.mesh import Appearance, Surface, assemble

GRAMS = 2000.0
_RADIUS, _HEIGHT, _SIDES = 0.040, 0.052, 48  # a cylinder of steel, 7.8 kg/l

TEST_WEIGHT = Goods(
    Product(Sku("test-weight"), "Test weight 2 kg", Sold.PIECE, WeightModel(Decigrams(20000), Decigrams(1))),
    Form.CYLINDER,
    (2 * _RADIUS, 2 * _RADIUS, _HEIGHT),
    friction=0.6,
    family="",
)


def steel() -> Appearance:
    """A turned cylinder."""
    turn = np.linspace(0, 2 * np.pi, _SIDES + 1)
    ring = np.stack([_RADIUS * np.cos(turn), _RADIUS * np.sin(turn)], axis=1)
    side = [np.column_stack([ring, np.full(len(ring), z)]) for z in (-_HEIGHT / 2, _HEIGHT / 2)]
    wall = Surface(np.concatenate(side), _wall(), _unrolled(turn), "steel")
    return assemble([wall, _lid(ring, 1.0), _lid(ring, -1.0)], {"steel": _brushed()}, crease=40.0, code=None)


def _wall() -> np.ndarray:
    a = np.arange(_SIDES)
    above = a + _SIDES + 1
    return np.concatenate([np.stack([a, a + 1, above + 1], 1), np.stack([a, above + 1, above], 1)])


def _unrolled(turn: np.ndarray) -> np.ndarray:
    share = turn / (2 * np.pi)
    return np.concatenate([np.stack([share, np.full_like(share, v)], 1) for v in (1.0, 0.0)])


def _lid(ring: np.ndarray, side: float) -> Surface:
    points = np.column_stack([np.vstack([[0, 0], ring]), np.full(len(ring) + 1, side * _HEIGHT / 2)])
    a = np.arange(1, _SIDES + 1)
    order = (a, a + 1) if side > 0 else (a + 1, a)
    faces = np.stack([np.zeros_like(a), *order], 1)
    return Surface(points, faces, 0.5 + points[:, :2] / (4 * _RADIUS), "steel")


def _brushed() -> np.ndarray:
    dice = np.random.default_rng(2000)
    grey = 168 + dice.normal(0, 5, (1, 128)) + dice.normal(0, 2, (128, 128))
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
