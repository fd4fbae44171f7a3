"""Codes as they are printed under their bars, with right check digits."""

from dataclasses import dataclass

from stdnum import ean

from cart.codes.gs1 import digital_link, element_string
from cart.core.labels.upc import shorten_upc


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it is printed: UPC-A with 12 digits, UPC-E with 8, DataBar Expanded as a GS1 element string.

    A GS1 Digital Link in a QR code is told as the element string that it stands for.
    """

    text: str
    format: str


def as_printed(text: str, kind: str) -> Code | None:
    """The code with the digits that are printed under it, or None if its check digit is wrong."""
    if kind == "DataBar Expanded":
        elements = element_string(text)
        return Code(elements, kind) if elements else None
    if kind == "QR Code":
        elements = digital_link(text)
        return Code(elements, kind) if elements else None
    if not text.isdigit() or len(text) not in (8, 12, 13) or not ean.is_valid(text):
        return None
    if kind == "UPC-E":  # decoders give the long form
        short = shorten_upc(text[-12:]) if text.zfill(13)[0] == "0" else None
        return Code(short, kind) if short else None
    if len(text) == 13 and text[0] == "0":
        return Code(text[1:], "UPC-A")
    return Code(text, {8: "EAN-8", 12: "UPC-A", 13: "EAN-13"}[len(text)])
