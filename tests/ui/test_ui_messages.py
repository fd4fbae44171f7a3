"""Every condition has words in every language; every colour pair can be read."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from string import Formatter

import pytest
from babel.core import Locale
from hypothesis import given
from hypothesis import strategies as st

import ui.words
from cart.core import calibration
from cart.core.calibration import Calibration, Place, Placement, Refusal, Still
from cart.core.checking import Check, check
from cart.core.class3 import ClassIII
from cart.core.facts import Kind, Rule
from cart.core.fitting import calibrate, fit
from cart.core.inputs import Reason, Source, Way
from cart.core.news import ChangeKind
from cart.core.notices import NOTICES
from cart.core.roles import Role
from cart.core.sentences import Sentence, read
from cart.core.shopper_facts import CallReason
from cart.core.shopper_inputs import NoSignIn
from cart.core.staff_inputs import Grade
from cart.core.staff_work import PROBLEMS, StaffPage
from cart.core.units import Grams
from cart.core.view import CalibrationStage
from cart.health import TOPICS
from ui import theme
from ui.devices import found_of, worded
from ui.messages import DAMAGED, FULL, PRICES_OLD, TROUBLE
from ui.words import LANGUAGES, Row, row_of, say, table

SECTIONS = {
    "rule": Rule,
    "question": Kind,
    "felt": Kind,
    "stage": CalibrationStage,
    "place": Place,
    "news": ChangeKind,
    "call": CallReason,
    "role": Role,
    "page": StaffPage,
    "grade": Grade,
    "way": Way,
    "look": Way,
}
"""Rows named by the members of an enum."""


def test_every_trouble_has_words_in_every_language():
    assert set(TROUBLE) == set(product(Source, Reason))
    for message in (*TROUBLE.values(), FULL, PRICES_OLD, DAMAGED):
        assert all(message.texts[lang] for lang in LANGUAGES)


@pytest.mark.parametrize(
    ("section", "members"),
    list(SECTIONS.items()),
)
def test_every_member_has_words_in_every_language(section, members):
    for lang, member in product(LANGUAGES, members):
        assert table(lang)[f"{section}.{row_of(member.value)}"]


def test_every_notice_has_words_in_every_language():
    assert {reason.value for reason in NoSignIn} <= set(NOTICES)
    for lang, condition in product(LANGUAGES, NOTICES):
        assert table(lang)[f"notice.{row_of(condition)}"]
    said = {key.partition(".")[2] for key in table("en") if key.startswith("notice.")}
    assert said == {row_of(condition) for condition in NOTICES} | {"other"}


def test_every_problem_of_staff_and_every_topic_has_words_in_every_language():
    for section, conditions in (("denied", PROBLEMS), ("topic", TOPICS)):
        for lang, condition in product(LANGUAGES, conditions):
            assert table(lang)[f"{section}.{row_of(condition)}"]
        said = {key.partition(".")[2] for key in table("en") if key.startswith(f"{section}.")}
        assert said - {"other"} == {row_of(condition) for condition in conditions}


def test_every_language_has_the_same_rows_with_the_same_fields():
    english = {key: fields(row) for key, row in table("en").items() if not key.startswith("device.")}
    for lang in LANGUAGES:
        rows = {key: fields(row) for key, row in table(lang).items() if not key.startswith("device.")}
        assert rows == english, lang


def test_every_sentence_about_a_device_has_words_in_every_language():
    for lang in LANGUAGES:
        rows = {key: row for key, row in table(lang).items() if key.startswith("device.")}
        assert set(rows) == {sentence.row for sentence in Sentence}
        for sentence in Sentence:
            assert fields(rows[sentence.row]) <= set(sentence.fields), (lang, sentence)
            assert lang != "en" or rows[sentence.row] == sentence.value
            others = {row for key, row in rows.items() if key != sentence.row}
            assert lang != "en" or sentence.value not in others


@given(st.sampled_from(Sentence), st.data())
def test_a_sentence_is_found_again_with_what_was_filled_in(sentence, data):
    said = st.one_of(
        st.integers(-9999, 9999).map(str),
        st.floats(-99, 99).map(lambda number: f"{number:+.1f}"),
        st.sampled_from([*(place.value for place in Place), "picture 2", "usb 0", "cart-7"]),
    )
    values = {name: data.draw(said) for name in sentence.fields}
    assert read(sentence.of(**values)) == (sentence, values)


def test_numbers_and_places_are_written_as_the_language_does():
    off = Sentence.OFF_PLACE.of(known=2000, place="rear left", error="+17.1", limit="10.0")
    assert worded(off, "de") == "2000 g (hinten links) weichen um +17,1 g ab, erlaubt sind 10,0 g. Streift der Korb?"
    assert worded("contacts, floor camera", "sv") == "kontakter, golvkamera"
    assert worded("SC-0412", "de") == "SC-0412"
    assert found_of("scale", "unplugged", "de") == say("de", "trouble.scale.unplugged")


def test_plurals_have_the_categories_of_their_language():
    for lang in LANGUAGES:
        wanted = set(Locale.parse(lang).plural_form.tags) | {"other"}
        for key, row in table(lang).items():
            if isinstance(row, dict):
                assert set(row) - {"0"} == wanted, (lang, key)


def test_no_row_is_left_over():
    """A row is named in the code, or belongs to a section that the code fills with members."""
    source = "\n".join(path.read_text(encoding="utf-8") for kind in ("py", "kv") for path in UI.rglob(f"*.{kind}"))
    filled = {found.group(1) for found in re.finditer(r"""f["'](\w+)\.\{""", source)}
    filled.add("device")
    filled |= {found.group(1) for found in re.finditer(r"""known\(lang, "(\w+)",""", source)}
    words = set(re.findall(r"""["'](\w+)["']""", source))
    for key in table("en"):
        section, _, name = key.rpartition(".")
        by_name = section in filled and (name in words or section in FILLED_BY_CONDITION or members(section, name))
        assert f'"{key}"' in source or by_name or section.startswith("trouble."), key


