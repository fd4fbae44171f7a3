"""A basket as the text of one QR code: what the till or another cart needs to sell it, and nothing about the shopper.

The text is `SC1:` and, in base45 (RFC 9285: what a QR code packs best), an Ed25519 signature of 64 bytes followed by
what it signs: the deflated JSON of a Handover. It holds every line, so a till needs no network to read it.
"""

import json
import zlib
from dataclasses import dataclass

from cart.core.sentences import Sentence
from cart.core.units import MOST_PIECES, Decigrams, Money, Sku

MARK = "SC1:"
SIGNATURE = 64
MOST = 4296 - len(MARK)  # characters in the largest QR code (version 40-L, alphanumeric)
MOST_PLAIN = 1 << 18  # bytes once inflated: 2,500 lines; a code that grows beyond is none of ours
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


class NoHandover(ValueError):
    """The text is no basket of ours; the message is one sentence for staff."""


@dataclass(frozen=True, slots=True)
class HandedLine:
    """A line as it is sold on; `weight` is what its pieces weighed, `code` the label that it was read from."""

    line: int
    sku: Sku
    quantity: int
    price: Money
    weight: Decigrams
    rule: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """`catalog` and `wall` are those that the trip began with: its prices hold to the end, wherever that is.

    `own` is what lies in the basket and is not for sale, by weight; `coupons` and `loyal` count for the whole trip.
    """

    trip: str
    cart: str
    catalog: str
    currency: str
    wall: int
    total: Money
    lines: tuple[HandedLine, ...]
    own: tuple[Decigrams, ...] = ()
    coupons: tuple[str, ...] = ()
    loyal: bool = False
    weigh_to_price: str = "off"
    pricing: int = 0

    @property
    def weight(self) -> Decigrams:
        """What all of it weighed, own things included."""
        return Decigrams(sum(line.weight for line in self.lines) + sum(self.own))


def packed(handover: Handover) -> bytes:
    """What is signed."""
    h = handover
    lines = [[x.line, x.sku, x.quantity, x.price, x.weight, x.rule, x.code] for x in h.lines]
    head = [h.trip, h.cart, h.catalog, h.currency, h.wall, h.total, h.weigh_to_price, h.pricing]
    plain = json.dumps([*head, lines, h.own, h.coupons, h.loyal], separators=(",", ":"), ensure_ascii=False)
    return zlib.compress(plain.encode(), 9)


def text_of(body: bytes, signature: bytes) -> str:
    """What the QR code says; raises ValueError for what no QR code can hold."""
    text = MARK + base45(signature + body)
    if len(text) > MOST + len(MARK):
        raise ValueError(f"the basket makes {len(text)} characters, and a QR code holds {MOST + len(MARK)}")
    return text


def opened(text: str) -> tuple[Handover, bytes, bytes]:
    """The basket of a text, what was signed of it, and the signature, unchecked; raises NoHandover."""
    if not text.startswith(MARK):
        raise NoHandover(Sentence.NO_BASKET.of())
    try:
        raw = unbase45(text[len(MARK) :])
        body = raw[SIGNATURE:]
        inflate = zlib.decompressobj()
        plain = inflate.decompress(body, MOST_PLAIN)
        if not inflate.eof or inflate.unused_data:
            raise ValueError("its end is missing")
        return _read(json.loads(plain)), body, raw[:SIGNATURE]
    except (ValueError, TypeError, KeyError, IndexError, zlib.error, RecursionError) as error:
        raise NoHandover(Sentence.BASKET_UNREADABLE.of(why=error)) from error


def _read(plain: object) -> Handover:
    match plain:
        case [
            str(trip),
            str(cart),
            str(catalog),
            str(currency),
            int(wall),
            int(total),
            str(weigh),
            int(pricing),
            list(lines),
            list(own),
            list(coupons),
            bool(loyal),
        ] if all(isinstance(grams, int) for grams in own) and all(isinstance(coupon, str) for coupon in coupons):
            return Handover(
                trip,
                cart,
                catalog,
                currency,
                wall,
                Money(total),
                tuple(_line(each) for each in lines),
                tuple(Decigrams(grams) for grams in own),
                tuple(coupons),
                loyal,
                weigh,
                pricing,
            )
    raise ValueError("it is of another version")


def _line(plain: object) -> HandedLine:
    match plain:
        case [int(line), str(sku), int(quantity), int(price), int(weight), str(rule), str(code)] if (
            0 < quantity <= MOST_PIECES
        ):
            return HandedLine(line, Sku(sku), quantity, Money(price), Decigrams(weight), rule, code)
    raise ValueError("a line of it is of another version")


def base45(data: bytes) -> str:
    """RFC 9285: two bytes in three characters, a last one in two."""
    text = []
    for first in range(0, len(data) - 1, 2):
        number = 256 * data[first] + data[first + 1]
        text += [number % 45, number // 45 % 45, number // 2025]
    if len(data) % 2:
        text += [data[-1] % 45, data[-1] // 45]
    return "".join(_DIGITS[digit] for digit in text)


def unbase45(text: str) -> bytes:
    """The bytes of a base45 text; raises ValueError for what is none."""
    digits = [_DIGITS.index(character) for character in text]
    if len(digits) % 3 == 1:
        raise ValueError("its length is wrong")
    data = bytearray()
    for first in range(0, len(digits), 3):
        group = digits[first : first + 3]
        number = sum(digit * 45**place for place, digit in enumerate(group))
        data += number.to_bytes(len(group) - 1, "big") if number < 256 ** (len(group) - 1) else _beyond()
    return bytes(data)


def _beyond() -> bytes:
    raise ValueError("a group of it is no number")
