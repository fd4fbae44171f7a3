"""The five own brands: each has a ground, a way to set its front, and the small print they share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from hw.twin.goods.canvas import BLACK, HEAVY, ITALIC, REGULAR, WHITE, Canvas, Colour, Place, dark, light, mix
from hw.twin.goods.motifs import Motif, leaf

NAVY, CREAM, GOLD, PINE = (22, 40, 86), (251, 245, 230), (202, 160, 72), (20, 78, 52)


@dataclass(frozen=True)
class Design:
    """What stands on a package."""

    brand: str
    title: tuple[str, ...]
    word: str
    net: str
    accent: Colour
    motif: Motif
    style: "Style | None" = None  # without one it is printed as its brand prints


class Style(Protocol):
    """How a brand prints: all faces, the one in front, and the narrow ones."""

    def ground(self, canvas: Canvas, design: Design) -> None: ...
    def front(self, canvas: Canvas, design: Design, box: "Box") -> None: ...
    def spine(self, canvas: Canvas, design: Design) -> None: ...


@dataclass(frozen=True)
class Box:
    """A part of a canvas that is printed on, in millimetres."""

    x: float
    y: float
    width: float
    height: float

    def at(self, across: float, down: float) -> Place:
        return self.x + across * self.width, self.y + down * self.height

    @property
    def wide(self) -> bool:
        return self.width > 1.6 * self.height


@dataclass(frozen=True)
class Layout:
    """Where the parts of a front go, and how large."""

    brand: Place
    title: Place
    word: Place
    motif: Place
    net: Place
    room: float
    size: float  # capitals of the title
    drawing: float  # half the height of the illustration


def layout(box: Box, lines: int) -> Layout:
    if box.wide:
        size = min(0.17 * box.height, 0.088 * box.width) * (0.85 if lines > 1 else 1.0)
        return Layout(
            brand=box.at(0.32, 0.2), title=box.at(0.32, 0.47), word=box.at(0.32, 0.74), motif=box.at(0.8, 0.5),
            net=box.at(0.8, 0.93), room=0.54 * box.width, size=size,
            drawing=min(0.31 * box.height, 0.13 * box.width),
        )  # fmt: skip
    more = lines - 1
    size = min(0.135 * box.width, 0.088 * box.height) * (1 - 0.06 * more)
    return Layout(
        brand=box.at(0.5, 0.115), title=box.at(0.5, 0.285 + 0.03 * more), word=box.at(0.5, 0.425 + 0.075 * more),
        motif=box.at(0.5, 0.715 + 0.04 * more), net=box.at(0.5, 0.965), room=0.88 * box.width, size=size,
        drawing=min(0.32 * box.width, (0.175 - 0.04 * more) * box.height),
    )  # fmt: skip


def titles(canvas: Canvas, design: Design, place: Layout, colour: Colour, outline: Colour | None = None) -> None:
    """The title's lines, one below the other around their place."""
    step = place.size * 1.55
    for row, words in enumerate(design.title):
        y = place.title[1] + (row - (len(design.title) - 1) / 2) * step
        edge = None if outline is None else (outline, place.size * 0.14)
        canvas.text(words, (place.title[0], y), place.size, colour, HEAVY, place.room, outline=edge)


def ribbon(canvas: Canvas, words: str, centre: Place, size: float, room: float, paper: Colour, ink: Colour) -> None:
    """The word that tells variants apart, on a pill of the accent colour."""
    width = min(room, size * (0.95 * len(words) + 2.4))
    canvas.pill(centre[0] - width / 2, centre[1] - size * 1.05, width, size * 2.1, size * 1.05, paper)
    canvas.text(words, centre, size, ink, HEAVY, width - size * 1.1)


def lindwell_ground(canvas: Canvas, design: Design) -> None:
    canvas.fade((253, 254, 255), (226, 237, 250))
    waves = max(1.0, round(canvas.width / max(canvas.height, 30)))
    for y, alpha in ((0.56, 0.25), (0.64, 0.5), (0.74, 1.0)):
        canvas.wave(y * canvas.height, 0.035 * canvas.height, waves, design.accent, y * 3, alpha)


