"""No screen breaks a rule: contrast, targets, size of text, nothing cut off or over the edge."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from ui.examples import examples
from ui.gallery import Sheet, draw, draw_plan
from ui.theme import SIZES, Look
from ui.words import LANGUAGES

TIGHT = (Sheet.of("de", (800, 480), larger_text=True), Sheet.of("ar", (720, 1280), larger_text=True))
"""Where there is the least room: long words on the smallest panel, tall letters on the narrowest."""

FULLEST = (
    "welcome-trouble",
    "shop-doubt",
    "shop-withheld",
    "shop-offers",
    "shop-long",
    "question-four",
    "question-long",
    "name-differs",
    "name-letters",
    "menu",
    "search",
    "list",
    "budget",
    "settings-on",
    "member-unknown",
    "why-code",
    "checkout-open",
    "age-check",
    "receipt",
    "spot-check",
    "handed-over",
    "pin-wait",
    "cancel",
    "staff-corner-again",
    "staff-odd",
    "staff-home-manager",
    "staff-trip-busy",
    "staff-trip-long",
    "staff-trip-hand",
    "staff-line",
    "staff-line-correct",
    "staff-camera-fitted",
    "staff-enrol-unknown",
    "staff-enrol-learned",
    "staff-takeover-put",
    "staff-health-no-stick",
    "staff-lane-crossed",
    "safe-mode",
    "disk-full",
)
"""Each screen as full as it gets, in several ways."""

MORE = {
    "shop-doubt",
    "shop-offers",
    "question-four",
    "name-letters",
    "list",
    "staff-corner-again",
    "staff-trip-long",
    "staff-enrol-learned",
    "staff-takeover-put",
    "staff-lane-crossed",
    "disk-full",
}
SCREENS = tuple(name for name in FULLEST if name not in MORE)
"""Each screen, and what may lie over it, once: with --every-sheet in every language on every panel."""


@pytest.mark.parametrize("sheet", TIGHT, ids=lambda sheet: sheet.name)
def test_no_screen_breaks_a_rule_where_there_is_the_least_room(sheet, screen, tmp_path):
    assert faults(tmp_path, (sheet,), lambda name: name in FULLEST) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_screen_breaks_a_rule_in_any_language_on_any_panel(request, screen, tmp_path, pictures):
    if not request.config.getoption("--every-sheet"):
        pytest.skip("takes three minutes: pytest tests/ui/test_ui_rules.py --every-sheet")
    shots = list(draw_plan(tmp_path, plan(), lambda sku: pictures / "banana.jpg", pixels=False))
    seen = {(shot.example.name, shot.sheet.lang, shot.sheet.look.size) for shot in shots}
    assert seen >= set(product(SCREENS, LANGUAGES, SIZES))
    assert {name for name, _, _ in seen} == {example.name for example in examples()}
    assert [f"{shot.file}: {rule}" for shot in shots for rule in shot.broken] == []


def plan() -> list[tuple[Sheet, Callable[[str], bool]]]:
    """Every screen in every language on every panel, in turns with larger text; every other state on one of them."""
    others = sorted({example.name for example in examples()} - set(SCREENS))
    rows = list(product(LANGUAGES, SIZES))
    found = []
    for n, (lang, size) in enumerate(rows):
        larger = frozenset(name for m, name in enumerate(SCREENS) if (m + n) % 2)
        usual = frozenset(SCREENS) - larger | frozenset(others[n :: len(rows)])
        found.append((Sheet.of(lang, size, left_handed=n % 3 == 0), usual.__contains__))
        found.append((Sheet.of(lang, size, larger_text=True), larger.__contains__))
    return found


def faults(home: Path, wanted: tuple[Sheet, ...], only: Callable[[str], bool]) -> list[str]:
    return [f"{shot.file}: {rule}" for shot in draw(home, wanted, only=only, pixels=False) for rule in shot.broken]


def test_every_rule_is_noticed_when_it_is_broken(screen):
    from kivy.core.window import Window

    from ui.boxes import Panel, Stack
    from ui.buttons import PushButton, Tappable
    from ui.gallery import lay_out
    from ui.lettering import Text
    from ui.rules import broken

    look = Look()
    screen()
    root = Stack(look, size=look.size)
    page = Panel(look, orientation="vertical", size_hint=(None, None), size=(300, 200))
    page.add_widget(Text(said="grey on white", font="small", colour="#999999"))
    page.add_widget(Text(said="a sentence that is far too long for its line", font="small"))
    page.add_widget(Tappable(automation_id="tinted", style="chosen", size_hint_y=None, height=70))
    page.add_widget(PushButton(automation_id="marked", words="x", style="chosen"))
    page.add_widget(PushButton(automation_id="tiny", words="x", height=40))
    page.add_widget(Text(said="one below the other", font="total", hugs=False, height=140))
    root.add_widget(page)
    Window.add_widget(root)
    for _ in range(4):
        lay_out()
    found = "\n".join(broken(root, look))
    Window.remove_widget(root)
    for expected in ("contrast 2.8", "cut off", "too small for a finger", "Panel of", "px in 200 px"):
        assert expected in found, found
    assert "tinted: chosen, and only its colour says so" in found
    assert "marked: chosen" not in found
