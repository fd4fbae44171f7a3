"""Brands drawn by dice: their paper and pattern, where a front has its parts, and what the lids look like."""

from dataclasses import dataclass

import cv2
import numpy as np

from hw.twin.goods.canvas import HEAVY, ITALIC, REGULAR, WHITE, Canvas, Colour, Place, dark, light, mix
from hw.twin.goods.labels import Box, Design, ribbon
from hw.twin.goods.motifs import leaf
from hw.twin.goods.vessels import STEEL, plain_lid, ridges, sheen

COMPLEX, TRIPLEX = cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_TRIPLEX
TITLE_FONTS = (HEAVY, TRIPLEX, HEAVY, TRIPLEX | cv2.FONT_ITALIC, HEAVY)
BRAND_FONTS = (HEAVY, ITALIC, COMPLEX, TRIPLEX, cv2.FONT_HERSHEY_SCRIPT_COMPLEX, REGULAR)
PAPERS: tuple[Colour, ...] = (
    (250, 250, 248), (248, 240, 220), (236, 226, 204), (214, 232, 240), (226, 238, 214), (250, 226, 226),
    (252, 236, 170), (232, 222, 240), (30, 40, 84), (24, 70, 54), (96, 24, 40), (40, 36, 40), (200, 40, 44),
    (232, 120, 30), (244, 196, 40), (70, 150, 80), (30, 110, 170), (116, 60, 130), (20, 130, 140), (150, 104, 66),
)  # fmt: skip
PATTERNS = ("plain", "fade", "stripes", "halves", "slope", "dots", "checks", "rays", "hills", "lines", "leaves", "arcs")
MARKS = ("top", "bottom", "both", "wave", "corners")
PARTS = ("brand", "title", "word", "picture")
SHARES = {"brand": 0.13, "title": 0.25, "word": 0.16, "picture": 0.46}  # of a front's height


def ink_on(paper: Colour) -> Colour:
    """White or a dark shade of the paper, whichever can be read."""
    bright = 0.3 * paper[0] + 0.59 * paper[1] + 0.11 * paper[2]
    return WHITE if bright < 140 else dark(paper, 0.82)