def lindwell(canvas: Canvas, design: Design, box: Box) -> None:
    place, ink = layout(box, len(design.title)), (30, 74, 150)
    width, size = min(place.room, place.size * 7.2), place.size * 0.78
    canvas.pill(place.brand[0] - width / 2, place.brand[1] - size, width, size * 2, size, ink)
    canvas.text("Lindwell", place.brand, size * 0.92, WHITE, ITALIC, width * 0.7)
    leaf(canvas, (place.brand[0] + width * 0.36, place.brand[1] + size * 0.6), size * 1.5, -55, (136, 196, 84))
    titles(canvas, design, place, NAVY)
    ribbon(canvas, design.word, place.word, place.size * 0.66, place.room, design.accent, WHITE)
    canvas.ellipse(place.motif, place.drawing * 1.25, place.drawing * 1.25, WHITE, alpha=0.88)
    canvas.ring(place.motif, place.drawing * 1.25, place.drawing * 1.25, dark(design.accent, 0.1), place.size * 0.1)
    design.motif(canvas, place.motif, place.drawing)
    canvas.text(design.net, place.net, place.size * 0.42, WHITE, REGULAR, place.room)


def corvella_ground(canvas: Canvas, design: Design) -> None:
    canvas.fade(CREAM, mix(CREAM, GOLD, 0.16))
    canvas.stripes(canvas.height / 22 + 1, GOLD, 0.10)
    canvas.rectangle(0, 0, canvas.width, 0.2 * canvas.height, PINE)
    canvas.rectangle(0, 0.2 * canvas.height, canvas.width, 0.014 * canvas.height, GOLD)
    canvas.rectangle(0, 0.9 * canvas.height, canvas.width, 0.1 * canvas.height, design.accent)
    canvas.rectangle(0, 0.888 * canvas.height, canvas.width, 0.012 * canvas.height, GOLD)


def corvella(canvas: Canvas, design: Design, box: Box) -> None:
    place = layout(box, len(design.title))
    middle = (place.brand[0], canvas.height * 0.095)
    canvas.text("Corvella", middle, min(place.size * 1.15, canvas.height * 0.09), CREAM, ITALIC, place.room * 0.8)
    for part, colour in ((-1, (44, 132, 74)), (0, WHITE), (1, (200, 44, 46))):
        unit = place.size * 0.9
        canvas.rectangle(
            place.brand[0] + (part - 0.5) * unit, canvas.height * 0.165, unit, canvas.height * 0.016, colour
        )
    titles(canvas, design, place, (70, 34, 24))
    canvas.text(design.word, place.word, place.size * 0.62, design.accent, ITALIC, place.room)
    rule = place.word[1] + place.size * 0.95
    if not box.wide:
        canvas.line([(place.word[0] - place.room * 0.3, rule), (place.word[0] + place.room * 0.3, rule)], GOLD, 0.5)
    canvas.glow(place.motif, place.drawing * 1.9, (255, 252, 240), 0.9)
    design.motif(canvas, place.motif, place.drawing * 1.08)
    net = (place.net[0], canvas.height * 0.95)
    canvas.text(design.net, net, min(place.size * 0.46, canvas.height * 0.04), WHITE, REGULAR, place.room)


def havnby_ground(canvas: Canvas, design: Design) -> None:
    canvas.fade((24, 62, 112), (12, 32, 66))
    waves = max(2.0, round(2 * canvas.width / max(canvas.height, 40)))
    for y, colour in ((0.8, (38, 96, 152)), (0.86, (84, 156, 196)), (0.93, design.accent)):
        canvas.wave(y * canvas.height, 0.022 * canvas.height, waves, colour, y * 5)
    canvas.rectangle(0, 0, canvas.width, 0.035 * canvas.height, design.accent)
    canvas.rectangle(0, 0.035 * canvas.height, canvas.width, 0.012 * canvas.height, WHITE)


