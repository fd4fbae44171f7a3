"""The made-up store's assortment: what each thing is called, costs, weighs and how big it is."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.units import Money, Sku, UnitPrice, decigrams


class Form(Enum):
    """Collision primitive."""

    BOX = "box"
    CYLINDER = "cylinder"
    ELLIPSOID = "ellipsoid"


@dataclass(frozen=True)
class Goods:
    """One product as a body: `size` is the full extent (x, y, z) in metres, z up when it stands."""

    product: Product
    form: Form
    size: tuple[float, float, float]
    friction: float
    family: str  # look-alikes share a family; "" when it has none


FOOD, DRINK = 70, 190  # VAT in permille: reduced and full rate
COMPANY = "4000000"  # a prefix no company prints
BOX, CYLINDER, ELLIPSOID = Form.BOX, Form.CYLINDER, Form.ELLIPSOID

# sku, name, euros, grams of a full package, sd %, form, size in mm, friction, family, VAT
PACKAGED = (
    ("corn-flakes", "Lindwell Corn Flakes 375 g", 1.99, 432, 0.9, BOX, (190, 60, 270), 0.45, "", FOOD),
    ("muesli", "Lindwell Honey Oat Muesli 500 g", 2.79, 556, 0.9, BOX, (150, 65, 230), 0.45, "", FOOD),
    ("tea-mint", "Thistledown Peppermint Tea 20 bags", 1.49, 62, 1.0, BOX, (130, 68, 76), 0.45, "tea", FOOD),
    (
        "tea-camomile",
        "Thistledown Camomile Tea 20 bags",
        1.49,
        62,
        1.0,
        BOX,
        (130, 68, 76),
        0.45,
        "tea",
        FOOD,
    ),
    ("tea-rosehip", "Thistledown Rosehip Tea 20 bags", 1.49, 62, 1.0, BOX, (130, 68, 76), 0.45, "tea", FOOD),
    (
        "biscuits-butter",
        "Thistledown Butter Biscuits 200 g",
        1.29,
        224,
        0.8,
        BOX,
        (190, 46, 58),
        0.45,
        "biscuits",
        FOOD,
    ),
    (
        "biscuits-cocoa",
        "Thistledown Cocoa Biscuits 200 g",
        1.29,
        224,
        0.8,
        BOX,
        (190, 46, 58),
        0.45,
        "biscuits",
        FOOD,
    ),
    ("spaghetti", "Corvella Spaghetti 500 g", 1.19, 522, 0.5, BOX, (76, 36, 268), 0.45, "", FOOD),
    ("penne", "Corvella Penne Rigate 500 g", 1.19, 522, 0.5, BOX, (112, 58, 185), 0.45, "", FOOD),
    ("sea-salt", "Corvella Sea Salt 500 g", 0.79, 522, 0.5, BOX, (80, 45, 128), 0.45, "", FOOD),
    (
        "tomatoes-chopped",
        "Corvella Chopped Tomatoes 400 g",
        0.89,
        458,
        0.7,
        CYLINDER,
        (74, 74, 110),
        0.35,
        "tomatoes",
        FOOD,
    ),
    (
        "tomatoes-whole",
        "Corvella Whole Tomatoes 400 g",
        0.89,
        458,
        0.7,
        CYLINDER,
        (74, 74, 110),
        0.35,
        "tomatoes",
        FOOD,
    ),
    ("white-beans", "Havnby White Beans 400 g", 0.99, 458, 0.7, CYLINDER, (74, 74, 110), 0.35, "beans", FOOD),
    ("chickpeas", "Havnby Chickpeas 400 g", 0.99, 458, 0.7, CYLINDER, (74, 74, 110), 0.35, "beans", FOOD),
    (
        "tuna-oil",
        "Havnby Tuna in Sunflower Oil 185 g",
        1.79,
        221,
        0.8,
        CYLINDER,
        (86, 86, 42),
        0.35,
        "tuna",
        FOOD,
    ),
    ("tuna-water", "Havnby Tuna in Brine 185 g", 1.79, 221, 0.8, CYLINDER, (86, 86, 42), 0.35, "tuna", FOOD),
    (
        "water-still",
        "Pojo Spring Water still 0.5 l",
        0.49,
        521,
        0.4,
        CYLINDER,
        (66, 66, 214),
        0.4,
        "water",
        DRINK,
    ),
    (
        "water-sparkling",
        "Pojo Spring Water sparkling 0.5 l",
        0.49,
        521,
        0.4,
        CYLINDER,
        (66, 66, 214),
        0.4,
        "water",
        DRINK,
    ),
    ("orange-juice", "Pojo Orange Juice 1 l", 2.49, 1078, 0.4, CYLINDER, (88, 88, 246), 0.4, "", DRINK),
    ("olive-oil", "Corvella Olive Oil 500 ml", 6.99, 862, 0.9, CYLINDER, (70, 70, 268), 0.4, "", FOOD),
    ("ketchup", "Havnby Tomato Ketchup 450 ml", 1.59, 545, 0.5, CYLINDER, (70, 70, 190), 0.45, "", FOOD),
    (
        "jam-strawberry",
        "Thistledown Strawberry Jam 340 g",
        2.19,
        538,
        0.8,
        CYLINDER,
        (76, 76, 104),
        0.4,
        "jam",
        FOOD,
    ),
    (
        "jam-apricot",
        "Thistledown Apricot Jam 340 g",
        2.19,
        538,
        0.8,
        CYLINDER,
        (76, 76, 104),
        0.4,
        "jam",
        FOOD,
    ),
    (
        "jam-blackcurrant",
        "Thistledown Blackcurrant Jam 340 g",
        2.19,
        538,
        0.8,
        CYLINDER,
        (76, 76, 104),
        0.4,
        "jam",
        FOOD,
    ),
    ("pesto", "Corvella Pesto Basilico 190 g", 2.29, 338, 0.9, CYLINDER, (64, 64, 96), 0.4, "", FOOD),
    (
        "yoghurt-plain",
        "Lindwell Yoghurt plain 150 g",
        0.55,
        158,
        0.8,
        CYLINDER,
        (76, 76, 80),
        0.5,
        "yoghurt",
        FOOD,
    ),
    (
        "yoghurt-strawberry",
        "Lindwell Yoghurt strawberry 150 g",
        0.55,
        158,
        0.8,
        CYLINDER,
        (76, 76, 80),
        0.5,
        "yoghurt",
        FOOD,
    ),
    (
        "yoghurt-blueberry",
        "Lindwell Yoghurt blueberry 150 g",
        0.55,
        158,
        0.8,
        CYLINDER,
        (76, 76, 80),
        0.5,
        "yoghurt",
        FOOD,
    ),
    ("crisps-salt", "Pojo Crisps sea salt 175 g", 1.69, 184, 1.5, BOX, (180, 64, 240), 0.4, "crisps", FOOD),
    ("crisps-paprika", "Pojo Crisps paprika 175 g", 1.69, 184, 1.5, BOX, (180, 64, 240), 0.4, "crisps", FOOD),
    ("nougat-bar", "Pojo Nougat Bar 18 g", 0.35, 19.5, 1.5, BOX, (118, 36, 14), 0.4, "", FOOD),
    ("coffee", "Thistledown Coffee Beans 500 g", 5.99, 514, 0.5, BOX, (95, 66, 200), 0.45, "", FOOD),
    ("rice", "Corvella Long Grain Rice 2 kg", 3.99, 2016, 0.4, BOX, (160, 84, 245), 0.5, "", FOOD),
    ("flour", "Lindwell Wheat Flour 1 kg", 0.79, 1012, 0.6, BOX, (104, 72, 176), 0.55, "", FOOD),
    ("sugar", "Lindwell Fine Sugar 1 kg", 1.09, 1012, 0.4, BOX, (92, 64, 164), 0.55, "", FOOD),
    ("milk-whole", "Lindwell Whole Milk 3.5 % 1 l", 1.25, 1064, 0.4, BOX, (70, 70, 238), 0.45, "milk", FOOD),
    ("milk-light", "Lindwell Light Milk 1.5 % 1 l", 1.25, 1064, 0.4, BOX, (70, 70, 238), 0.45, "milk", FOOD),
    (
        "milk-lactose-free",
        "Lindwell Lactose-Free Milk 1 l",
        1.25,
        1064,
        0.4,
        BOX,
        (70, 70, 238),
        0.45,
        "milk",
        FOOD,
    ),
    ("apple-juice", "Pojo Apple Juice 1 l", 1.79, 1078, 0.4, BOX, (92, 60, 206), 0.45, "", DRINK),
)

# sku, name, sold, euros a piece or a kilogram, grams of a piece, sd %, form, size in mm, friction, family, PLU
PRODUCE = (
    ("apple-red", "Apple Red Star", Sold.WEIGHT, 2.49, 178, 12, ELLIPSOID, (76, 76, 70), 0.5, "", "4015"),
    (
        "apple-green",
        "Apple Green Smith",
        Sold.WEIGHT,
        2.79,
        178,
        12,
        ELLIPSOID,
        (76, 76, 71),
        0.5,
        "",
        "4017",
    ),
    ("banana", "Banana", Sold.WEIGHT, 1.79, 172, 14, BOX, (190, 72, 37), 0.55, "", "4011"),
    ("tomato", "Vine Tomato", Sold.WEIGHT, 3.29, 108, 15, ELLIPSOID, (66, 66, 54), 0.5, "", "4664"),
    ("pear", "Pear Conference", Sold.WEIGHT, 2.99, 185, 13, ELLIPSOID, (68, 68, 108), 0.5, "", "4414"),
    ("lemon", "Lemon", Sold.COUNT, 0.49, 122, 11, ELLIPSOID, (62, 62, 86), 0.5, "citrus", "4053"),
    ("lime", "Lime", Sold.COUNT, 0.39, 72, 11, ELLIPSOID, (52, 52, 64), 0.5, "citrus", "4048"),
    ("orange", "Orange", Sold.COUNT, 0.69, 212, 10, ELLIPSOID, (77, 77, 75), 0.5, "", "4012"),
    ("cucumber", "Cucumber", Sold.COUNT, 0.89, 385, 8, CYLINDER, (46, 46, 290), 0.5, "", "4593"),
    ("avocado", "Avocado", Sold.COUNT, 1.19, 204, 12, ELLIPSOID, (70, 70, 102), 0.5, "", "4225"),
    ("pepper-red", "Sweet Pepper red", Sold.COUNT, 0.99, 186, 16, ELLIPSOID, (80, 80, 92), 0.5, "", "4688"),
)


def ean13(item: int) -> str:
    """The store's own EAN-13 of an item number, with its check digit."""
    digits = f"{COMPANY}{item:05d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def _metres(size: tuple[float, float, float]) -> tuple[float, float, float]:
    x, y, z = size
    return x / 1000, y / 1000, z / 1000


