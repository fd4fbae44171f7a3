"""The QR code on a receipt, drawn."""

import re

import zxingcpp

_DRAWING = re.compile(r"<svg.*</svg>", re.DOTALL)
_HEAD = re.compile(r'<svg width="(\d+)" height="(\d+)"[^>]*>')


def drawn_code(text: str) -> str:
    """The code as an SVG element that takes the size that its page gives it."""
    drawn = str(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_svg())
    element = _DRAWING.search(drawn)
    if element is None:
        raise ValueError("zxing-cpp drew no SVG")
    return _HEAD.sub(r'<svg class="qr" role="img" viewBox="0 0 \1 \2">', element[0], count=1)
