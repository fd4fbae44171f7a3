"""The model's card belongs to the files that are shipped, and its pictures, too."""

from pathlib import Path

import pytest

import models
from models.training import card

CARD = models.FOLDER / "card.md"
PICTURES = sorted(CARD.with_suffix("").glob("*"))
BYTES = 120_000


def test_the_card_describes_the_shipped_files() -> None:
    """Every table is written at once, so that one of other files gives them all away."""
    text = CARD.read_text()
    assert card.filled(text, dict.fromkeys(card.BLOCK.findall(text), "") | {"files": card.files(models.FOLDER)})
    assert card.files(models.FOLDER) in text, "smart-cart evaluate --card models/card.md writes it anew"
    assert "## Not for" in text


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_pictures_are_small_shown_and_of_the_shipped_files(picture: Path) -> None:
    content = picture.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) <= BYTES
    assert f"(card/{picture.name})" in CARD.read_text()
    again = "smart-cart evaluate --pictures models/card draws it anew"
    assert card.made_of(models.FOLDER).encode() in content, again


def test_every_picture_that_the_card_shows_is_there() -> None:
    shown = {part.partition(")")[0] for part in CARD.read_text().split("](card/")[1:]}
    assert shown == {path.name for path in PICTURES}
    assert shown


def test_tables_are_written_between_their_marks() -> None:
    text = (
        "Before.\n<!-- measured: files -->\nold\n<!-- end -->\nBetween.\n<!-- measured: twin -->\n<!-- end -->\nAfter."
    )
    once = card.filled(text, {"files": "| a |", "twin": "| b |", "unused": ""})
    assert once == (
        "Before.\n<!-- measured: files -->\n| a |\n<!-- end -->\nBetween.\n"
        "<!-- measured: twin -->\n| b |\n<!-- end -->\nAfter."
    )
    assert card.filled(once, {"files": "| a |", "twin": "| b |"}) == once


def test_a_card_that_cannot_be_written_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "card.md"
    for text, says in (("no marks", "no place for figures"), ("<!-- measured: x -->\n<!-- end -->", "figures for 'x'")):
        path.write_text(text)
        with pytest.raises(card.CardUnusable, match=says):
            card.write(path, {"files": ""})
        assert path.read_text() == text
    with pytest.raises(card.CardUnusable, match="cannot be read"):
        card.write(tmp_path / "absent.md", {})
