"""Packages: which shape a product comes in, where its barcode goes, and its printed pictures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from hw.twin.goods import barcode
from hw.twin.goods.assortment import Goods
from hw.twin.goods.canvas import WHITE, Canvas, Colour, dark, light
from hw.twin.goods.designs import DESIGNS
from hw.twin.goods.labels import Box, Design, front, ground, small_print, spine
from hw.twin.goods.mesh import ATLAS, PADDING, Appearance, CodePlace, Surface, assemble
from hw.twin.goods.shapes import CODE, Place, Point, Window, block, lathe
from hw.twin.goods.vessels import VESSELS, Vessel

Cuts = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]
MM = 1000.0
FINEST = 6.0  # pixels for a millimetre: more is never seen


@dataclass(frozen=True)
class Code:
    """Where the barcode is printed: face, centre in millimetres (turn and height on round bodies), scale."""

    face: str
    centre: Place
    scale: float = 1.0
    ladder: bool = False

    def window(self) -> Window:
        x, y = self.centre
        turn = x if self.face == "label" else x / MM
        return Window(self.face, (turn, y / MM), barcode.nominal(self.scale), self.ladder)


CODES: dict[str, Code] = {
    "corn-flakes": Code("right", (0, -95), 1.3),
    "muesli": Code("back", (40, -88), 1.2),
    "tea-mint": Code("bottom", (30, 8)),
    "tea-camomile": Code("bottom", (30, 8)),
    "tea-rosehip": Code("bottom", (30, 8)),
    "biscuits-butter": Code("back", (60, 0), 1.1),
    "biscuits-cocoa": Code("back", (60, 0), 1.1),
    "spaghetti": Code("back", (0, -95)),
    "penne": Code("back", (24, -70), 1.2),
    "sea-salt": Code("back", (10, -42)),
    "crisps-salt": Code("back", (30, -62), 1.2),
    "crisps-paprika": Code("back", (30, -62), 1.2),
    "nougat-bar": Code("back", (26, 0), 0.8),
    "coffee": Code("back", (10, -62)),
    "rice": Code("back", (30, -55), 1.5),
    "flour": Code("back", (16, -52), 1.1),
    "sugar": Code("back", (14, -48), 1.1),
    "milk-whole": Code("back", (8, -90), 1.1),
    "milk-light": Code("back", (8, -90), 1.1),
    "milk-lactose-free": Code("back", (8, -90), 1.1),
    "apple-juice": Code("back", (16, -80), 1.2),
    "tuna-oil": Code("label", (0.93, 0), 0.8),
    "tuna-water": Code("label", (0.93, 0), 0.8),
    "water-still": Code("label", (0.9, -18), 0.9, True),
    "water-sparkling": Code("label", (0.9, -18), 0.9, True),
    "orange-juice": Code("label", (0.9, -40), 1.0),
    "olive-oil": Code("label", (0.9, -62), 1.0, True),
    "ketchup": Code("label", (0.9, -22), 0.9, True),
    "pesto": Code("label", (0.9, -10), 0.8),
    "yoghurt-plain": Code("label", (0.9, -6), 0.8),
    "yoghurt-strawberry": Code("label", (0.9, -6), 0.8),
    "yoghurt-blueberry": Code("label", (0.9, -6), 0.8),
}
CAN, JAR = Code("label", (0.9, -4), 1.2, True), Code("label", (0.9, -12), 0.9)


def package(goods: Goods) -> Appearance:
    """The finished package of a product."""
    sku = str(goods.product.sku)
    kind = sku.split("-")[0]  # all variants of a kind share their shape
    design, code = DESIGNS[sku], CODES.get(sku) or (JAR if kind == "jam" else CAN)
    if kind in VESSELS:
        return labelled(goods, VESSELS[kind], design, code)
    return folded(goods, kind, design, code, lying=kind == "nougat")


def folded(
    goods: Goods, kind: str, design: Design, code: Code, lying: bool = False, finest: float = FINEST
) -> Appearance:
    """A box, bag or carton, bent as `kind` bends; `lying` turns its front up, `finest` are pixels for a millimetre."""
    symbol = barcode.symbol(goods.product.gtins[0])
    x, y, z = goods.size
    size = (x, z, y) if lying else (x, y, z)
    cuts, deform, crease = BENT.get(kind, STRAIGHT)
    surfaces, place = block(size, code.window(), cuts, lambda points: deform(points, size))
    plain: dict[str, Colour] = {}
    if kind in ("milk", "apple"):
        surfaces.append(_cap(kind, size))
        plain = {"screw": design.accent if kind == "milk" else WHITE}
    pictures = _box_pictures(size, design, code, symbol, plain, 0.8 if kind == "milk" else 1.0, finest)
    if lying:
        surfaces = [Surface(_laid(one.points), one.faces, one.uv, one.region) for one in surfaces]
        place = place and CodePlace(_lay(place.centre), _lay(place.normal), _lay(place.up))
    return assemble(surfaces, pictures, crease, place)


def _laid(points: np.ndarray) -> np.ndarray:
    """What faced the front faces up."""
    return np.stack([points[:, 0], points[:, 2], -points[:, 1]], axis=1)


def _lay(point: Point) -> Point:
    return point[0], point[2], -point[1]


# Boxes, bags and cartons: a block, bent.


def pillow(points: np.ndarray, size: Point, full: float = 2.4, rise: float = 0.55) -> np.ndarray:
    """A bag: thick in the middle, flat along its seams, a little creased."""
    x, _, z = np.moveaxis(points / (np.array(size) / 2), -1, 0)
    seam = np.clip((np.abs(z) - 0.92) / 0.04, 0, 1)
    body = (1 - np.abs(x) ** full).clip(0) ** rise * (1 - (np.abs(z) / 0.96).clip(0, 1) ** (full + 1)).clip(0) ** rise
    crease = 1 - 0.07 * (1 + np.sin(9 * x + 2.5 * np.sign(z))) * np.abs(z) ** 3
    thick = np.maximum(body * crease * (1 - seam), 0.035)
    waist = 1 - 0.03 * np.cos(np.pi * z / 2) ** 2
    return np.stack([points[..., 0] * waist, points[..., 1] * thick, points[..., 2]], axis=-1)


def sack(points: np.ndarray, size: Point) -> np.ndarray:
    """A full bag of grain."""
    return pillow(points, size, 4.5, 0.5)


def brick_bag(points: np.ndarray, size: Point) -> np.ndarray:
    """A paper bag that stands: round edges, sides that give a little."""
    unit = points / (np.array(size) / 2)
    power = 9.0
    norm = (np.abs(unit) ** power).sum(-1, keepdims=True) ** (1 / power)
    big = np.abs(unit).max(-1, keepdims=True)
    bent = unit * np.where(norm > 0, big / np.maximum(norm, 1e-9), 1.0)
    x, y, z = np.moveaxis(bent, -1, 0)
    dent = 1 - 0.035 * (1 + np.sin(3.1 * z + 4 * x * y)) / 2
    return np.stack([x * dent, y * dent, z], -1) * np.array(size) / 2


def stand_bag(points: np.ndarray, size: Point) -> np.ndarray:
    """A coffee bag: a brick below, pressed flat towards the seam on top."""
    bent = brick_bag(points, size)
    z = points[..., 2] / (size[2] / 2)
    flat = np.clip((z - 0.42) / 0.38, 0, 1)
    thin = 1 - 0.95 * (3 * flat**2 - 2 * flat**3)
    top = np.where(z > 0.42, 0.42 + (z - 0.42), bent[..., 2] / (size[2] / 2))
    return np.stack(
        [bent[..., 0] * (1 - flat) + points[..., 0] * 0.97 * flat, bent[..., 1] * thin, top * size[2] / 2], -1
    )


def gable(points: np.ndarray, size: Point) -> np.ndarray:
    """A milk carton: a roof with gussets folded in, and a seam along its ridge."""
    x, y, z = np.moveaxis(points / (np.array(size) / 2), -1, 0)
    roof = np.clip((z - 0.62) / (0.88 - 0.62), 0, 1)
    thin = 1 - 0.955 * roof
    gusset = np.clip(np.minimum(z - 0.62, 0.9 - z) / 0.13, 0, 1) * (1 - np.abs(y)) * (np.abs(x) > 0.99)
    return np.stack([x * (1 - 0.34 * gusset), y * thin, z], -1) * np.array(size) / 2


def juice_brick(points: np.ndarray, size: Point) -> np.ndarray:
    """A brick carton that leaves room for its screw cap."""
    lower = 1 - 0.014 / size[2]
    return np.concatenate([points[..., :2], (points[..., 2:] + size[2] / 2) * lower - size[2] / 2], axis=-1)


def bar(points: np.ndarray, size: Point) -> np.ndarray:
    """A flow-wrapped bar: flat fins at both ends."""
    x, y, z = np.moveaxis(points / (np.array(size) / 2), -1, 0)
    fin = np.clip((np.abs(x) - 0.8) / 0.08, 0, 1)
    body = (1 - np.abs(z) ** 4).clip(0) ** 0.5
    thick = np.maximum(body * (1 - fin), 0.06)
    return np.stack([x, y * thick, z * (0.9 + 0.1 * fin)], -1) * np.array(size) / 2


FINE_CUTS = tuple(np.linspace(-1, 1, 17)[1:-1])
TALL_CUTS = (*np.linspace(-1, 1, 23)[1:-1], -0.94, 0.94)
Bent = tuple[Cuts, Callable[[np.ndarray, Point], np.ndarray], float]
STRAIGHT: Bent = (((), (), ()), lambda points, size: points, 30.0)
BENT: dict[str, Bent] = {  # where it is cut, how it bends, and the angle from which an edge is sharp
    "crisps": ((FINE_CUTS, (), tuple(sorted(TALL_CUTS))), pillow, 50.0),
    "nougat": ((tuple(sorted(TALL_CUTS)), (), FINE_CUTS), bar, 50.0),
    "rice": ((FINE_CUTS, (), tuple(sorted(TALL_CUTS))), sack, 50.0),
    "coffee": ((FINE_CUTS, (-0.5, 0.0, 0.5), tuple(sorted(TALL_CUTS))), stand_bag, 40.0),
    "flour": ((FINE_CUTS, FINE_CUTS, FINE_CUTS), brick_bag, 40.0),
    "sugar": ((FINE_CUTS, FINE_CUTS, FINE_CUTS), brick_bag, 40.0),
    "milk": (((), (0.0,), (0.62, 0.75, 0.88)), gable, 25.0),
    "apple": (((), (), ()), juice_brick, 30.0),
}


def _cap(kind: str, size: Point) -> Surface:
    """A screw cap: on the roof's front slope, or on the top of a brick."""
    radius, height = 0.0125, 0.014
    sections = [("screw", [(0.0, 0.0), (radius, 0.0), (radius, height * 0.9), (radius * 0.9, height), (0.0, height)])]
    (screw,), _ = lathe(sections, None, 20)
    points = screw.points
    if kind == "apple":
        points = points * [1, 1, 1.06] + [size[0] * 0.22, 0, size[2] / 2 - 0.0149]
    else:
        slope = np.arctan2(0.26 * size[2] / 2, size[1] / 2)
        turn = np.array([[1, 0, 0], [0, np.cos(slope), -np.sin(slope)], [0, np.sin(slope), np.cos(slope)]])
        points = (points * [1, 1, 0.9]) @ turn.T + [0, -size[1] * 0.235, size[2] / 2 * 0.745]
    return Surface(points, screw.faces, np.full((len(points), 2), 0.5), "screw")