def havnby(canvas: Canvas, design: Design, box: Box) -> None:
    place = layout(box, len(design.title))
    size = place.size * 0.8
    canvas.text("H A V N B Y", place.brand, size, WHITE, HEAVY, place.room * 0.62)
    for side in (-1, 1):
        for row in range(2):
            x = place.brand[0] + side * place.room * 0.41
            y = place.brand[1] + (row - 0.5) * size * 0.5
            arc = [(x + t * size, y + size * 0.16 * np.sin(4 * t)) for t in np.linspace(-0.8, 0.8, 12)]
            canvas.line(arc, light(design.accent, 0.3), size * 0.14)
    titles(canvas, design, place, WHITE)
    ribbon(canvas, design.word, place.word, place.size * 0.62, place.room, design.accent, WHITE)
    for reach, colour in ((1.3, (228, 178, 92)), (1.22, (246, 249, 252))):
        canvas.ellipse(place.motif, place.drawing * reach, place.drawing * reach, colour)
    design.motif(canvas, place.motif, place.drawing * 0.86)
    canvas.text(design.net, place.net, place.size * 0.42, WHITE, REGULAR, place.room)


def thistledown_ground(canvas: Canvas, design: Design) -> None:
    pitch = 13.0
    tile = canvas.tile(pitch, 2 * pitch, mix(design.accent, WHITE, 0.06))
    for x, y, share in ((0.5, 1.0, 0.3), (0.0, 2.0, 0.16), (1.0, 2.0, 0.16)):
        for turn in (-130, -90, -50):
            leaf(tile, (x * pitch, y * pitch), pitch * 0.5, turn, light(design.accent, share), 0.34)
    canvas.lay(tile)


def thistle(canvas: Canvas, centre: Place, size: float) -> None:
    """The brand's mark."""
    for turn in range(-150, -20, 15):
        a = np.radians(turn)
        tip = (centre[0] + size * np.cos(a), centre[1] + size * np.sin(a))
        canvas.line([centre, tip], (140, 82, 150), size * 0.14)
    canvas.ellipse((centre[0], centre[1] + size * 0.15), size * 0.42, size * 0.4, (74, 116, 76))


def thistledown(canvas: Canvas, design: Design, box: Box) -> None:
    place, ink = layout(box, len(design.title)), dark(design.accent, 0.55)
    margin = 0.045 * min(box.width, box.height)
    inner = (box.x + margin, box.y + margin, box.width - 2 * margin, box.height - 2 * margin)
    canvas.pill(*inner, margin * 2.5, CREAM)
    x, y, width, height = inner
    frame = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    inset = margin * 0.7
    frame = [(a + (inset if a == x else -inset), b + (inset if b == y else -inset)) for a, b in frame]
    canvas.line(frame, design.accent, margin * 0.16, closed=True)
    thistle(canvas, (place.brand[0] - place.room * 0.36, place.brand[1] + place.size * 0.1), place.size * 0.75)
    canvas.text(
        "Thistledown",
        (place.brand[0] + place.size * 0.5, place.brand[1]),
        place.size * 0.8,
        ink,
        ITALIC,
        place.room * 0.68,
    )
    titles(canvas, design, place, (48, 34, 40))
    ribbon(canvas, design.word, place.word, place.size * 0.6, place.room * 0.9, design.accent, WHITE)
    canvas.ellipse(place.motif, place.drawing * 1.26, place.drawing * 1.26, light(design.accent, 0.72))
    design.motif(canvas, place.motif, place.drawing)
    net = (place.net[0], place.net[1] - margin * (1.0 if not box.wide else 1.6))
    canvas.text(design.net, net, place.size * 0.4, ink, REGULAR, place.room)


def pojo_ground(canvas: Canvas, design: Design) -> None:
    canvas.fade(light(design.accent, 0.1), dark(design.accent, 0.2))
    canvas.rays((canvas.width / 2, canvas.height * 0.66), 36, light(design.accent, 0.35), 0.35)
    canvas.wave(canvas.height * 0.9, canvas.height * 0.02, max(1.0, round(canvas.width / 60)), WHITE, 0.1)


