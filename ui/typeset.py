"""Text as it is drawn: broken into lines by the rules of its script, Arabic letters joined and set from the right.

Kivy draws glyphs from left to right and knows neither; pure, knows no kivy.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache

_ARABIC = ((0x0600, 0x06FF), (0x0750, 0x077F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF))
_JAPANESE = ((0x3000, 0x30FF), (0x3400, 0x9FFF), (0xFF00, 0xFFEF))
_THIN = dict.fromkeys((0x202F, 0x2007, 0x2009), "\u00a0")  # no-break spaces that Roboto lacks
_MARKS = dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""These steer the order of letters; no font draws them."""
_DRAWN = {**_MARKS, 0x20: "\u00a0"}  # Kivy must not break a line once more
_NO_START = "、。，．！？）」』】・ー…ゃゅょっャュョッァィゥェォ：々%％)!?,.:;"  # JIS X 4051: may not begin a line
_NO_END = "（「『【("
_WORDS = re.compile("[^ ]+| +")


@lru_cache(maxsize=1024)
def script(text: str) -> str:
    """Which of our fonts holds the text: "arabic", "japanese" or "latin"."""
    if _any_in(_ARABIC, text):
        return "arabic"
    return "japanese" if _any_in(_JAPANESE, text) else "latin"


def line_height(kind: str) -> float:
    """The height of a line in type sizes, by script: Arabic letters reach deeper."""
    return 1.56 if kind == "arabic" else 1.28


def runs_from_right(text: str) -> bool:
    """The direction of a name that a shop gave: that of its first letter (UAX 9, P2 and P3)."""
    first = next((c for c in text if c.isalpha()), "")
    return _any_in(_ARABIC, first)


@lru_cache(maxsize=8192)  # a text is measured at several sizes; to join Arabic letters takes a tenth of a millisecond
def visual(line: str, rtl: bool = False) -> str:
    """One line as its glyphs follow each other from left to right; `rtl`: the text runs from the right."""
    line = line.translate(_THIN)
    if rtl or script(line) == "arabic":
        reshape, get_display = _arabic()
        line = get_display(reshape(line), base_dir="R" if rtl else "L")
    return line.translate(_DRAWN)


@cache
def _arabic() -> tuple[Callable[[str], str], Callable[..., str]]:
    """What joins letters, and what orders them; loaded when the first line needs it."""
    from arabic_reshaper import ArabicReshaper
    from bidi import get_display

    return ArabicReshaper({"delete_harakat": False, "support_ligatures": True}).reshape, get_display


@cache
def _characters() -> re.Pattern[str]:
    """Each Japanese character, words, and spaces; its large classes take a moment to compile."""
    return re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]|[^ \u3000-\u30ff\u3400-\u9fff\uff00-\uffef]+| +")


def _any_in(ranges: tuple[tuple[int, int], ...], text: str) -> bool:
    return any(first <= ord(c) <= last for c in text if c >= "\u0600" for first, last in ranges)


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Lines of `text`, each at most `width` wide by `measure` where a break is allowed; a word is never cut."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if line and measure((line + piece).rstrip()) > width:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line.rstrip())
    return lines


def _pieces(paragraph: str) -> list[str]:
    """What must not be broken: words, and Japanese characters with the marks that cling to them."""
    pieces: list[str] = []
    for token in (_characters() if _any_in(_JAPANESE, paragraph) else _WORDS).findall(paragraph):
        clings = pieces and (token[0] in _NO_START or pieces[-1][-1] in _NO_END)
        if pieces and (clings or token[0] == " "):
            pieces[-1] += token
        else:
            pieces.append(token)
    return pieces