def _box_pictures(
    size: Point,
    design: Design,
    code: Code,
    symbol: np.ndarray,
    plain: Mapping[str, Colour],
    used: float,
    finest: float,
) -> dict[str, np.ndarray]:
    """Pictures of the six faces, as fine as the atlas allows; `used` is the part below a carton's roof."""
    x, y, z = (extent * MM for extent in size)
    sheets = {
        "front": (x, z),
        "back": (x, z),
        "right": (y, z),
        "left": (y, z),
        "top": (x, y),
        "bottom": (x, y),
    }
    patches = {CODE: symbol, **{name: np.full((8, 8, 3), colour, np.uint8) for name, colour in plain.items()}}
    finest = min(finest, _finest(list(sheets.values()), patches))
    pictures = dict(patches)
    for name, (width, height) in sheets.items():
        if name == "left":
            pictures[name] = pictures["right"]
            continue
        canvas = Canvas(width, height, finest)
        ground(canvas, design)
        if name == "front":
            front(canvas, design, Box(0, height * (1 - used), width, height * used))
        elif name == "back":
            _back(canvas, design, code if code.face == "back" else None, used)
        elif name == "right" and used == 1.0:
            spine(canvas, design)
        elif name == "right":
            small_print(canvas, design, Box(width * 0.1, height * 0.3, width * 0.8, height * 0.4))
        elif name == "top" and used == 1.0:
            spine(canvas, design)
        elif name == "bottom" and design.style is None:
            canvas.rectangle(0, 0, width, height, light(design.accent, 0.55))
        pictures[name] = canvas.picture()
    return pictures


