"""Keys to type with: digits or letters, with what was typed above."""

from collections.abc import Callable
from typing import Any

from kivy.uix.anchorlayout import AnchorLayout

from ui import theme
from ui.boxes import Box, Grid, Panel, Stack
from ui.buttons import PushButton
from ui.lettering import Text
from ui.presenting.letters import ARABIC_KEYS, LATIN_KEYS, Alphabet
from ui.theme import Look

COLUMNS = 7  # with space and erase, 26 letters fill four rows of seven
NUMBERS_SHARE = 0.68  # of the width of the letters: three columns of digits, and what was typed above them
LONGEST_CODE, LONGEST_WORD = 14, 16


def digit_keys(look: Look, put: Callable[[str], None], enter: PushButton) -> Grid:
    """1 to 9, erase, 0 and `enter`, in the places that every cash machine gives them."""
    keys = Grid(look, keyboard=True, cols=3)
    for name in (*"123456789", "erase", "0"):
        keys.add_widget(key(look, name, lambda name=name: put("" if name == "erase" else name)))
    keys.add_widget(enter)
    return keys


def key(look: Look, name: str, on_tap: Callable[[], None], shown: str = "") -> PushButton:
    icon = {"erase": "erase", " ": "space"}.get(name, "")
    return PushButton(
        look, f"key:{name}", None if icon else shown or name, on_tap, "key", icon, font="lead", size_hint_y=1
    )


class Pad(Stack):
    """Letters that lead nowhere are switched off."""

    def __init__(
        self,
        look: Look,
        on_code: Callable[[str], None],
        on_word: Callable[[str], None],
        on_turn: Callable[[bool], None] = lambda numbers: None,
    ) -> None:
        super().__init__(look, spacing=look.s, size_hint=(1, None) if look.portrait else (None, 1))
        self.width = self._wide(numbers=True)
        if look.portrait:
            self.height = 5 * look.target + 4 * look.s
        self._on_word, self._on_turn = on_word, on_turn
        self.code = self.word = ""
        self._said: dict[str, str] = {}
        self._numbers = True
        top = Box(look, spacing=look.s, size_hint_y=None, height=look.target)
        field = Panel(look, theme.SURFACE, look.radius("s"), theme.HAIRLINE, padding=(look.m, 0))
        self._typed = Text(look, "", "body", size_hint_y=1)
        field.add_widget(self._typed)
        self._turn_to_name = PushButton(look, "keys:name", "", lambda: self.turn(False), size_hint=(0.5, 1))
        self._turn_to_number = PushButton(look, "keys:number", "", lambda: self.turn(True), size_hint=(0.5, 1))
        top.add_widget(field)
        top.add_widget(self._turn_to_name)
        self._top = top
        self._keys = AnchorLayout()
        self.add_widget(top)
        self.add_widget(self._keys)
        self.enter = PushButton(look, "key:ok", "", lambda: on_code(self.code), "primary", font="lead", size_hint_y=1)
        self._digits = digit_keys(look, self._put, self.enter)
        self._turn_to_next = PushButton(look, "keys:next", "", self._turn_alphabet, size_hint=(None, 1))
        self._turn_to_next.width = look.px(84)
        self._letter_keys: dict[str, PushButton] = {}
        self._following: frozenset[str] = frozenset()
        self._alphabets: tuple[Alphabet, ...] = (LATIN_KEYS,)
        self._letters: dict[Alphabet, Grid] = {}
        self._keys.add_widget(self._digits)

    def offer(self, alphabets: tuple[Alphabet, ...]) -> None:
        """Letters of the alphabets that products are named in, the first one first."""
        if set(alphabets) != set(self._alphabets):
            self._alphabets = alphabets
            if not self._numbers:
                self._lay()

    def _turn_alphabet(self) -> None:
        self._alphabets = (*self._alphabets[1:], self._alphabets[0])
        self._lay()

    def _lay(self) -> None:
        """Digits or letters, and beside the field the ways to other keys."""
        here, there = self._turn_to_number, self._turn_to_name
        if self._numbers:
            here, there = there, here
        for way in (self._turn_to_next, there, here):
            if way.parent is not None:
                self._top.remove_widget(way)
        if not self._numbers and len(self._alphabets) > 1:
            self._turn_to_next.say(self._alphabets[1].name)
            self._top.add_widget(self._turn_to_next)
        self._top.add_widget(here)
        self._keys.clear_widgets()
        self._keys.add_widget(self._digits if self._numbers else self._letters_of(self._alphabets[0]))

    def _letters_of(self, alphabet: Alphabet) -> Grid:
        """The letters, made when somebody first asks for them."""
        if alphabet in self._letters:
            return self._letters[alphabet]
        letters = self._letters[alphabet] = Grid(self.look, keyboard=True, cols=COLUMNS)
        letters.mirrored = alphabet is ARABIC_KEYS  # whatever the screen speaks, Arabic begins at the right
        for letter, shown in (*zip(alphabet.keys, alphabet.shown, strict=True), (" ", "")):
            made = key(self.look, letter, lambda letter=letter: self._put(letter), shown)
            self._letter_keys[f"{alphabet.name} {letter}"] = made
            letters.add_widget(made)
        letters.add_widget(key(self.look, "erase", lambda: self._put("")))
        self.allow(self._following)
        return letters

    def words(self, said: dict[str, str]) -> None:
        self._said = said
        self._turn_to_number.say(said["keys_number"])
        self._turn_to_name.say(said["keys_name"])
        self.enter.say(said["ok"])
        self._show()

    def clear(self) -> None:
        self.code = self.word = ""
        self.turn(True)
        self._on_word("")

    def forget_code(self) -> None:
        self.code = ""
        self._show()

    def allow(self, following: frozenset[str]) -> None:
        self._following = following
        for name, each in self._letter_keys.items():
            each.disabled = name[-1] not in following or len(self.word) >= LONGEST_WORD

    def _put(self, character: str) -> None:
        if self._numbers:
            self.code = (self.code + character)[:LONGEST_CODE] if character else self.code[:-1]
        else:
            self.word = self.word + character if character else self.word[:-1]
            self._on_word(self.word)
        self._show()

    def _wide(self, numbers: bool) -> int:
        """As wide as seven letters, so that nothing moves; on a small panel what lies beside needs more room."""
        letters = COLUMNS * self.look.target + (COLUMNS - 1) * self.look.s
        return round(letters * NUMBERS_SHARE) if numbers and self.look.small else letters

    def turn(self, numbers: bool) -> None:
        if numbers != self._numbers:
            self._numbers = numbers
            self.width = self._wide(numbers)
            self._lay()
            self._on_turn(numbers)
        self._show()

    def _show(self) -> None:
        typed = self.code if self._numbers else self.word.upper()
        hint = self._said.get("type_number" if self._numbers else "type_name", "")
        self._typed.said = typed or hint
        self._typed.bold = bool(typed)
        self._typed.paint(theme.INK if typed else theme.INK_SOFT)
        self.enter.disabled = not self.code


def small_pad(look: Look, put: Callable[[str], None], enter: PushButton) -> Any:
    """Digits for a dialog, as large as fingers need them."""
    keys = digit_keys(look, put, enter)
    keys.size_hint = (None, None)
    keys.size = (3 * look.px(96) + 2 * look.s, 4 * max(look.target, look.px(72)) + 3 * look.s)
    return keys
