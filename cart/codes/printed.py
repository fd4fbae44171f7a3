"""Codes as they are printed under their bars, with right check digits."""

from dataclasses import dataclass

from stdnum import ean

from cart.codes.gs1 import digital_link, element_string


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


def shorten_upc(upc: str) -> str | None:
    """UPC-E of a UPC-A with 12 digits (GS1 General Specifications 5.2.2.4.2), None where there is none."""
    if len(upc) != 12:
        return None
    system, maker, item, check = upc[0], upc[1:6], upc[6:11], upc[11]
    if system not in "01":
        return None
    if maker[2] in "012" and maker[3:] == "00" and item[:2] == "00":
        body = maker[:2] + item[2:] + maker[2]
    elif maker[3:] == "00" and item[:3] == "000":
        body = maker[:3] + item[3:] + "3"
    elif maker[4] == "0" and item[:4] == "0000":
        body = maker[:4] + item[4] + "4"
    elif item[:4] == "0000" and item[4] in "56789":
        body = maker + item[4]
    else:
        return None
    return system + body + check