def _back(canvas: Canvas, design: Design, code: Code | None, used: float) -> None:
    width, top = canvas.width, canvas.height * (1 - used)
    height = canvas.height - top
    if width > 1.35 * height:
        small_print(canvas, design, Box(width * 0.05, height * 0.1, width * 0.52, height * 0.8))
        return
    canvas.text(
        design.brand,
        (width / 2, top + height * 0.09),
        width * 0.07,
        WHITE,
        room=width * 0.7,
        outline=(dark(design.accent, 0.5), 0.8),
    )
    below = 0.5 if code is not None else 0.78
    small_print(canvas, design, Box(width * 0.08, top + height * 0.16, width * 0.84, height * below))


def _finest(sheets: list[Place], patches: Mapping[str, np.ndarray]) -> float:
    """The most pixels for a millimetre at which all sheets and patches fit the atlas."""
    for finest in np.arange(FINEST, 1.0, -0.1):
        blank = {
            f"sheet {i}": np.broadcast_to(np.uint8(0), (round(h * finest), round(w * finest), 3))
            for i, (w, h) in enumerate(sheets)
        }
        if _fits([picture.shape for picture in (*blank.values(), *patches.values())]):
            return float(finest)
    raise ValueError("the sheets are too large for one atlas: give the product a smaller size")


