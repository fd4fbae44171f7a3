"""The short form of a UPC: the eight digits of a UPC-E stand for the twelve of a UPC-A.

GS1 General Specifications, section 5.2.2.4.2: noughts of the maker's number and of the article's are left out.
"""

from cart.core.labels.verifier import check_digit


def shorten_upc(upc: str) -> str | None:
    """UPC-E of a UPC-A with 12 digits, None where there is none."""
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


def expand_upc(short: str) -> str | None:
    """UPC-A of a UPC-E with 8 digits; None where they are none, or the check digit is wrong."""
    if len(short) != 8 or not (short.isascii() and short.isdigit()) or short[0] not in "01":
        return None
    body, last = short[1:6], short[6]
    match last:
        case "0" | "1" | "2":
            digits = body[:2] + last + "0000" + body[2:]
        case "3":
            digits = body[:3] + "00000" + body[3:]
        case "4":
            digits = body[:4] + "00000" + body[4]
        case _:
            digits = body + "0000" + last
    upc = short[0] + digits
    return upc + short[7] if check_digit(upc) == short[7] else None


def other_form(code: str) -> str | None:
    """The other form of a listed code that has two: of a UPC-A, however many noughts precede it, its UPC-E and back.

    Eight digits that are an EAN-8 by their check digit are taken for one.
    """
    if len(code) == 8:
        return expand_upc(code) if check_digit(code[:-1]) != code[-1] else None
    long = code.zfill(14)
    return shorten_upc(long[2:]) if len(code) in (12, 13, 14) and long.startswith("00") else None
