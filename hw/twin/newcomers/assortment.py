"""The dice that make newcomers, and how each one looks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from cart.core.catalog import Product, Sold, WeightModel
from cart.core.units import Money, Sku, decigrams
from hw.twin.goods import Appearance, Form, Goods
from hw.twin.goods.assortment import ean13
from hw.twin.goods.barcode import nominal
from hw.twin.goods.canvas import Colour
from hw.twin.goods.labels import Design
from hw.twin.goods.packages import Code, folded, labelled
from hw.twin.goods.produce import grown
from hw.twin.newcomers.drawings import Drawing
from hw.twin.newcomers.harvest import CROPS, Crop
from hw.twin.newcomers.houses import House, house
from hw.twin.newcomers.kinds import KINDS, Kind, Variant, vessel

FEWEST, MOST = 3, 5  # siblings in a family
FINE = 2.5  # pixels for a millimetre of label: the basket's camera sees about one
APART = 22.0  # Lab distance of two siblings' accents: less is one colour to a person under another lamp
SYLLABLES = ("Bel", "Kor", "Tri", "Vos", "Mi", "Lan", "Do", "Rea", "Fen", "Zu"), ("va", "lo", "mint", "dar", "sa", "ne")
ENDS = ("ra", "co", "vik", "na", "zo", "lle", "tos", "x", "ro", "ly")
ACCENTS: tuple[Colour, ...] = (
    (206, 36, 44), (238, 120, 30), (248, 204, 40), (150, 190, 40), (40, 140, 70), (20, 150, 160), (60, 150, 220),
    (30, 60, 150), (120, 60, 160), (226, 80, 150), (130, 80, 50), (60, 60, 66), (246, 246, 240), (250, 180, 160),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Newcomer:
    """One made-up product; `goods.family` names its family, "" is a single."""

    goods: Goods
    print: "Print | Crop"

    @property
    def sku(self) -> str:
        return str(self.goods.product.sku)

    def look(self, seed: int) -> Appearance:
        """Every package of a product looks the same; fruit and vegetables differ from piece to piece."""
        if isinstance(self.print, Crop):
            return grown(self.goods, self.print.kind, np.random.default_rng([seed, *self.sku.encode()]))
        return self.print.appearance(self.goods)


@dataclass(frozen=True)
class Print:
    """A package and what stands on it."""

    kind: Kind
    design: Design
    house: House
    lid: str

    def appearance(self, goods: Goods) -> Appearance:
        if self.kind.vessel:
            made = vessel(self.kind.vessel, lambda design: self.house.pictures(design, self.lid))
            label = np.array(dict(made.sections(goods.size))["label"])
            return labelled(goods, made, self.design, _code_around(label), FINE)
        return folded(goods, self.kind.folded, self.design, self._code_behind(goods), self.kind.lying, FINE)

    def _code_behind(self, goods: Goods) -> Code:
        x, y, z = (1000 * extent for extent in goods.size)
        width, height = (x, y) if self.kind.lying else (x, z)
        full = [1000 * side for side in nominal(1.0)]
        scale = min(1.0, 0.4 * width / full[0], 0.28 * height / full[1])
        return Code("back", (0.16 * width, -0.27 * height), scale)


def _code_around(label: np.ndarray) -> Code:
    (radius, low), (_, high) = 1000 * label[0], 1000 * label[-1]
    full = [1000 * side for side in nominal(1.0)]
    scale = min(0.9, 0.16 * 2 * np.pi * radius / full[0], 0.6 * (high - low) / full[1])
    return Code("label", (0.9, float((low + high) / 2)), float(scale))


def newcomers(seed: int, singles: int = 100, related: int = 100) -> list[Newcomer]:
    """So many products without look-alikes, and so many in families of three to five."""
    rng = np.random.default_rng([seed, 4711])
    houses = _houses(rng)
    crops = CROPS[: singles // 10]
    made: list[Newcomer] = [_grown(nth, crop) for nth, crop in enumerate(crops)]
    kinds = _shuffled(rng)
    while len(made) < singles:
        made.append(_single(len(made), next(kinds), next(houses), rng))
    kinds = _shuffled(rng)
    for nth, size in enumerate(_sizes(related, rng)):
        made += _family(len(made), f"family-{nth}", size, next(kinds), next(houses), rng)
    return made


def _sizes(related: int, rng: np.random.Generator) -> list[int]:
    """Families of three to five that make `related` products."""
    sizes: list[int] = []
    while (left := related - sum(sizes)) > 0:
        fits = [size for size in range(FEWEST, MOST + 1) if left == size or left - size >= FEWEST]
        if not fits:
            raise ValueError(f"{related} products make no families of {FEWEST} to {MOST}: take {FEWEST} or more")
        sizes.append(int(rng.choice(fits)))
    return sizes


def _shuffled(rng: np.random.Generator) -> Iterator[Kind]:
    while True:
        for nth in rng.permutation(len(KINDS)):
            yield KINDS[nth]


def _houses(rng: np.random.Generator) -> Iterator[House]:
    """Brand after brand, no name twice."""
    names: set[str] = set()
    while True:
        name = "".join(str(rng.choice(part)) for part in (*SYLLABLES, ENDS))
        if name not in names:
            names.add(name)
            yield house(name, rng)


def _single(number: int, kind: Kind, brand: House, rng: np.random.Generator) -> Newcomer:
    word, shape, colour = kind.variants[int(rng.integers(len(kind.variants)))]
    if rng.random() < 0.5:
        word, shape = str(rng.choice(kind.words)), kind.shape
    accent = ACCENTS[int(rng.integers(len(ACCENTS)))]
    drawing = Drawing(shape, _nudged(colour, rng), int(rng.choice([1, 3, 4])), int(rng.integers(1000)))
    lid = "printed" if kind.wide_lid else str(rng.choice(["accent", "house"]))
    return _printed(number, "", kind, brand, word, accent, drawing, lid, _size(kind, rng))


def _family(
    number: int, name: str, size: int, kind: Kind, brand: House, rng: np.random.Generator
) -> Iterator[Newcomer]:
    """Siblings on one layout. The way in which they differ is thrown for the family."""
    ways = ["flavour", "flavour", "word", "word"]
    ways += ["lid"] * 2 if kind.vessel not in ("", "can", "tin") else []
    way = str(rng.choice(ways))
    variants = _apart(list(kind.variants), rng)
    accents = _apart([("", "", colour) for colour in ACCENTS], rng)
    words = [str(word) for word in rng.permutation(kind.words)]
    lid = "accent" if way == "lid" or not kind.wide_lid else "printed"
    if way == "lid":
        brand = replace(brand, mark="none", badge="tag")
    extent, count, dice = _size(kind, rng), int(rng.choice([1, 3, 4])), int(rng.integers(1000))
    colour = _nudged(kind.variants[int(rng.integers(len(kind.variants)))][2], rng)
    if way == "flavour" and len(variants) < size:
        way = "word"
    for nth in range(size):
        word, shape, own = variants[nth] if way == "flavour" else (words[nth], kind.shape, colour)
        accent = own if way == "flavour" else accents[nth][2]
        drawing = Drawing(shape, own, count, dice)
        yield _printed(number + nth, name, kind, brand, word, accent, drawing, lid, extent)


def _apart(variants: list[Variant], rng: np.random.Generator) -> list[Variant]:
    """In any order, without those whose colour a person would take for that of one before."""
    kept: list[Variant] = []
    for nth in rng.permutation(len(variants)):
        if all(np.linalg.norm(_lab(variants[nth][2]) - _lab(other[2])) >= APART for other in kept):
            kept.append(variants[nth])
    return kept


def _lab(colour: Colour) -> np.ndarray:
    pixel = np.array([[colour]], np.float32) / 255
    return np.asarray(cv2.cvtColor(pixel, cv2.COLOR_RGB2LAB)[0, 0], np.float64)


def _nudged(colour: Colour, rng: np.random.Generator) -> Colour:
    r, g, b = (int(np.clip(value + rng.integers(-20, 21), 0, 255)) for value in colour)
    return r, g, b


def _size(kind: Kind, rng: np.random.Generator) -> tuple[float, float, float]:
    """In metres, a little larger or smaller than the kind's; round packages stay round."""
    wide, deep, high = rng.uniform(0.9, 1.1, 3)
    if kind.vessel or kind.folded == "milk":
        deep = wide
    x, y, z = kind.size
    # Nothing may be taller than what a basket holds lying down.
    return float(x * wide / 1000), float(y * deep / 1000), float(min(z * high, 262) / 1000)