def pojo(canvas: Canvas, design: Design, box: Box) -> None:
    place, ink = layout(box, len(design.title)), dark(design.accent, 0.7)
    centre, size = place.brand, place.size * 1.25
    room = place.room * 0.8
    canvas.text("POJO", centre, size, WHITE, HEAVY, room, tilt=-6, outline=(ink, size * 0.2))
    titles(canvas, design, place, WHITE, outline=ink)
    ribbon(canvas, design.word, place.word, place.size * 0.66, place.room, (255, 214, 40), ink)
    canvas.glow(place.motif, place.drawing * 2.2, (255, 250, 225), 0.85)
    design.motif(canvas, place.motif, place.drawing * 1.22)
    canvas.text(design.net, place.net, place.size * 0.44, ink, REGULAR, place.room)


BRANDS: dict[str, tuple[Callable[[Canvas, Design], None], Callable[[Canvas, Design, Box], None]]] = {
    "Lindwell": (lindwell_ground, lindwell),
    "Corvella": (corvella_ground, corvella),
    "Havnby": (havnby_ground, havnby),
    "Thistledown": (thistledown_ground, thistledown),
    "Pojo": (pojo_ground, pojo),
}


def ground(canvas: Canvas, design: Design) -> None:
    (design.style.ground if design.style else BRANDS[design.brand][0])(canvas, design)


def front(canvas: Canvas, design: Design, box: Box) -> None:
    (design.style.front if design.style else BRANDS[design.brand][1])(canvas, design, box)


def small_print(canvas: Canvas, design: Design, box: Box) -> None:
    """Ingredients and a table of nutrition on a light panel."""
    canvas.pill(box.x, box.y, box.width, box.height, 2.5, mix(WHITE, design.accent, 0.06))
    step = min(box.height / 14.4, box.width / 11)
    head = " ".join(design.title)
    canvas.text(head, (box.x + box.width / 2, box.y + step * 1.3), step * 0.62, BLACK, HEAVY, box.width * 0.9)
    random = np.random.default_rng(len(head))
    for row in range(4):
        y, x = box.y + step * (2.8 + row * 0.85), box.x + box.width * 0.06
        while x < box.x + box.width * 0.9:  # at this size print is grey dashes
            word = min(random.uniform(1.5, 6.0), box.x + box.width * 0.94 - x)
            canvas.rectangle(x, y, word, step * 0.34, (90, 90, 96))
            x += word + 1.0
    top = box.y + step * 6.6
    for row in range(7):
        y = top + row * step
        if y + step > box.y + box.height - step * 0.4:
            break
        if row % 2 == 0:
            canvas.rectangle(box.x + box.width * 0.06, y, box.width * 0.88, step, mix(WHITE, design.accent, 0.22))
        for part, width in ((0.09, random.uniform(0.2, 0.42)), (0.76, 0.13)):
            canvas.rectangle(box.x + box.width * part, y + step * 0.32, box.width * width, step * 0.34, (90, 90, 96))


def spine(canvas: Canvas, design: Design) -> None:
    """A narrow side: the brand, the title and the word, upright or along it."""
    if design.style:
        design.style.spine(canvas, design)
        return
    words = " ".join(design.title)
    along, across = max(canvas.width, canvas.height), min(canvas.width, canvas.height)
    tilt = 90.0 if canvas.height > canvas.width else 0.0
    size = min(across * 0.17, along * 0.055)
    paper = dark(design.accent, 0.15)
    canvas.rectangle(0, 0, canvas.width, canvas.height, paper)
    for row, (text, font, part, ink) in enumerate(
        (
            (design.brand, ITALIC, 0.9, WHITE),
            (words, HEAVY, 1.0, WHITE),
            (design.word, REGULAR, 0.75, light(paper, 0.7)),
        )
    ):
        aside = across * (0.22 + 0.28 * row)
        place = (aside, canvas.height / 2) if tilt else (canvas.width / 2, aside)
        if tilt:
            place = (canvas.width - aside, canvas.height / 2)
        canvas.text(text, place, size * part, ink, font, along * 0.86, tilt=tilt)