FILLED_BY_CONDITION = {"notice", "problem", "denied", "topic", "device"}
UI = Path(ui.words.__file__).parent.parent


def members(section: str, name: str) -> bool:
    named = {row_of(member.value) for member in SECTIONS.get(section, ())} | {"empty-basket", "loaded-basket"}
    return name in named


def fields(row: Row) -> set[str]:
    """What is filled in; a language may leave {n} out where the number is a word."""
    texts = row.values() if isinstance(row, dict) else (row,)
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name} - (
        {"n"} if isinstance(row, dict) else set()
    )


def test_what_is_filled_in_stands_there():
    assert say("de", "pin.wait", n=30) == "Zu viele Versuche. Noch 30 s warten."


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "لا شيء في العربة بعد"), (1, "سلعة واحدة"), (2, "سلعتان"), (3, "3 سلع"), (11, "11 سلعة"), (100, "100 سلعة")],
)
def test_arabic_counts_in_six_ways(n, said):
    assert say("ar", "common.items", n=n).replace("\u2068", "").replace("\u2069", "") == said


EMPTY = Still((1000.0, 1000.0, 1000.0, 1000.0), 8.0, 80)


def refusals() -> list[str]:
    """Sentences that the core really says."""

    def loaded(*counts: float, noise: float = 8.0, readings: int = 80) -> Still:
        return Still(counts, noise, readings)

    even = loaded(26000.0, 26000.0, 26000.0, 26000.0)
    tries = (
        calibrate(EMPTY, even, Grams(100), "s", "w", 0),
        calibrate(EMPTY, loaded(1.0, 1.0), Grams(1000), "s", "w", 0),
        calibrate(EMPTY, EMPTY, Grams(1000), "s", "w", 0),
        calibrate(EMPTY, loaded(*(3e6,) * 4), Grams(1000), "s", "w", 0),
        calibrate(EMPTY, loaded(1000.0, 34000.0, 34000.0, 34000.0), Grams(1000), "s", "w", 0),
        calibrate(EMPTY, loaded(91000.0, 4000.0, 4000.0, 4000.0), Grams(1000), "s", "w", 0),
        calibrate(EMPTY, loaded(26000.0, 26000.0, 26000.0, 26000.0, noise=900.0), Grams(1000), "s", "w", 0),
        calibrate(EMPTY, loaded(26000.0, 26000.0, 26000.0, 26000.0, readings=3), Grams(1000), "s", "w", 0),
        calibrate(EMPTY, loaded(calibration.FULL_SCALE, 1.0, 1.0, 1.0), Grams(1000), "s", "w", 0),
        calibrate(EMPTY, loaded(26000.0, 26000.0, 26000.0, 26000.0, noise=0.0), Grams(1000), "s", "w", 0),
    )
    tries = (*tries, *(fit(EMPTY, placements, "s", "w", 0, FINE) for placements in _unfit(loaded)))
    assert all(isinstance(each, Refusal) for each in tries)
    return [each.reason for each in tries if isinstance(each, Refusal)]


