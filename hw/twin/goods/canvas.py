"""A sheet of label paper measured in millimetres, drawn at twice its final resolution."""

from collections.abc import Sequence

import cv2
import numpy as np

Colour = tuple[int, int, int]
Place = tuple[float, float]
FINE = 2  # supersampling
SHIFT = 4  # fractional bits of OpenCV's coordinates
REGULAR, HEAVY, ITALIC = cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX
WHITE, BLACK = (255, 255, 255), (25, 25, 28)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """`first` with a share of `second`."""
    r, g, b = (round(a + (c - a) * share) for a, c in zip(first, second, strict=True))
    return r, g, b


def dark(colour: Colour, share: float = 0.35) -> Colour:
    return mix(colour, (20, 12, 16), share)


def light(colour: Colour, share: float = 0.5) -> Colour:
    return mix(colour, WHITE, share)


class Canvas:
    """Drawing in millimetres from the upper left corner; colours are RGB."""

    def __init__(self, width: float, height: float, per_mm: float, ground: Colour = WHITE) -> None:
        self.width, self.height, self._scale = width, height, per_mm * FINE
        self._final = (max(2, round(width * per_mm)), max(2, round(height * per_mm)))
        one = np.array([[ground]], np.uint8)
        self.pixels = cv2.resize(one, (self._final[0] * FINE, self._final[1] * FINE), interpolation=cv2.INTER_NEAREST)

    def picture(self) -> np.ndarray:
        """The finished sheet at its final resolution."""
        return cv2.resize(self.pixels, self._final, interpolation=cv2.INTER_AREA)

    def _at(self, points: Sequence[Place] | np.ndarray) -> np.ndarray:
        return np.round(np.asarray(points, float) * self._scale * (1 << SHIFT)).astype(np.int32)

    def polygon(self, points: Sequence[Place] | np.ndarray, colour: Colour, alpha: float = 1.0) -> None:
        if alpha >= 1.0:
            cv2.fillPoly(self.pixels, [self._at(points)], colour, cv2.LINE_AA, SHIFT)
            return
        self._wash([np.asarray(points, float)], colour, alpha)

    def _wash(self, shapes: Sequence[np.ndarray], colour: Colour, alpha: float) -> None:
        """Polygons in one go, half transparent, touching only the pixels around them."""
        corners = np.concatenate(shapes) * self._scale
        limit = np.array(self.pixels.shape[1::-1])
        low = np.clip(np.floor(corners.min(0)).astype(int) - 1, 0, limit)
        high = np.clip(np.ceil(corners.max(0)).astype(int) + 2, 0, limit)
        if (high <= low).any():
            return
        mask = np.zeros((high - low)[::-1], np.uint8)
        paths = [np.round((shape * self._scale - low) * (1 << SHIFT)).astype(np.int32) for shape in shapes]
        cv2.fillPoly(mask, paths, 255, cv2.LINE_AA, SHIFT)
        self._blend(mask, alpha, colour, (int(low[0]), int(low[1])))

    def rectangle(self, x: float, y: float, width: float, height: float, colour: Colour, alpha: float = 1.0) -> None:
        self.polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour, alpha)

    def pill(self, x: float, y: float, width: float, height: float, radius: float, colour: Colour) -> None:
        """A rectangle with round corners."""
        corner = np.linspace(0, np.pi / 2, 9)
        quarter = np.stack([np.cos(corner), np.sin(corner)], 1) * min(radius, width / 2, height / 2)
        radius = min(radius, width / 2, height / 2)
        points = []
        for turn, (cx, cy) in enumerate([(x + width, y + height), (x, y + height), (x, y), (x + width, y)]):
            c, s = np.cos(turn * np.pi / 2), np.sin(turn * np.pi / 2)
            inner = (cx + (-radius if cx > x else radius), cy + (-radius if cy > y else radius))
            points.append(quarter @ np.array([[c, s], [-s, c]]) + inner)
        self.polygon(np.concatenate(points), colour)

    def ellipse(
        self, centre: Place, rx: float, ry: float, colour: Colour, angle: float = 0.0, alpha: float = 1.0
    ) -> None:
        self.polygon(oval(centre, rx, ry, angle), colour, alpha)

    def ring(self, centre: Place, rx: float, ry: float, colour: Colour, width: float, angle: float = 0) -> None:
        self.line(oval(centre, rx, ry, angle), colour, width, closed=True)

    def line(self, points: Sequence[Place] | np.ndarray, colour: Colour, width: float, closed: bool = False) -> None:
        thick = max(1, round(width * self._scale))
        cv2.polylines(self.pixels, [self._at(points)], closed, colour, thick, cv2.LINE_AA, SHIFT)

    def fade(self, top: Colour, bottom: Colour, y0: float = 0.0, y1: float | None = None) -> None:
        """A vertical gradient over the full width."""
        a, b = (round(y * self._scale) for y in (y0, self.height if y1 is None else y1))
        share = np.linspace(0, 1, max(1, b - a))[:, None, None]
        band = (np.array(top) * (1 - share) + np.array(bottom) * share).astype(np.uint8)
        band = band[: len(self.pixels) - a]
        size = (self.pixels.shape[1], len(band))
        self.pixels[a : a + len(band)] = cv2.resize(band, size, interpolation=cv2.INTER_NEAREST)

    def tile(self, width: float, height: float, ground: Colour) -> "Canvas":
        """A small sheet at this sheet's scale, to be laid over and over."""
        return Canvas(width, height, self._scale / FINE, ground)

    def lay(self, tile: "Canvas") -> None:
        """Cover the whole sheet with copies of a tile."""
        rows, columns = (-(-a // b) for a, b in zip(self.pixels.shape[:2], tile.pixels.shape[:2], strict=True))
        self.pixels[:] = np.tile(tile.pixels, (rows, columns, 1))[: len(self.pixels), : self.pixels.shape[1]]

    def wave(self, y: float, swing: float, waves: float, colour: Colour, phase: float = 0, alpha: float = 1) -> None:
        """Everything below a wavy line."""
        x = np.linspace(0, self.width, 80)
        edge = y + swing * np.sin(2 * np.pi * (x / self.width * waves + phase))
        below = [(self.width, self.height + 1), (0, self.height + 1)]
        self.polygon([*zip(x, edge, strict=True), *below], colour, alpha)

    def glow(self, centre: Place, radius: float, colour: Colour, alpha: float) -> None:
        """A soft spot of light."""
        y, x = np.mgrid[-1:1:48j, -1:1:48j]
        spot = np.clip(np.exp(-3 * (x * x + y * y)) - 0.05, 0, 1)
        side = max(2, round(2 * radius * self._scale))
        whole = cv2.resize((spot / spot.max() * 255).astype(np.uint8), (side, side), interpolation=cv2.INTER_LINEAR)
        left, top = (round((value - radius) * self._scale) for value in centre)
        self._blend(whole[max(0, -top) :, max(0, -left) :], alpha, colour, (max(0, left), max(0, top)))

    def rays(self, centre: Place, count: int, colour: Colour, alpha: float) -> None:
        """A sunburst to the edges of the sheet."""
        reach, wedges = 2 * (self.width + self.height), []
        for ray in range(count):
            a, b = (2 * np.pi * (ray + part) / count for part in (0.0, 0.5))
            ends = [(centre[0] + reach * np.cos(t), centre[1] + reach * np.sin(t)) for t in (a, b)]
            wedges.append(np.array([centre, *ends], float))
        self._wash(wedges, colour, alpha)

    def stripes(self, pitch: float, colour: Colour, alpha: float) -> None:
        """Upright stripes, as wide as their gaps."""
        bands = []
        for x in np.arange(-pitch, self.width + pitch, pitch):
            end = x + pitch / 2
            bands.append(np.array([(x, 0), (end, 0), (end, self.height), (x, self.height)], float))
        self._wash(bands, colour, alpha)

    def text(
        self,
        words: str,
        place: Place,
        size: float,
        colour: Colour,
        font: int = HEAVY,
        room: float | None = None,
        tilt: float = 0.0,
        outline: tuple[Colour, float] | None = None,
    ) -> None:
        """Words centred on a place, capitals `size` tall; narrower, then smaller, where `room` is short."""
        mask, capital = _lettered(words, font)
        factor = size * self._scale / capital
        width, height = mask.shape[1] * factor, mask.shape[0] * factor
        limit = (self.width * 0.96 if room is None else room) * self._scale
        squeeze = min(1.0, limit / width)
        narrow = max(squeeze, 0.82)
        width, height = width * narrow * min(1, squeeze / narrow), height * min(1, squeeze / narrow)
        turn = np.radians(tilt)
        c, s = np.cos(turn), np.sin(turn)
        a = np.array([[c, -s], [s, c]]) @ np.diag([width / mask.shape[1], height / mask.shape[0]])
        reach = 0 if outline is None else max(1, round(outline[1] * self._scale))
        half = np.ceil(np.abs(a) @ np.array(mask.shape[::-1]) / 2).astype(int) + reach + 2
        middle = np.array(place) * self._scale
        low = np.floor(middle).astype(int) - half
        shift = middle - low - a @ (np.array(mask.shape[::-1]) / 2)
        soft = cv2.GaussianBlur(mask, (0, 0), max(0.01, 0.3 * mask.shape[0] / max(height, 1)))
        ink = cv2.warpAffine(soft, np.column_stack([a, shift]), tuple(2 * half + 1), flags=cv2.INTER_LINEAR)
        left, top = np.maximum(low, 0)
        inside = (slice(top - low[1], None), slice(left - low[0], None))
        if outline is not None:
            kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
            self._blend(cv2.dilate(ink, kernel)[inside], 1.0, outline[0], (left, top))
        self._blend(ink[inside], 1.0, colour, (left, top))

    def _blend(self, mask: np.ndarray, alpha: float, colour: Colour, corner: tuple[int, int]) -> None:
        """Lay a colour through a mask (0..255) whose upper left pixel is at the corner."""
        x, y = corner
        part = self.pixels[y : y + mask.shape[0], x : x + mask.shape[1]]
        if not part.size:
            return
        share = mask[: part.shape[0], : part.shape[1]].astype(np.float32) * (alpha / 255)
        ink = cv2.resize(np.array([[colour]], np.uint8), part.shape[1::-1], interpolation=cv2.INTER_NEAREST)
        part[:] = cv2.blendLinear(ink, np.ascontiguousarray(part), share, 1 - share)


def oval(centre: Place, rx: float, ry: float, angle: float = 0.0, points: int = 40) -> np.ndarray:
    """An ellipse turned by degrees."""
    t, turn = np.linspace(0, 2 * np.pi, points, endpoint=False), np.radians(angle)
    x, y = rx * np.cos(t), ry * np.sin(t)
    return np.stack(
        [centre[0] + x * np.cos(turn) - y * np.sin(turn), centre[1] + x * np.sin(turn) + y * np.cos(turn)], 1
    )


def _lettered(words: str, font: int) -> tuple[np.ndarray, int]:
    """The words as a mask, tightly cut left and right, and the height of its capitals in pixels."""
    scale, thick = 3.0, 9 if font == HEAVY else 5
    (_, capital), _ = cv2.getTextSize("H", font, scale, thick)
    (width, _), _ = cv2.getTextSize(words, font, scale, thick)
    mask = np.zeros((2 * capital + 2 * thick, width + 60), np.uint8)
    cv2.putText(mask, words, (30, capital + capital // 2 + thick), font, scale, 255, thick, cv2.LINE_AA)
    inked = np.flatnonzero(mask.max(0))
    rows = np.flatnonzero(mask[:, inked[0] : inked[-1] + 1].max(1)) if len(inked) else np.array([0, 1])
    return mask[:, inked[0] : inked[-1] + 1] if len(rows) else mask, capital