@dataclass(frozen=True)
class House:
    """One brand's print. What tells its variants apart is the accent: on a mark, on the word, on lids."""

    name: str
    paper: Colour
    second: Colour
    pattern: str
    mark: str
    share: float  # of each face that the accent's mark takes
    order: tuple[str, ...]  # of the front's parts, from the top
    mirrored: bool
    plate: str  # behind the title
    badge: str  # how the word stands out
    stage: str  # behind the picture
    title_font: int
    brand_font: int
    glass: Colour

    def ground(self, canvas: Canvas, design: Design) -> None:
        _pattern(canvas, self)
        _mark(canvas, self.mark, self.share, design.accent)

    def front(self, canvas: Canvas, design: Design, box: Box) -> None:
        if box.wide:
            left = 0.4 if self.mirrored else 0.0
            words = Box(box.x + left * box.width, box.y, box.width * 0.6, box.height)
            picture = Box(box.x + (0.0 if self.mirrored else 0.6) * box.width, box.y, box.width * 0.4, box.height)
            self._picture(canvas, design, picture.at(0.5, 0.5), 0.36 * min(picture.width, picture.height))
            order = [part for part in self.order if part != "picture"]
            heights = {"brand": 0.26, "title": 0.4, "word": 0.26}
        else:
            words, order, heights = box, list(self.order), SHARES
        y = 0.04
        for part in order:
            middle = words.at(0.5, y + heights[part] / 2 * 0.92)
            self._part(canvas, design, part, middle, words.width, heights[part] * words.height * 0.92)
            y += heights[part] * 0.92

    def _part(self, canvas: Canvas, design: Design, part: str, place: Place, width: float, height: float) -> None:
        if part == "picture":
            self._picture(canvas, design, place, 0.4 * min(width, height))
        elif part == "brand":
            size = min(height * 0.42, width * 0.1)
            ink = ink_on(self.paper)
            canvas.text(design.brand, place, size, ink, self.brand_font, width * 0.86, outline=(self.paper, size * 0.3))
        elif part == "title":
            self._title(canvas, design, place, width, height)
        else:
            self._word(canvas, design.word, place, min(height * 0.34, width * 0.085), width, design.accent)

    def _title(self, canvas: Canvas, design: Design, place: Place, width: float, height: float) -> None:
        lines = design.title
        size = min(height * 0.72 / (1.6 * len(lines)), width * 0.14)
        paper = {"none": self.paper, "second": self.second}.get(self.plate, light(self.paper, 0.85))
        if self.plate == "band":
            canvas.rectangle(place[0] - width / 2, place[1] - height * 0.44, width, height * 0.88, paper)
        elif self.plate != "none":
            canvas.pill(place[0] - width * 0.46, place[1] - height * 0.44, width * 0.92, height * 0.88, height, paper)
        ink = ink_on(paper)
        for row, words in enumerate(lines):
            y = place[1] + (row - (len(lines) - 1) / 2) * size * 1.6
            canvas.text(words, (place[0], y), size, ink, self.title_font, width * 0.84, outline=(paper, size * 0.22))

    def _word(self, canvas: Canvas, words: str, place: Place, size: float, width: float, accent: Colour) -> None:
        ink = ink_on(accent)
        if self.badge == "ribbon":
            ribbon(canvas, words, place, size, width * 0.86, accent, ink)
        elif self.badge == "bar":
            canvas.rectangle(place[0] - width / 2, place[1] - size * 1.15, width, size * 2.3, accent)
            canvas.text(words, place, size, ink, HEAVY, width * 0.84)
        else:
            room = min(width * 0.9, size * (len(words) + 3))
            canvas.rectangle(place[0] - room / 2, place[1] - size * 1.15, room, size * 2.3, WHITE)
            canvas.rectangle(place[0] - room / 2, place[1] + size * 0.85, room, size * 0.4, accent)
            canvas.text(words, place, size, dark(accent, 0.35), HEAVY, room * 0.88)

    def _picture(self, canvas: Canvas, design: Design, place: Place, size: float) -> None:
        if self.stage == "disc":
            canvas.ellipse(place, size * 1.22, size * 1.22, light(self.paper, 0.85))
            canvas.ring(place, size * 1.22, size * 1.22, self.second, size * 0.07)
        elif self.stage == "glow":
            canvas.glow(place, size * 1.9, (255, 252, 240), 0.95)
        elif self.stage == "card":
            canvas.rectangle(
                place[0] - size * 1.2, place[1] - size * 1.15, size * 2.4, size * 2.3, light(self.second, 0.8)
            )
        design.motif(canvas, place, size)

    def spine(self, canvas: Canvas, design: Design) -> None:
        """The narrow sides: words along them, and the accent as a strip."""
        along, across = max(canvas.width, canvas.height), min(canvas.width, canvas.height)
        upright = canvas.height > canvas.width
        tilt = 90.0 if upright else 0.0
        _pattern(canvas, self)
        strip = across * 0.24
        if upright:
            canvas.rectangle(canvas.width - strip, 0, strip, canvas.height, design.accent)
        else:
            canvas.rectangle(0, canvas.height - strip, canvas.width, strip, design.accent)
        size = min(across * 0.2, along * 0.075)
        ink, paper = ink_on(self.paper), self.paper
        rows = ((design.brand, 0.7, 0.2), (" ".join(design.title), 1.0, 0.5), (design.word, 0.75, 0.88))
        for nth, (words, part, down) in enumerate(rows):
            place = (canvas.width * down, canvas.height / 2) if upright else (canvas.width / 2, canvas.height * down)
            colour = ink_on(design.accent) if nth == 2 else ink
            edge = None if nth == 2 else (paper, size * 0.2)
            canvas.text(words, place, size * part, colour, HEAVY, along * 0.86, tilt=tilt, outline=edge)

    def pictures(self, design: Design, lid: str) -> dict[str, np.ndarray]:
        """Metal, glass, cap and lid of its vessels; `lid` is printed, or in the accent or the house's colour."""
        cap = design.accent if lid == "accent" else self.second
        return {
            "metal": sheen(STEEL, 0.4),
            "glass": sheen(self.glass, 0.25),
            "cap": ridges(mix(self.second, design.accent, 0.0 if lid == "house" else 1.0)),
            "lid": self.printed_lid(design) if lid == "printed" else plain_lid(cap),
        }

    def printed_lid(self, design: Design) -> np.ndarray:
        """A lid printed like its side: brand, title and picture inside a ring of the accent."""
        canvas = Canvas(60, 60, 3.0, design.accent)
        canvas.ellipse((30, 30), 25.5, 25.5, self.paper)
        paper = self.paper
        canvas.text(design.brand, (30, 12.5), 3.2, ink_on(paper), self.brand_font, 28)
        canvas.text(" ".join(design.title), (30, 20), 4.4, ink_on(paper), self.title_font, 40)
        self._picture(canvas, design, (30, 33), 7.5)
        self._word(canvas, design.word, (30, 48), 3.1, 32, design.accent)
        return canvas.picture()