def _printed(
    number: int,
    family: str,
    kind: Kind,
    brand: House,
    word: str,
    accent: Colour,
    drawing: Drawing,
    lid: str,
    size: tuple[float, float, float],
) -> Newcomer:
    design = Design(brand.name, kind.title, word, "250 g", accent, drawing, brand)
    form = Form.CYLINDER if kind.vessel else Form.BOX
    name = f"{brand.name} {' '.join(kind.title)} {word.lower()}"
    goods = _goods(number, name, family, form, size)
    return Newcomer(goods, Print(kind, design, brand, lid))


def _grown(number: int, crop: Crop) -> Newcomer:
    x, y, z = (extent / 1000 for extent in crop.size)
    return Newcomer(_goods(number, crop.name, "", Form.ELLIPSOID, (x, y, z)), crop)


def _goods(number: int, name: str, family: str, form: Form, size: tuple[float, float, float]) -> Goods:
    x, y, z = size
    grams = float(np.clip(0.6e6 * x * y * z, 15, 1500))
    product = Product(
        sku=Sku(f"newcomer-{number:03}"),
        name=name,
        sold=Sold.PIECE,
        weight=WeightModel(decigrams(grams), decigrams(grams * 0.008)),
        price=Money(199),
        gtins=(ean13(100 + 7 * number),),
        tax_permille=70,
    )
    return Goods(product, form, size, 0.45, family)
