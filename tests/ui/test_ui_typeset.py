"""Letters and lines: Arabic is joined and set from the right, lines break where their script allows."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import fonts
from ui.typeset import runs_from_right, script, visual, wrap
from ui.words import LANGUAGES, table

NBSP = "\u00a0"


def test_scripts():
    assert script("Käse 2 €") == "latin"
    assert script("Oat Drink سلة") == "arabic"
    assert script("合計 120") == "japanese"
    assert runs_from_right("سلة 2")
    assert not runs_from_right("70 % Chocolate سلة")


def test_arabic_is_joined_and_runs_from_the_right_while_numbers_do_not():
    drawn = visual("سلة 12", rtl=True)
    assert drawn == f"12{NBSP}\ufe94\ufee0\ufeb3"  # the last letter stands first, each in its joined form
    assert visual("\u2068Oat Drink\u2069 2", rtl=True) == f"2{NBSP}Oat{NBSP}Drink"
    assert visual("Oat Drink 2") == f"Oat{NBSP}Drink{NBSP}2"
    assert "\u202f" not in visual("1\u202f240,00\u202f€")


def test_japanese_breaks_between_characters_but_no_line_begins_with_a_full_stop():
    lines = wrap("確認が三件あります。", 9, len)
    assert lines == ["確認が三件ありま", "す。"]
    assert wrap("「開始」を押す", 3, len)[0] == "「開"


@given(st.text("ab 。、漢字かな", max_size=40), st.integers(1, 12))
def test_wrapping_loses_no_letter(text, width):
    lines = wrap(text, width, len)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= width or len(wrap(line, 0, len)) == 1 for line in lines)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_letter_that_we_say_is_in_the_font_of_its_script(screen, lang):
    from kivy.core.text import LabelBase

    from ui.lettering import register

    screen()
    register()
    for row in table(lang).values():
        for text in row.values() if isinstance(row, dict) else (row,):
            kind = script(text)
            name = "Roboto" if kind == "latin" else kind
            path = LabelBase._fonts[name][0]
            missing = {c for c in visual(text.replace("\n", " "), lang == "ar") if ord(c) not in characters(path)}
            assert not missing, (text, missing)


@cache
def characters(path: str) -> frozenset[int]:
    """The characters of a font file, from its cmap table (formats 4 and 12)."""
    return frozenset(_cmap(Path(path).read_bytes()))


def _cmap(data: bytes) -> set[int]:
    def number(at: int, size: int) -> int:
        return int.from_bytes(data[at : at + size], "big")

    tables = {data[at : at + 4]: number(at + 8, 4) for at in range(12, 12 + 16 * number(4, 2), 16)}
    start = tables[b"cmap"]
    found: set[int] = set()
    for record in range(number(start + 2, 2)):
        at = start + number(start + 8 + 8 * record, 4)
        if number(at, 2) == 12:
            for group in range(number(at + 12, 4)):
                first, last = number(at + 16 + 12 * group, 4), number(at + 20 + 12 * group, 4)
                found |= set(range(first, last + 1))
        elif number(at, 2) == 4:
            count = number(at + 6, 2)
            for i in range(0, count, 2):
                found |= set(range(number(at + 16 + count + i, 2), number(at + 14 + i, 2) + 1))
    return found


def test_a_language_without_its_font_is_not_offered_and_said_in_a_sentence(tmp_path):
    assert fonts.offered(LANGUAGES) == LANGUAGES
    assert "ja" not in fonts.offered(LANGUAGES, tmp_path)
    assert fonts.offered(LANGUAGES, tmp_path) == ("en", "de", "fr", "es", "sv")
    assert "CartArabic-Regular.ttf" in fonts.missing("ar", tmp_path)
    assert fonts.missing("de", tmp_path) == ""