def _pattern(canvas: Canvas, house: House) -> None:
    width, height, second = canvas.width, canvas.height, house.second
    canvas.rectangle(-1, -1, width + 2, height + 2, house.paper)
    match house.pattern:
        case "fade":
            canvas.fade(house.paper, mix(house.paper, second, 0.6))
        case "stripes":
            canvas.stripes(16, second, 0.35)
        case "halves":
            canvas.rectangle(-1, height * 0.55, width + 2, height, second)
        case "slope":
            canvas.polygon([(0, height), (0, height * 0.75), (width, height * 0.35), (width, height)], second)
        case "dots":
            tile = canvas.tile(14, 14, house.paper)
            tile.ellipse((7, 7), 3, 3, mix(house.paper, second, 0.7))
            canvas.lay(tile)
        case "checks":
            tile = canvas.tile(18, 18, house.paper)
            for x, y in ((0, 0), (9, 9)):
                tile.rectangle(x, y, 9, 9, mix(house.paper, second, 0.5))
            canvas.lay(tile)
        case "rays":
            canvas.rays((width / 2, height * 0.6), 20, second, 0.4)
        case "hills":
            waves = max(1.0, round(width / 90))
            canvas.wave(height * 0.62, height * 0.05, waves, mix(house.paper, second, 0.5))
            canvas.wave(height * 0.74, height * 0.05, waves, second, 0.4)
        case "lines":
            for y in np.arange(4, height, 10):
                canvas.rectangle(-1, y, width + 2, 2.6, second, 0.6)
        case "leaves":
            tile = canvas.tile(22, 22, house.paper)
            leaf(tile, (4, 18), 16, -45, mix(house.paper, second, 0.7))
            canvas.lay(tile)
        case "arcs":
            for radius, share in ((0.9, 0.35), (0.6, 0.7), (0.3, 1.0)):
                reach = radius * max(width, height)
                canvas.ellipse((width, height), reach, reach, mix(house.paper, second, share))


def _mark(canvas: Canvas, mark: str, share: float, accent: Colour) -> None:
    width, height = canvas.width, canvas.height
    match mark:
        case "top":
            canvas.rectangle(-1, -1, width + 2, 1 + share * height, accent)
        case "bottom":
            canvas.rectangle(-1, (1 - share) * height, width + 2, share * height + 1, accent)
        case "both":
            canvas.rectangle(-1, -1, width + 2, 1 + share * height / 2, accent)
            canvas.rectangle(-1, (1 - share / 2) * height, width + 2, share * height, accent)
        case "wave":
            canvas.wave((1 - share) * height, 0.25 * share * height, max(1.0, round(width / 70)), accent)
        case "corners":
            leg = np.sqrt(share * width * height)
            canvas.polygon([(0, 0), (leg, 0), (0, leg)], accent)
            canvas.polygon([(width, height), (width - leg, height), (width, height - leg)], accent)


def house(name: str, rng: np.random.Generator) -> House:
    paper = PAPERS[int(rng.integers(len(PAPERS)))]
    far = [colour for colour in PAPERS if sum(abs(a - b) for a, b in zip(colour, paper, strict=True)) > 150]
    order = [str(part) for part in rng.permutation(PARTS)]
    return House(
        name=name,
        paper=paper,
        second=far[int(rng.integers(len(far)))],
        pattern=str(rng.choice(PATTERNS)),
        mark=str(rng.choice(MARKS)),
        share=float(rng.uniform(0.08, 0.16)),
        order=tuple(order),
        mirrored=bool(rng.random() < 0.5),
        plate=str(rng.choice(["none", "pill", "band", "second"])),
        badge=str(rng.choice(["ribbon", "bar", "tag"])),
        stage=str(rng.choice(["none", "disc", "glow", "card"])),
        title_font=int(rng.choice(TITLE_FONTS)),
        brand_font=int(rng.choice(BRAND_FONTS)),
        glass=[(232, 238, 240), (60, 90, 50), (120, 70, 34), (244, 244, 240), (200, 224, 236)][int(rng.integers(5))],
    )
