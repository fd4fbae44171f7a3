"""Letters to find products by: what a key stands for, which keys an assortment needs, and search by them.

Latin letters lose their accents, Arabic ones their marks; Japanese is typed by the row of a kana, as on a telephone,
and one key stands for every kanji. A pad of 28 keys holds each alphabet.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

LATIN = "abcdefghijklmnopqrstuvwxyz"
KANJI = "漢"
KANA = (
    "あいうえお",
    "かきくけこ",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "はひふへほ",
    "まみむめも",
    "やゆよ",
    "らりるれろ",
    "わゐゑをん",
)
ARABIC = ("ا", "ب", "ت", "ث", "ج", "ح", "خ", "دذ", "ر", "ز", "س", "ش", "صض", "طظ", "ع", "غ", "ف", "ق", "ك", "ل", "م",
          "ن", "ه", "و", "ي")  # fmt: skip
"""A key for each, by its first letter; two that look alike share one."""

_LIKE = {
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    **{letter: group[0] for group in (*KANA, *ARABIC) for letter in group},
    "ぁ": "あ",
    "ぃ": "あ",
    "ぅ": "あ",
    "ぇ": "あ",
    "ぉ": "あ",
    "っ": "た",
    "ゃ": "や",
    "ゅ": "や",
    "ょ": "や",
    "ゎ": "わ",
    "ء": "ا",
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ئ": "ي",
    "ؤ": "و",
    "ة": "ه",
    "گ": "ك",
    "پ": "ب",
    "ー": "",
    "ـ": "",  # both only lengthen
}
_ARTICLE = "ال"


@dataclass(frozen=True, slots=True)
class Alphabet:
    """`keys` are what is typed, `shown` what stands on them; `name` stands on the key that turns to it."""

    name: str
    keys: tuple[str, ...]
    shown: tuple[str, ...]


LATIN_KEYS = Alphabet("ABC", tuple(LATIN), tuple(LATIN.upper()))
KANA_KEYS = Alphabet("かな", (*(row[0] for row in KANA), KANJI), (*(row[0] for row in KANA), KANJI))
ARABIC_KEYS = Alphabet("أبت", tuple(each[0] for each in ARABIC), tuple(" ".join(each) for each in ARABIC))


def alphabets(names: Iterable[str]) -> tuple[Alphabet, ...]:
    """Those that the names are written in, the most frequent first; Latin where there are none."""
    counted: Counter[Alphabet] = Counter()
    for name in names:
        kinds = {kind for letter in folded(name)[0] if (kind := _kind(letter)) in _KEYS}
        counted.update(_KEYS[kind] for kind in kinds)
    return tuple(alphabet for alphabet, _ in counted.most_common()) or (LATIN_KEYS,)


@lru_cache(maxsize=65536)  # an assortment is folded once, and searched at every letter
def folded(name: str) -> tuple[str, tuple[int, ...]]:
    """A name as it is typed, and where its words begin."""
    text, starts, before = "", [], ""
    for letter in _plain(name):
        for typed in _keys_of(letter):
            kind = _kind(typed)
            if kind != before and kind != " ":
                starts.append(len(text))
            text, before = text + typed, kind
    # The article is no part of what somebody looks for.
    starts += [start + 2 for start in starts if text.startswith(_ARTICLE, start) and len(text) > start + 3]
    return text, tuple(starts)


def _plain(name: str) -> str:
    """Small letters without accents and marks; "ヶ" and other wide or narrow forms as usual ones."""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def _keys_of(letter: str) -> str:
    if "ァ" <= letter <= "ヶ":
        letter = chr(ord(letter) - 0x60)  # katakana
    if "㐀" <= letter <= "鿿" or letter == "々":
        return KANJI
    return _LIKE.get(letter, letter)


def _kind(letter: str) -> str:
    """Words are of one kind: a space, or another script, ends them."""
    if letter == KANJI:
        return "kanji"
    if "ぁ" <= letter <= "ゖ":
        return "kana"
    if "\u0600" <= letter <= "\u06ff":
        return "arabic"
    return "latin" if letter.isalnum() else " "


_KEYS = {"latin": LATIN_KEYS, "kana": KANA_KEYS, "kanji": KANA_KEYS, "arabic": ARABIC_KEYS}
