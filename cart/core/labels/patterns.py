"""In-store codes as a small pattern language: one letter for each digit of the code.

A pattern is a kind and a mask, for example `weight 21IIIIIVVDDDC`:

    0-9  this digit                    V  a digit of the value before its decimal point
    I    a digit of the item number    D  a digit of the value after it
    N    a digit of a coupon's or      K  the price verifier of all V and D (there are four or five)
         member's number               C  the check digit of the whole code, at its end
    *    any digit, of no meaning

Kinds: `weight` (kilograms), `pounds`, `price` (of the catalogue's currency), `count`, `coupon`, `member`. Patterns are
tried in their order and the first that fits counts. There is no repetition and no choice, so a pattern takes as long as
its code has digits: whoever writes one cannot stop a cart.
"""

from dataclasses import dataclass
from enum import Enum

from cart.core.labels.presets import PRESETS
from cart.core.labels.verifier import LENGTHS, check_digit, price_verifier

CODE_LENGTHS = (8, 12, 13)


class Kind(Enum):
    WEIGHT = "weight"
    POUNDS = "pounds"
    PRICE = "price"
    COUNT = "count"
    COUPON = "coupon"
    MEMBER = "member"


class BadPattern(ValueError):
    """A pattern that cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What a pattern found in a code: `base` is the code with a value of nought, as the catalogue may list it."""

    kind: Kind
    item: str
    value: int
    decimals: int
    number: str
    base: str


@dataclass(frozen=True, slots=True)
class Pattern:
    kind: Kind
    mask: str

    def match(self, code: str) -> Fields | None:
        """What the code says by this pattern; None when it is no code of this kind."""
        if len(code) == len(self.mask) + 1 and code[0] == "0":
            code = code[1:]  # UPC-A written as EAN-13
        if len(code) != len(self.mask) or not (code.isascii() and code.isdigit()):
            return None
        if any(sign.isdigit() and sign != digit for sign, digit in zip(self.mask, code, strict=True)):
            return None
        value = self._digits(code, "VD")
        if "K" in self.mask and self._digits(code, "K") != price_verifier(value):
            return None
        if "C" in self.mask and code[-1] != check_digit(code[:-1]):
            return None
        item, number = self._digits(code, "I"), self._digits(code, "N")
        return Fields(self.kind, item, int(value or "0"), self.mask.count("D"), number, self._base(code))

    def _digits(self, code: str, signs: str) -> str:
        return "".join(digit for sign, digit in zip(self.mask, code, strict=True) if sign in signs)

    def _base(self, code: str) -> str:
        blank = "".join("0" if sign in "VDK" else digit for sign, digit in zip(self.mask, code, strict=True))
        return blank[:-1] + check_digit(blank[:-1]) if "C" in self.mask else blank


def parse(text: str) -> Pattern:
    """The pattern that a line of text spells; raises BadPattern with one sentence."""
    words = text.split()
    kinds = [kind.value for kind in Kind]
    if len(words) != 2 or words[0] not in kinds:
        raise BadPattern(
            f"{text!r} is no pattern: write a kind ({', '.join(kinds)}) and a mask, 'weight 21IIIIIVVDDDC'"
        )
    kind, mask = Kind(words[0]), words[1]
    if strange := sorted(set(mask) - set("0123456789IVDNKC*")):
        raise BadPattern(f"{text!r}: a mask has digits and the letters I V D N K C *, no {strange[0]!r}")
    if len(mask) not in CODE_LENGTHS:
        raise BadPattern(f"{text!r}: a mask has 8, 12 or 13 places, this one {len(mask)}")
    if mask[0] not in "0123456789":
        raise BadPattern(f"{text!r}: a mask begins with a digit, or it would take every other code")
    if "C" in mask[:-1]:
        raise BadPattern(f"{text!r}: the check digit C is the last place")
    wanted = "N" if kind in (Kind.COUPON, Kind.MEMBER) else "I"
    if wanted not in mask or (wanted == "I" and not set(mask) & {"V", "D"}):
        raise BadPattern(f"{text!r}: a {kind.value} needs {'N' if wanted == 'N' else 'I and V'} in its mask")
    if kind is Kind.COUNT and "D" in mask:
        raise BadPattern(f"{text!r}: a count has no decimals")
    values = [place for place, sign in enumerate(mask) if sign in "VD"]
    if "D" in mask and "V" in mask and mask.rindex("V") > mask.index("D"):
        raise BadPattern(f"{text!r}: the decimals D come after the V")
    if "K" in mask and (mask.count("K") > 1 or len(values) not in LENGTHS):
        raise BadPattern(f"{text!r}: one price verifier K is for four or five digits of V and D")
    return Pattern(kind, mask)


def parse_all(texts: tuple[str, ...]) -> tuple[Pattern, ...]:
    """Patterns in their order, with presets in the place of their names; raises BadPattern."""
    lines = [line for text in texts for line in PRESETS.get(text, (text,))]
    return tuple(parse(line) for line in lines)
