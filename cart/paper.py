"""Pages to print at their true size: black rectangles and lines of text, as SVG and PDF in millimetres."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

POINTS = 72 / 25.4  # of PDF, in a millimetre


@dataclass(frozen=True)
class Bar:
    """A black rectangle, in millimetres from the page's left upper corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Words:
    """A line of text; `y` is the line it stands on, `size` the height of its type in millimetres."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True)
class Page:
    """`size` is width and height; `bars` is everything black but the words."""

    size: tuple[float, float]
    bars: Sequence[Bar]
    words: Sequence[Words]

    def write(self, path: Path) -> None:
        """In the format of the file's ending; raises ValueError for another than .svg and .pdf, and OSError."""
        formats = {".svg": self.svg, ".pdf": self.pdf}
        if path.suffix.lower() not in formats:
            raise ValueError(f"{path} is neither an .svg nor a .pdf: only these print at their true size.")
        path.write_text(formats[path.suffix.lower()](), encoding="ascii")

    def svg(self) -> str:
        width, height = self.size
        path = "".join(f"M{bar.x:g} {bar.y:g}h{bar.width:g}v{bar.height:g}h{-bar.width:g}z" for bar in self.bars)
        text = "\n".join(
            f'<text x="{line.x:g}" y="{line.y:g}" font-size="{line.size:g}">{line.text}</text>' for line in self.words
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
            f'viewBox="0 0 {width:g} {height:g}" font-family="Helvetica, Arial, sans-serif">\n'
            f'<rect width="100%" height="100%" fill="#fff"/>\n<path d="{path}"/>\n{text}\n</svg>\n'
        )

    def pdf(self) -> str:
        """One page of PDF 1.4; its preferences ask the viewer not to scale it."""
        width, height = self.size
        drawn = [f"{POINTS:.6f} 0 0 {POINTS:.6f} 0 0 cm"]
        drawn += [f"{bar.x:g} {height - bar.y - bar.height:g} {bar.width:g} {bar.height:g} re" for bar in self.bars]
        drawn += ["f"]  # all of it one path: no hairlines between neighbours
        drawn += [
            f"BT /F {line.size:g} Tf {line.x:g} {height - line.y:g} Td ({_escaped(line.text)}) Tj ET"
            for line in self.words
        ]
        content = "\n".join(drawn)
        objects = (
            "<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width * POINTS:.3f} {height * POINTS:.3f}] "
            "/Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        )
        text, places = "%PDF-1.4\n", []
        for number, each in enumerate(objects, start=1):
            places.append(len(text))
            text += f"{number} 0 obj\n{each}\nendobj\n"
        table = "".join(f"{place:010d} 00000 n \n" for place in places)
        count = len(objects) + 1
        return (
            f"{text}xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\n"
            f"startxref\n{len(text)}\n%%EOF\n"
        )


def bars_of(black: NDArray[np.bool_], at: tuple[float, float], pixel: float) -> list[Bar]:
    """A pattern's black as rectangles of so many millimetres a pixel, its left upper corner at `at`.

    They are runs of each row, joined with the same run of the row above.
    """
    height, width = black.shape
    open_: dict[tuple[int, int], int] = {}
    done: list[tuple[int, int, int, int]] = []
    for y in range(height + 1):
        row = black[y].astype(int) if y < height else np.zeros(width, int)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row, [0]])))
        runs = {(int(a), int(b)) for a, b in edges.reshape(-1, 2)}
        for run in [run for run in open_ if run not in runs]:
            top = open_.pop(run)
            done.append((run[0], top, run[1] - run[0], y - top))
        for run in runs:
            open_.setdefault(run, y)
    left, upper = at
    return [Bar(left + x * pixel, upper + y * pixel, w * pixel, h * pixel) for x, y, w, h in sorted(done)]


def ruler(x: float, y: float) -> list[Bar]:
    """A hundred millimetres to measure after printing, its line at `y`."""
    found = [Bar(x - 0.1, y, 100.2, 0.3)]
    for mm in range(0, 101, 10):
        tall = 5.0 if mm in (0, 100) else 3.0 if mm == 50 else 2.0
        found.append(Bar(x + mm - 0.1, y - tall, 0.2, tall))
    return found


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
