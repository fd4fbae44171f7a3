"""The made-up store's goods: codes that read, weights and sizes that could be real, meshes that close."""

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from stdnum import ean

import hw.twin.goods
from cart.core.catalog import Sold
from hw.twin.goods import ASSORTMENT, Appearance, Form, Goods, appearance, catalog, true_weight

PICTURES = Path(hw.twin.goods.__file__).parent / "pictures"
PACKAGES = [goods for goods in ASSORTMENT if goods.product.gtins]
PRODUCE = [goods for goods in ASSORTMENT if not goods.product.gtins]


def name(goods: Goods) -> str:
    return goods.product.sku


def volume(look: Appearance) -> float:
    """Litres inside the mesh; positive when its triangles face outwards."""
    a, b, c = np.moveaxis(look.vertices[look.faces].astype(float), 1, 0)
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6 * 1000)


def closed(look: Appearance) -> bool:
    """Every edge is walked once in each direction, points at one place taken as one."""
    places = np.unique((look.vertices * 1e6).round().astype(int), axis=0, return_inverse=True)[1].reshape(-1)
    faces = places[look.faces]
    walked = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges = Counter(map(tuple, walked.tolist()))
    return all(edges[end, start] == times for (start, end), times in edges.items())


@pytest.mark.parametrize("goods", ASSORTMENT, ids=name)
def test_a_piece_is_a_closed_body_of_believable_density_and_code(goods: Goods) -> None:
    look = appearance(goods, seed=3)
    assert closed(look)
    assert (np.abs(look.vertices).max(0) * 2 <= np.array(goods.size) + 1e-4).all()
    assert 0.08 <= goods.product.weight.mean / 10_000 / volume(look) <= 1.6
    assert len(look.vertices) == len(look.uv) == len(look.normals)
    assert np.allclose(np.linalg.norm(look.normals, axis=1), 1, atol=1e-4)
    assert look.uv.min() >= 0
    assert look.uv.max() <= 1
    assert look.texture.dtype == np.uint8
    assert max(look.texture.shape) <= 1024
    codes = tuple(code.text for code in zxingcpp.read_barcodes(look.texture))
    assert codes == goods.product.gtins


@pytest.mark.parametrize("goods", PACKAGES, ids=name)
def test_the_code_lies_on_the_surface(goods: Goods) -> None:
    look = appearance(goods)
    assert look.code_at is not None
    centre, normal, up = (np.array(value) for value in look.code_at)
    assert normal @ up == pytest.approx(0, abs=1e-6)
    corners = look.vertices[look.faces]
    middle = corners.mean(1)
    spread = np.linalg.norm(corners - middle[:, None], axis=2).max(1)
    assert (np.linalg.norm(middle - centre, axis=1) <= spread + 1e-3).any()


def test_names_codes_and_skus_are_unique() -> None:
    products = catalog().products
    assert len(products) >= 28
    for values in (
        [product.sku for product in products],
        [product.name for product in products],
        [code for product in products for code in (*product.gtins, product.plu) if code],
    ):
        assert len(values) == len(set(values))
    assert all(ean.is_valid(code) for product in products for code in product.gtins)
    assert all(catalog().by_code(code) is product for product in products for code in product.gtins)


def test_prices_fit_the_way_of_selling() -> None:
    for product in catalog().products:
        assert (product.unit_price > 0) == (product.sold is Sold.WEIGHT)
        assert (product.price > 0) == (product.sold is not Sold.WEIGHT)
        assert product.tax_permille in (70, 190)
    assert sum(product.sold is Sold.WEIGHT for product in catalog().products) >= 3
    assert sum(product.sold is Sold.COUNT for product in catalog().products) >= 3


def test_there_are_look_alikes_and_equal_weights() -> None:
    families, weights = defaultdict(set), defaultdict(set)
    for goods in ASSORTMENT:
        families[goods.family].add(goods.product.sku)
    for goods in PACKAGES:
        weights[goods.product.weight.mean].add(goods.product.sku)
    assert sum(len(members) >= 2 for family, members in families.items() if family) >= 3
    assert sum(len(members) >= 2 for members in weights.values()) >= 3
    assert min(goods.product.weight.mean for goods in PACKAGES) <= 200
    assert max(goods.product.weight.mean for goods in PACKAGES) >= 20_000


@pytest.mark.parametrize("goods", ASSORTMENT, ids=name)
def test_pieces_spread_around_their_weight(goods: Goods) -> None:
    weight, random = goods.product.weight, np.random.default_rng(1)
    grams = np.array([true_weight(goods, random) for _ in range(2000)])
    assert grams.min() > 0
    assert grams.mean() == pytest.approx(weight.mean / 10, rel=0.02)
    assert grams.std() == pytest.approx(weight.sd / 10, rel=0.1)
    low, high = (0.003, 0.016) if goods.product.gtins else (0.08, 0.20)
    assert low <= grams.std() / grams.mean() * 1.05
    assert grams.std() / grams.mean() * 0.95 <= high


def test_produce_varies_and_repeats_with_its_seed() -> None:
    for goods in PRODUCE:
        first, again, other = appearance(goods, 1), appearance(goods, 1), appearance(goods, 2)
        assert np.array_equal(first.texture, again.texture)
        assert np.array_equal(first.vertices, again.vertices)
        assert not np.array_equal(first.texture, other.texture)
    assert appearance(PACKAGES[0], 1) is appearance(PACKAGES[0], 2)


def test_every_product_has_a_small_picture() -> None:
    files = {path.stem: path.stat().st_size for path in PICTURES.glob("*.jpg")}
    assert set(files) == {goods.product.sku for goods in ASSORTMENT}
    assert max(files.values()) <= 14_000
    assert sum(files.values()) <= 500_000


def test_forms_are_the_primitives_that_the_world_knows() -> None:
    assert {goods.form for goods in ASSORTMENT} == set(Form)