def _fits(shapes: list[tuple[int, ...]]) -> bool:
    x = y = shelf = 0
    for height, width, _ in sorted(shapes, reverse=True):
        if width + 2 * PADDING > ATLAS:
            return False
        if x + width + 2 * PADDING > ATLAS:
            x, y, shelf = 0, y + shelf, 0
        x, shelf = x + width + 2 * PADDING, max(shelf, height + 2 * PADDING)
    return y + shelf <= ATLAS


# Cans, jars, cups and bottles: a lathed body with a label around it.


def labelled(goods: Goods, vessel: Vessel, design: Design, code: Code, finest: float = FINEST) -> Appearance:
    """A can, jar, cup or bottle."""
    symbol = barcode.symbol(goods.product.gtins[0])
    sections = vessel.sections(goods.size)
    surfaces, place = lathe(sections, code.window(), 48)
    radius, z = np.array(dict(sections)["label"]).T
    around, height = 2 * np.pi * radius.max() * MM, float(np.hypot(np.diff(radius), np.diff(z)).sum()) * MM
    patches = {CODE: symbol, **vessel.pictures(design)}
    canvas = Canvas(around, height, min(_finest([(around, height)], patches), finest))
    ground(canvas, design)
    share = 0.36 if vessel.flat else 0.38
    front(canvas, design, Box(around * (0.5 - share / 2), 0, around * share, height))
    small_print(canvas, design, Box(around * 0.03, height * 0.1, around * 0.22, height * 0.8))
    return assemble(surfaces, {**patches, "label": canvas.picture()}, 35.0, place)
