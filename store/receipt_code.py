"""The QR code on a receipt, drawn, or set in letters."""

import re
from typing import Any

import zxingcpp

_DRAWING = re.compile(r"<svg.*</svg>", re.DOTALL)
_HEAD = re.compile(r'<svg width="(\d+)" height="(\d+)"[^>]*>')

HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def drawn_code(text: str) -> str:
    """The code as an SVG element that takes the size that its page gives it."""
    drawn = str(_code(text).to_svg())
    element = _DRAWING.search(drawn)
    if element is None:
        raise ValueError("zxing-cpp drew no SVG")
    return _HEAD.sub(r'<svg class="qr" role="img" viewBox="0 0 \1 \2">', element[0], count=1)


def printed_code(text: str, width: int) -> list[str]:
    """The code in rows of half blocks, dark on light paper, with the margin that readers need; none if it is wider."""
    dark = [[not shade for shade in row] for row in memoryview(_code(text).to_image(scale=1)).tolist()]
    if not dark or len(dark[0]) > width:
        return []
    dark += [[False] * len(dark[0])] * (len(dark) % 2)
    pairs = zip(dark[::2], dark[1::2], strict=True)
    rows = ["".join(HALVES[above, below] for above, below in zip(*pair, strict=True)) for pair in pairs]
    return [row.center(width).rstrip() for row in rows]


def _code(text: str) -> Any:
    return zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
