"""The board as a page to print at true size: SVG and PDF in millimetres, with a ruler and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cart.camera.board import PIXELS_PER_MM, pattern

PAGE_MM = (297.0, 210.0)  # A4, lying
BOARD_AT = (22.5, 11.0)  # of its left upper corner; no printer reaches closer to the edge than 6 mm
RULER_AT = (22.5, 190.0)
WORDS_AT = (133.0, 186.0)
TITLE_MM, WORDS_MM, LINE_MM = 3.9, 2.9, 4.1
WORDS = (
    "1  Print at 100 % (actual size), never fitted to the page. Measure the ruler on the left.",
    "2  Glue the sheet to something flat and stiff. A bent board is refused.",
    "3  Empty the basket. Lay the board on its floor, print up; run: smart-cart calibrate camera",
)
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


def write(path: Path) -> None:
    """Write the page in the format of the file's ending; raises ValueError for another than .svg and .pdf."""
    formats = {".svg": svg, ".pdf": pdf}
    if path.suffix.lower() not in formats:
        raise ValueError(f"{path} is neither an .svg nor a .pdf: only these print at their true size.")
    path.write_text(formats[path.suffix.lower()](bars(), words()), encoding="ascii")


def bars() -> list[Bar]:
    """Everything black but the words."""
    x, y = RULER_AT
    ruler = [Bar(x - 0.1, y, 100.2, 0.3)]
    for mm in range(0, 101, 10):
        tall = 5.0 if mm in (0, 100) else 3.0 if mm == 50 else 2.0
        ruler.append(Bar(x + mm - 0.1, y - tall, 0.2, tall))
    return _board_bars() + ruler


def words() -> list[Words]:
    x, y = RULER_AT
    lines = [Words(x, y + 5.0, WORDS_MM, "This ruler must measure 100 mm. If it does not, tell: --ruler-mm MEASURED")]
    lines.append(Words(WORDS_AT[0], WORDS_AT[1], TITLE_MM, "Smart cart: board for the basket camera"))
    for number, text in enumerate(WORDS, start=1):
        lines.append(Words(WORDS_AT[0], WORDS_AT[1] + 0.5 + LINE_MM * number, WORDS_MM, text))
    return lines


def svg(bars: Sequence[Bar], words: Sequence[Words]) -> str:
    width, height = PAGE_MM
    path = "".join(f"M{bar.x:g} {bar.y:g}h{bar.width:g}v{bar.height:g}h{-bar.width:g}z" for bar in bars)
    text = "\n".join(
        f'<text x="{line.x:g}" y="{line.y:g}" font-size="{line.size:g}">{line.text}</text>' for line in words
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="Helvetica, Arial, sans-serif">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n<path d="{path}"/>\n{text}\n</svg>\n'
    )


def pdf(bars: Sequence[Bar], words: Sequence[Words]) -> str:
    """One page of PDF 1.4; its preferences ask the viewer not to scale it."""
    width, height = PAGE_MM
    drawn = [f"{POINTS:.6f} 0 0 {POINTS:.6f} 0 0 cm"]
    drawn += [f"{bar.x:g} {height - bar.y - bar.height:g} {bar.width:g} {bar.height:g} re" for bar in bars]
    drawn += ["f"]  # all of it one path: no hairlines between neighbours
    drawn += [
        f"BT /F {line.size:g} Tf {line.x:g} {height - line.y:g} Td ({_escaped(line.text)}) Tj ET" for line in words
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


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _board_bars() -> list[Bar]:
    """The pattern's black as rectangles: runs of each row, joined with the same run of the row above."""
    rows = pattern() == 0
    height, width = rows.shape
    open_: dict[tuple[int, int], int] = {}
    done: list[tuple[int, int, int, int]] = []
    for y in range(height + 1):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], rows[y] if y < height else np.zeros(width), [0]])))
        runs = {(int(a), int(b)) for a, b in edges.reshape(-1, 2)}
        for run in [run for run in open_ if run not in runs]:
            top = open_.pop(run)
            done.append((run[0], top, run[1] - run[0], y - top))
        for run in runs:
            open_.setdefault(run, y)
    x0, y0 = BOARD_AT
    one = 1 / PIXELS_PER_MM
    return [Bar(x0 + x * one, y0 + y * one, w * one, h * one) for x, y, w, h in sorted(done)]
