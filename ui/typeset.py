"""Text as it is drawn: broken into lines by the rules of its script, Arabic letters joined and set from the right.

Kivy draws glyphs from left to right and knows neither; pure, knows no kivy.
"""

import re
from collections.abc import Callable
from functools import cache

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_JAPANESE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]")  # steer the order of letters; no font draws them
_THIN = re.compile("[\u202f\u2007\u2009]")  # no-break spaces that Roboto lacks
_NO_START = "、。，．！？）」』】・ー…ゃゅょっャュョッァィゥェォ：々%％)!?,.:;"  # JIS X 4051: may not begin a line
_NO_END = "（「『【("
_TOKENS = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]|[^ \u3000-\u30ff\u3400-\u9fff\uff00-\uffef]+| +")


def script(text: str) -> str:
    """Which of our fonts holds the text: "arabic", "japanese" or "latin"."""
    if _ARABIC.search(text):
        return "arabic"
    return "japanese" if _JAPANESE.search(text) else "latin"


def line_height(kind: str) -> float:
    """The height of a line in type sizes, by script: Arabic letters reach deeper."""
    return 1.56 if kind == "arabic" else 1.28


def runs_from_right(text: str) -> bool:
    """The direction of a name that a shop gave: that of its first letter (UAX 9, P2 and P3)."""
    first = next((c for c in text if c.isalpha()), "")
    return bool(_ARABIC.match(first))


def visual(line: str, rtl: bool = False) -> str:
    """One line as its glyphs follow each other from left to right; `rtl`: the text runs from the right."""
    line = _THIN.sub("\u00a0", line)
    if rtl or _ARABIC.search(line):
        reshape, get_display = _arabic()
        line = get_display(reshape(line), base_dir="R" if rtl else "L")
    return _MARKS.sub("", line).replace(" ", "\u00a0")  # Kivy must not break it once more


@cache
def _arabic() -> tuple[Callable[[str], str], Callable[..., str]]:
    """What joins letters, and what orders them; loaded when the first line needs it."""
    from arabic_reshaper import ArabicReshaper
    from bidi import get_display

    return ArabicReshaper({"delete_harakat": False, "support_ligatures": True}).reshape, get_display


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
    for token in _TOKENS.findall(paragraph):
        clings = pieces and (token[0] in _NO_START or pieces[-1][-1] in _NO_END)
        if pieces and (clings or token[0] == " "):
            pieces[-1] += token
        else:
            pieces.append(token)
    return pieces
