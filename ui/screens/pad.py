"""Keys to type with: digits or letters, with what was typed above."""

from collections.abc import Callable
from typing import Any

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from ui.boxes import Keyboard, Stack, hold
from ui.buttons import PushButton
from ui.laid import Laid
from ui.presenting.letters import ARABIC_KEYS, LATIN_KEYS, Alphabet
from ui.theme import Look

COLUMNS = 7  # with space and erase, 26 letters fill four rows of seven
NUMBERS_SHARE = 0.68  # of the width of the letters: three columns of digits, and what was typed above them
LONGEST_CODE, LONGEST_WORD = 14, 16


class Key(PushButton):
    def __init__(self, name: str, put: Callable[[str], None], shown: str = "") -> None:
        """`put` gets the name of the key, or nothing from the one that erases."""
        icon = {"erase": "erase", " ": "space"}.get(name, "")
        super().__init__(
            automation_id=f"key:{name}",
            words=None if icon else shown or name,
            style="key",
            icon=icon,
            font="lead",
            size_hint_y=1,
            on_tap=lambda _key: put("" if name == "erase" else name),
        )


class Digits(Keyboard):
    """1 to 9, erase, 0 and the way on, in the places that every cash machine gives them."""

    words = StringProperty("")  # of the way on
    off = BooleanProperty(False)
    enter_off = BooleanProperty(False)

    __events__ = ("on_digit", "on_enter")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(cols=3, **kwargs)
        for name in (*"123456789", "erase", "0"):
            self.add_widget(Key(name, lambda digit: self.dispatch("on_digit", digit)))
        self.enter = PushButton(automation_id="key:ok", style="primary", font="lead", size_hint_y=1)
        self.enter.fbind("on_tap", lambda _button: self.dispatch("on_enter"))
        self.fbind("words", self.enter.setter("words"))
        self.fbind("enter_off", self.enter.setter("disabled"))
        self.add_widget(self.enter)

    def on_digit(self, digit: str) -> None:
        """A digit, or nothing: the last one goes."""

    def on_enter(self) -> None:
        """It is typed."""

    def on_off(self, _digits: Keyboard, off: bool) -> None:
        for key in self.children:
            key.disabled = off


class SmallDigits(Digits):
    """For a dialog, as large as fingers need them."""

    def fit(self, look: Look) -> None:
        super().fit(look)
        self.size_hint = None, None
        self.size = 3 * look.px(96) + 2 * look.s, 4 * max(look.target, look.px(72)) + 3 * look.s


class Pad(Laid, Stack):
    """Letters that lead nowhere are switched off."""

    words = ObjectProperty({"keys_name": "", "keys_number": "", "type_number": "", "type_name": "", "ok": ""})
    numbers = BooleanProperty(True)
    code = StringProperty("")
    word = StringProperty("")

    __events__ = ("on_sent", "on_seek")

    def __init__(self, **kwargs: Any) -> None:
        self._letter_keys: dict[str, PushButton] = {}
        self._following: frozenset[str] = frozenset()
        self._alphabets: tuple[Alphabet, ...] = (LATIN_KEYS,)
        self._letters: dict[Alphabet, Keyboard] = {}
        super().__init__(**kwargs)

    @property
    def enter(self) -> PushButton:
        return self.ids.digits.enter

    def on_sent(self, code: str) -> None:
        """A number is typed."""

    def on_seek(self, word: str) -> None:
        """Letters are typed; so far it is this."""

    def offer(self, alphabets: tuple[Alphabet, ...]) -> None:
        """Letters of the alphabets that products are named in, the first one first."""
        if set(alphabets) != set(self._alphabets):
            self._alphabets = alphabets
            if not self.numbers:
                self._lay()

    def on_kv_post(self, _base: Any) -> None:
        self._lay()

    def turn_alphabet(self) -> None:
        self._alphabets = (*self._alphabets[1:], self._alphabets[0])
        self._lay()

    def on_numbers(self, *_: object) -> None:
        self._lay()

    def _lay(self) -> None:
        """Digits or letters, and beside the field the way to other letters."""
        field, next_, turn = (self.named[name] for name in ("field", "next", "turn"))
        if not self.numbers and len(self._alphabets) > 1:
            next_.words = self._alphabets[1].name
            hold(self.ids.top, field, next_, turn)
        else:
            hold(self.ids.top, field, turn)
        self.ids.board.shown = self.ids.digits if self.numbers else self._letters_of(self._alphabets[0])

    def _letters_of(self, alphabet: Alphabet) -> Keyboard:
        """The letters, made when somebody first asks for them."""
        if alphabet in self._letters:
            return self._letters[alphabet]
        letters = self._letters[alphabet] = Keyboard(self.look, cols=COLUMNS)
        letters.mirrored = alphabet is ARABIC_KEYS  # whatever the screen speaks, Arabic begins at the right
        for letter, shown in (*zip(alphabet.keys, alphabet.shown, strict=True), (" ", "")):
            made = Key(letter, self.put, shown)
            self._letter_keys[f"{alphabet.name} {letter}"] = made
            letters.add_widget(made)
        letters.add_widget(Key("erase", self.put))
        self.allow(self._following)
        return letters

    def clear(self) -> None:
        self.code = self.word = ""
        self.numbers = True
        self.dispatch("on_seek", "")

    def allow(self, following: frozenset[str]) -> None:
        self._following = following
        for name, each in self._letter_keys.items():
            each.disabled = name[-1] not in following or len(self.word) >= LONGEST_WORD

    def put(self, character: str) -> None:
        if self.numbers:
            self.code = (self.code + character)[:LONGEST_CODE] if character else self.code[:-1]
        else:
            self.word = self.word + character if character else self.word[:-1]
            self.dispatch("on_seek", self.word)

    def wide(self, numbers: bool) -> int:
        """As wide as seven letters, so that nothing moves; on a small panel what lies beside needs more room."""
        letters = COLUMNS * self.look.target + (COLUMNS - 1) * self.look.s
        return round(letters * NUMBERS_SHARE) if numbers and self.look.small else letters

    def shown(self, words: dict[str, str], numbers: bool, code: str, word: str) -> str:
        """What was typed, or else what to type."""
        return (code if numbers else word.upper()) or words["type_number" if numbers else "type_name"]
