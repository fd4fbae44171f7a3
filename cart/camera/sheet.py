"""The board as a page to print at true size, with a ruler and what to do."""

from cart.camera.board import PIXELS_PER_MM, pattern
from cart.paper import Bar, Page, Words, bars_of, ruler

PAGE_MM = (297.0, 210.0)  # A4, lying
BOARD_AT = (22.5, 11.0)  # of its left upper corner; no printer reaches closer to the edge than 6 mm
RULER_AT = (22.5, 190.0)
WORDS_AT = (133.0, 186.0)
TITLE_MM, WORDS_MM, LINE_MM = 3.9, 2.9, 4.1
WORDS = (
    "1  Print at 100 % (actual size), never fitted to the page. Measure the ruler on the left.",
    "2  Glue the sheet to something flat and stiff. A bent board is refused.",
    "3  Empty the basket. Lay the board on its floor, print up; run: smart-cart calibrate camera",
)


def page() -> Page:
    return Page(PAGE_MM, bars(), words())


def bars() -> list[Bar]:
    """Everything black but the words."""
    return bars_of(pattern() == 0, BOARD_AT, 1 / PIXELS_PER_MM) + ruler(*RULER_AT)


def words() -> list[Words]:
    x, y = RULER_AT
    lines = [Words(x, y + 5.0, WORDS_MM, "This ruler must measure 100 mm. If it does not, tell: --ruler-mm MEASURED")]
    lines.append(Words(WORDS_AT[0], WORDS_AT[1], TITLE_MM, "Smart cart: board for the basket camera"))
    for number, text in enumerate(WORDS, start=1):
        lines.append(Words(WORDS_AT[0], WORDS_AT[1] + 0.5 + LINE_MM * number, WORDS_MM, text))
    return lines
