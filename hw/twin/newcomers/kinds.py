"""What newcomers can be: the package each kind of goods comes in, and the words that tell variants apart."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hw.twin.goods.canvas import Colour
from hw.twin.goods.labels import Design
from hw.twin.goods.vessels import Vessel, can, cup, jar, juice, ketchup, oil, water

Variant = tuple[str, str, Colour]
"""A word, the shape of its picture and its colour."""

FRUITS: tuple[Variant, ...] = (
    ("MANGO", "fruit", (240, 160, 40)), ("CHERRY", "berries", (150, 20, 44)), ("KIWI", "slices", (110, 170, 50)),
    ("BANANA", "leaves", (240, 210, 70)), ("RASPBERRY", "berries", (220, 60, 110)), ("PLUM", "fruit", (100, 44, 110)),
    ("PEACH", "fruit", (250, 170, 120)), ("COCONUT", "slices", (150, 110, 80)), ("LIME", "slices", (160, 200, 40)),
)  # fmt: skip
FLAVOURS: tuple[Variant, ...] = (
    ("CHEESE", "wedge", (246, 200, 60)), ("CHILLI", "drops", (206, 40, 30)), ("ONION", "rings", (170, 100, 160)),
    ("ROSEMARY", "leaves", (80, 130, 90)), ("TOMATO", "fruit", (220, 70, 50)), ("PEPPER", "grains", (60, 56, 60)),
    ("GARLIC", "nuts", (226, 214, 190)), ("OLIVE", "nuts", (110, 120, 50)),
)  # fmt: skip
SWEETS: tuple[Variant, ...] = (
    ("HAZELNUT", "nuts", (160, 100, 50)), ("CARAMEL", "cubes", (206, 140, 60)), ("MINT", "leaves", (60, 170, 130)),
    ("VANILLA", "flower", (244, 226, 160)), ("DARK 70 %", "cubes", (70, 40, 30)), ("COFFEE", "mug", (110, 70, 50)),
    ("WHOLE MILK", "drops", (90, 150, 214)), ("PISTACHIO", "nuts", (150, 180, 90)),
)  # fmt: skip
SCENTS: tuple[Variant, ...] = (
    ("LAVENDER", "flower", (150, 120, 200)), ("LEMON", "slices", (244, 220, 60)), ("OCEAN", "drops", (50, 130, 200)),
    ("ROSE", "flower", (226, 110, 140)), ("PINE", "leaves", (40, 110, 80)), ("SENSITIVE", "bubbles", (190, 200, 210)),
    ("ORANGE", "slices", (244, 140, 40)),
)  # fmt: skip
PETS: tuple[Variant, ...] = (
    ("CHICKEN", "head", (230, 180, 80)), ("BEEF", "head", (160, 60, 50)), ("SALMON", "fish", (240, 150, 120)),
    ("DUCK", "head", (90, 120, 80)), ("TUNA", "fish", (80, 120, 170)), ("RABBIT", "head", (170, 140, 110)),
)  # fmt: skip
FAT = ("0.1 %", "1.5 %", "3.8 %", "10 %", "LACTOSE FREE", "20 %")
STYLES = ("CLASSIC", "LIGHT", "ORGANIC", "ORIGINAL", "EXTRA", "MILD", "PURE", "FAMILY PACK", "NO. 1")


@dataclass(frozen=True)
class Kind:
    """Goods and their package: how it is folded (as a kind of the assortment is) or which vessel it is."""

    title: tuple[str, ...]
    size: tuple[float, float, float]  # millimetres, width, depth and height as it stands
    variants: tuple[Variant, ...]
    words: tuple[str, ...] = STYLES
    folded: str = ""
    lying: bool = False
    vessel: str = ""
    shape: str = "grains"  # of the picture where the variant has none of its own

    @property
    def wide_lid(self) -> bool:
        return self.vessel in ("can", "tin", "jar", "cup")


OUTLINES = {
    "can": can,
    "tin": can,
    "jar": jar,
    "cup": cup,
    "water": water,
    "juice": juice,
    "oil": oil,
    "squeeze": ketchup,
}


def vessel(name: str, pictures: Callable[[Design], dict[str, np.ndarray]]) -> Vessel:
    return Vessel(OUTLINES[name], pictures, flat=name == "tin")


KINDS: tuple[Kind, ...] = (
    Kind(("Rusks",), (180, 70, 120), SWEETS, folded="box", shape="discs"),
    Kind(("Couscous",), (112, 55, 170), FLAVOURS, folded="box"),
    Kind(("Crackers",), (150, 60, 112), FLAVOURS, folded="box", shape="discs"),
    Kind(("Cocoa", "Powder"), (92, 62, 145), SWEETS, folded="box", shape="mug"),
    Kind(("Washing", "Powder"), (165, 85, 205), SCENTS, folded="box", shape="bubbles"),
    Kind(("Cake Mix",), (140, 60, 190), SWEETS, folded="box", shape="wedge"),
    Kind(("Infusion",), (140, 72, 84), FRUITS, folded="box", shape="mug"),
    Kind(("Toothpaste",), (190, 42, 40), SCENTS, folded="box", shape="star"),
    Kind(("Tissues",), (190, 105, 62), SCENTS, folded="box", shape="flower"),
    Kind(("Stock", "Cubes"), (100, 45, 72), FLAVOURS, folded="box", shape="cubes"),
    Kind(("Chocolate",), (165, 82, 14), SWEETS, folded="box", lying=True, shape="cubes"),
    Kind(("Butter",), (104, 72, 44), FLAVOURS, FAT, folded="box", lying=True, shape="flower"),
    Kind(("Soap",), (96, 64, 34), SCENTS, folded="box", lying=True, shape="bubbles"),
    Kind(("Fish", "Fillets"), (190, 120, 42), FLAVOURS, folded="box", lying=True, shape="fish"),
    Kind(("Plasters",), (110, 62, 24), SCENTS, folded="box", lying=True, shape="star"),
    Kind(("Pretzels",), (165, 58, 220), FLAVOURS, folded="crisps", shape="rings"),
    Kind(("Gums",), (130, 42, 185), FRUITS, folded="crisps", shape="star"),
    Kind(("Cashews",), (115, 44, 160), FLAVOURS, folded="crisps", shape="nuts"),
    Kind(("Garden", "Peas"), (170, 52, 210), FLAVOURS, folded="rice", shape="pods"),
    Kind(("Lentils",), (130, 66, 190), FLAVOURS, folded="rice"),
    Kind(("Cereal", "Bar"), (132, 42, 20), FRUITS, folded="nougat", lying=True, shape="nuts"),
    Kind(("Wafer",), (125, 46, 20), SWEETS, folded="nougat", lying=True, shape="cubes"),
    Kind(("Espresso",), (95, 66, 195), SWEETS, folded="coffee", shape="mug"),
    Kind(("Cat", "Biscuits"), (110, 70, 210), PETS, folded="coffee", shape="head"),
    Kind(("Oat Flakes",), (102, 70, 175), FRUITS, folded="flour"),
    Kind(("Bread Mix",), (104, 70, 170), FLAVOURS, folded="sugar", shape="discs"),
    Kind(("Oat Drink",), (72, 72, 232), SWEETS, FAT, folded="milk", shape="drops"),
    Kind(("Kefir",), (72, 72, 225), FRUITS, FAT, folded="milk", shape="drops"),
    Kind(("Iced Tea",), (92, 62, 206), FRUITS, folded="apple", shape="slices"),
    Kind(("Cooking", "Cream"), (76, 52, 140), FLAVOURS, FAT, folded="apple", shape="drops"),
    Kind(("Sweetcorn",), (74, 74, 108), FLAVOURS, vessel="can", shape="pods"),
    Kind(("Fruit", "Halves"), (98, 98, 116), FRUITS, vessel="can", shape="fruit"),
    Kind(("Lentil", "Stew"), (84, 84, 112), FLAVOURS, vessel="can", shape="mug"),
    Kind(("Cat Feast",), (86, 86, 46), PETS, vessel="tin", shape="head"),
    Kind(("Herring",), (96, 96, 42), FLAVOURS, vessel="tin", shape="fish"),
    Kind(("Honey",), (78, 78, 102), SWEETS, vessel="jar", shape="flower"),
    Kind(("Gherkins",), (82, 82, 130), FLAVOURS, vessel="jar", shape="pods"),
    Kind(("Spread",), (84, 84, 112), SWEETS, vessel="jar", shape="nuts"),
    Kind(("Curry", "Paste"), (68, 68, 94), FLAVOURS, vessel="jar", shape="leaves"),
    Kind(("Quark",), (96, 96, 72), FRUITS, FAT, vessel="cup", shape="drops"),
    Kind(("Margarine",), (120, 120, 62), FLAVOURS, FAT, vessel="cup", shape="flower"),
    Kind(("Pudding",), (78, 78, 76), SWEETS, vessel="cup", shape="mug"),
    Kind(("Ice", "Cream"), (108, 108, 98), FRUITS, vessel="cup", shape="star"),
    Kind(("Hummus",), (104, 104, 60), FLAVOURS, vessel="cup", shape="nuts"),
    Kind(("Lemonade",), (66, 66, 212), FRUITS, vessel="water", shape="slices"),
    Kind(("Smoothie",), (70, 70, 185), FRUITS, vessel="juice", shape="fruit"),
    Kind(("Softener",), (88, 88, 235), SCENTS, vessel="juice", shape="flower"),
    Kind(("Vinegar",), (66, 66, 250), FRUITS, vessel="oil", shape="fruit"),
    Kind(("Shampoo",), (66, 66, 195), SCENTS, vessel="squeeze", shape="bubbles"),
    Kind(("Dish", "Soap"), (72, 72, 200), SCENTS, vessel="squeeze", shape="bubbles"),
    Kind(("Mayo",), (70, 70, 180), FLAVOURS, FAT, vessel="squeeze", shape="wedge"),
)  # fmt: skip
