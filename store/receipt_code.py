"""The QR code on a receipt: which trip it is of, and what proves it, for whoever asks staff about it later."""

import re

import zxingcpp

_DRAWING = re.compile(r"<svg.*</svg>", re.DOTALL)
_HEAD = re.compile(r'<svg width="(\d+)" height="(\d+)"[^>]*>')


def receipt_text(trip: str, head: str) -> str:
    """What the code says: the trip, and the chain's last hash."""
    return f"SMART-CART:TRIP:{trip}:{head}"


def receipt_svg(trip: str, head: str) -> str:
    """The code as an SVG element that takes the size that its page gives it."""
    drawn = str(zxingcpp.create_barcode(receipt_text(trip, head), zxingcpp.BarcodeFormat.QRCode).to_svg())
    element = _DRAWING.search(drawn)
    if element is None:
        raise ValueError("zxing-cpp drew no SVG")
    return _HEAD.sub(r'<svg class="qr" role="img" viewBox="0 0 \1 \2">', element[0], count=1)