FINE = ClassIII(1.0, 10_000.0)


def _unfit(loaded: Callable[..., Still]) -> list[list[Placement]]:
    """Weights in places where they cannot be fitted: 100 counts are a gram."""

    def put(place: Place, *grams: float, known: float = 1000.0) -> Placement:
        return Placement(place, Grams(known), loaded(*(1000.0 + 100 * each for each in grams)))

    middle = put(Place.MIDDLE, 250, 250, 250, 250)
    corners = (
        put(Place.FRONT_LEFT, 600, 200, 200, 0),
        put(Place.FRONT_RIGHT, 200, 600, 0, 200),
        put(Place.REAR_LEFT, 200, 0, 600, 200),
    )
    return [
        [put(Place.REAR_LEFT, 200, 0, 600, 200)],
        [middle, put(Place.FRONT_LEFT, 200, 600, 0, 200)],
        [middle, put(Place.REAR_RIGHT, 230, 230, 240, 300)],
        [middle, put(Place.REAR_RIGHT, 0, 100, 100, 600)],
        [middle, put(Place.MIDDLE, 252, 252, 252, 252)],
        [middle, *corners, put(Place.REAR_RIGHT, 0, 200, 200, 600), put(Place.MIDDLE, 501, 501, 501, 501, known=2000)],
        [middle, *corners, put(Place.REAR_RIGHT, 0, 228, 228, 684)],
    ]


def checks() -> list[str]:
    """Sentences of checks that decide nothing, or that do not pass."""
    fitted = calibrate(EMPTY, Still((26000.0,) * 4, 8.0, 80), Grams(1000), "s", "w", 0)
    assert isinstance(fitted, Calibration)
    heavy = Still((60000.0,) * 4, 8.0, 80)
    light = check(fitted, EMPTY, heavy, Grams(5), "w", 0)
    full = check(fitted, heavy, Still((85000.0,) * 4, 8.0, 80), Grams(1000), "w", 0)
    off = check(fitted, EMPTY, Still((26900.0,) * 4, 8.0, 80), Grams(1000), "w", 0)
    assert isinstance(light, Refusal)
    assert isinstance(full, Check)
    assert isinstance(off, Check)
    locked = check(replace(fitted, locked=True), EMPTY, heavy, Grams(300), "w", 0)
    same = check(fitted, EMPTY, heavy, Grams(1000), "w", 0, in_service=False)
    moving = calibration.zero(replace(EMPTY, noise=20_000.0))
    assert isinstance(locked, Refusal)
    assert isinstance(same, Refusal)
    assert isinstance(moving, Refusal)
    return [light.reason, full.reason, off.reason, locked.reason, same.reason, moving.reason]


OTHERS = (
    "There are no readings. Is the scale connected?",
    "'x' is no weight in grams.",
    "cart.toml names no scale of class III: e = 3 g is no interval of class III.",
    "The scale's record is of another scale, 00112233. Check it or calibrate again.",
    "Cart and scale hold different calibrations of the same moment. Check it or calibrate again.",
    "Another scale is connected. Begin again with the empty basket.",
    "The scale's record is damaged. Calibrate the scale again.",
)


def test_every_refusal_of_the_core_has_a_translation():
    sentences = refusals()
    assert len(set(sentences)) == len(sentences)
    for sentence in (*sentences, *checks(), *OTHERS):
        assert worded(sentence, "en") == sentence
        assert all(worded(sentence, lang) != sentence for lang in LANGUAGES if lang != "en"), sentence


@pytest.mark.parametrize(("ink", "ground"), theme.PAIRS)
def test_text_can_be_read(ink, ground):
    assert theme.contrast(ink, ground) >= theme.READABLE


def test_contrast_of_black_and_white():
    assert round(theme.contrast("#000000", "#FFFFFF"), 1) == 21.0