def _weight(grams: float, sd_percent: float) -> WeightModel:
    return WeightModel(decigrams(grams), decigrams(grams * sd_percent / 100))


def _whole(size: tuple[float, float, float]) -> tuple[int, int, int]:
    x, y, z = size
    return round(x), round(y), round(z)


def _packaged() -> tuple[Goods, ...]:
    goods = []
    for place, row in enumerate(PACKAGED):
        sku, name, euros, grams, sd, form, size, friction, family, tax = row
        product = Product(
            sku=Sku(sku),
            name=name,
            sold=Sold.PIECE,
            weight=_weight(grams, sd),
            price=Money(round(euros * 100)),
            # Spread over the number range, so that neighbours differ in more than one digit.
            gtins=(ean13(17341 + place * 1913),),
            tax_permille=tax,
            size_mm=_whole(size),
        )
        goods.append(Goods(product, form, _metres(size), friction, family))
    return tuple(goods)


def _produce() -> tuple[Goods, ...]:
    goods = []
    for sku, name, sold, euros, grams, sd, form, size, friction, family, plu in PRODUCE:
        by_weight = sold is Sold.WEIGHT
        product = Product(
            sku=Sku(sku),
            name=name,
            sold=sold,
            weight=_weight(grams, sd),
            price=Money(0 if by_weight else round(euros * 100)),
            unit_price=UnitPrice(round(euros * 10_000) if by_weight else 0),
            plu=plu,
            tax_permille=FOOD,
        )
        goods.append(Goods(product, form, _metres(size), friction, family))
    return tuple(goods)


ASSORTMENT: tuple[Goods, ...] = (*_packaged(), *_produce())


def catalog() -> Catalog:
    """The assortment as the store's price file."""
    return Catalog("2026-11", "EUR", tuple(goods.product for goods in ASSORTMENT))


def true_weight(goods: Goods, rng: np.random.Generator) -> float:
    """Grams of one piece: normal around the mean, no freak beyond three standard deviations."""
    weight = goods.product.weight
    return float(weight.mean + weight.sd * np.clip(rng.standard_normal(), -3.0, 3.0)) / 10
