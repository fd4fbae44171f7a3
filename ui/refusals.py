"""The core refuses a calibration in English sentences with numbers in them; other languages know them by pattern."""

import re

from cart.core.calibration import Place
from ui.words import row_of, say

_PLACE = "(" + "|".join(place.value for place in Place) + ")"
_NAMED = {place.value for place in Place} | {"empty basket", "loaded basket"}

PATTERNS: tuple[tuple[str, str], ...] = (
    (r"(\d+) g is too light .* Use (\d+) g", "too_light"),
    (r"There are no readings", "no_readings"),
    (r"'(.*)' is no weight in grams", "no_weight"),
    (r"number of cells changed", "cells_changed"),
    (r"reading did not change", "no_change"),
    (r"far too much for (\d+) g", "too_much"),
    (r"Cell (\d+) carries nothing", "cell_nothing"),
    (r"Cell (\d+) carries nearly all", "cell_all"),
    (r"not still: ([\d.]+) g of noise", "not_still"),
    (r"empty basket is not still", "empty_not_still"),
    (r"Another scale is connected", "other_scale"),
    (r"(\d+) g is a weight of the fit", "of_the_fit"),
    (r"Only (\d+) readings of the ([a-z ]+)\.", "few_readings"),
    (r"Cell (\d+) reads full scale", "full_scale"),
    (r"never change by a single count", "no_noise"),
    (r"first weight goes in the middle", "first_middle"),
    (rf"weight {_PLACE}, cell (\d+) carries most, not cell (\d+)", "wrong_corner"),
    (rf"too near the middle\. Put it further {_PLACE}", "near_middle"),
    (rf"(\d+) g {_PLACE} read as (-?\d+) g", "misread"),
    (r"The same (\d+) g read ([\d.]+) g apart; ([\d.]+) g", "apart"),
    (rf"(\d+) g {_PLACE} are shown ([-+][\d.]+) g off; ([\d.]+) g", "off_place"),
    (r"cells differ by (\d+) %", "cells_differ"),
    (r"empty basket reads ([-+]\d+) g", "empty_reads"),
    (r"(\d+) g are shown ([-+][\d.]+) g off; ([\d.]+) g", "off"),
    (r"(-?\d+) g is no weight to check with. Use (\d+) to (\d+) g", "check_weight"),
    (r"no scale of class III: (.*)", "no_class"),
    (r"record is of another scale, (\w*)\.", "record_other"),
    (r"different calibrations of the same moment", "record_two"),
    (r"The scale's record ", "record_bad"),
)


def refusal(sentence: str, lang: str) -> str:
    """A calibration's refusal in `lang`; the core's own sentence in English, and where no pattern knows it."""
    for pattern, row in PATTERNS if lang != "en" else ():
        found = re.search(pattern, sentence)
        if found:
            said = (say(lang, f"place.{row_of(each)}") if each in _NAMED else each for each in found.groups())
            return say(lang, f"refusal.{row}", **{f"_{i}": each for i, each in enumerate(said)})
    return sentence
