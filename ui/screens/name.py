"""The question after which nothing fits: show the barcode, type the number, or pick from the list."""

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Line, SmoothRoundedRectangle
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from ui import theme
from ui.edges import Edges, Tap
from ui.icons import Icon
from ui.pictures import Pictures, cover, texture_of
from ui.presenter import MATCHES, Banner, Card, Name, search
from ui.screens.question import Guard, QuestionHeader
from ui.widgets import TONES, Centred, Panel, Picture, PushButton, Scroll, Tappable, Text

PAD = 424  # six keys of a finger's width
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONGEST_CODE, LONGEST_WORD = 14, 16
PREVIEW = (128, 96)
PREVIEW_HZ = 5
CORNER = 14


class NameScreen(BoxLayout):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        super().__init__(
            orientation="vertical", padding=(theme.L, theme.M, theme.L, theme.M), spacing=theme.S, **kwargs
        )
        self._edges, self._guard = edges, Guard(edges)
        self._model: Name | None = None
        self._header = QuestionHeader()
        self.add_widget(self._header)
        body = BoxLayout(spacing=theme.L)
        self._pad = Pad(self._type_code, self._seek)
        body.add_widget(self._pad)
        side = BoxLayout(orientation="vertical", spacing=theme.S)
        self._hint = _BarcodeHint(edges)
        self._list = ProductList(edges.pictures, lambda sku: self._guard.send(Tap.SEARCHED, sku))
        self._mine = PushButton("mine", "", lambda: self._guard.send(Tap.NOT_FOR_SALE), icon="bag")
        for part in (self._hint, self._list, self._mine):
            side.add_widget(part)
        body.add_widget(side)
        self.add_widget(body)
        self._key = ""

    def draw(self, model: Name) -> None:
        before, self._model = self._model, model
        self._header.draw(model)
        self._hint.show(model.hint, model.banner)
        self._mine.say(model.mine)
        self._pad.words(model.words)
        if model.key != self._key:
            self._key = model.key
            self._pad.clear()
        if before is None or before.products != model.products or before.words != model.words:
            self._seek(self._pad.word)
        self._hint.watch(True)
        self._guard.asked(model.key)

    def leave(self) -> None:
        self._hint.watch(False)
        self._guard.gone()
        self._key = ""

    def _type_code(self, code: str) -> None:
        if code:
            self._guard.send(Tap.TYPED, code)
            self._pad.forget_code()

    def _seek(self, typed: str) -> None:
        if self._model is None:
            return
        found, following = search(self._model.products, typed)
        self._pad.allow(following)
        self._list.show(found[:MATCHES], self._model.words["no_match"])
        self._guard.guard(*self._list.cards, self._mine, self._pad.enter)


class Pad(BoxLayout):
    """Digits or letters, with what was typed above. Letters that lead nowhere are switched off."""

    def __init__(self, on_code: Any, on_word: Any) -> None:
        super().__init__(orientation="vertical", spacing=theme.S, size_hint_x=None, width=PAD)
        self._on_word = on_word
        self.code = self.word = ""
        self._said: dict[str, str] = {}
        self._numbers = True
        tabs = BoxLayout(spacing=theme.S, size_hint_y=None, height=theme.TARGET)
        self._tab_number = PushButton("keys:number", "", lambda: self._turn(True), "chosen")
        self._tab_name = PushButton("keys:name", "", lambda: self._turn(False))
        tabs.add_widget(self._tab_number)
        tabs.add_widget(self._tab_name)
        field = Panel(theme.SURFACE, theme.RADIUS_S, theme.HAIRLINE, size_hint_y=None, height=56, padding=(theme.M, 0))
        self._typed = Text("", theme.LEAD, size_hint_y=1)
        field.add_widget(self._typed)
        self._keys = AnchorLayout()
        for part in (tabs, field, self._keys):
            self.add_widget(part)
        self._digits = GridLayout(cols=3, spacing=theme.S)
        for digit in "123456789":
            self._digits.add_widget(self._key(digit, lambda d=digit: self._put(d)))
        self._digits.add_widget(self._key("erase", lambda: self._put(""), icon="erase"))
        self._digits.add_widget(self._key("0", lambda: self._put("0")))
        self.enter = PushButton("key:ok", "OK", lambda: on_code(self.code), "primary", font=theme.LEAD, size_hint_y=1)
        self._digits.add_widget(self.enter)
        self._letter_keys: dict[str, PushButton] = {}
        self._following: frozenset[str] = frozenset()
        self._letters: BoxLayout | None = None
        self._keys.add_widget(self._digits)

    def _lay_letters(self) -> BoxLayout:
        """The letters, made when somebody first asks for them."""
        self._letter_keys = {c: self._key(c, lambda c=c: self._put(c), words=c.upper()) for c in LETTERS + " "}
        letters = BoxLayout(orientation="vertical", spacing=theme.S)
        for first in range(0, 24, 6):
            row = BoxLayout(spacing=theme.S)
            for letter in LETTERS[first : first + 6]:
                row.add_widget(self._letter_keys[letter])
            letters.add_widget(row)
        last = BoxLayout(spacing=theme.S)
        space = self._letter_keys[" "]
        space.say(self._said["space"])
        space.size_hint_x = 3 + 2 * theme.S / theme.TARGET
        erase = self._key("erase", lambda: self._put(""), icon="erase")
        for key in (self._letter_keys["y"], self._letter_keys["z"], space, erase):
            last.add_widget(key)
        letters.add_widget(last)
        return letters

    def words(self, said: dict[str, str]) -> None:
        self._said = said
        self._tab_number.say(said["keys_number"])
        self._tab_name.say(said["keys_name"])
        self.enter.say(said["ok"])
        self._show()

    def clear(self) -> None:
        self.code = self.word = ""
        self._turn(True)
        self._on_word("")

    def forget_code(self) -> None:
        self.code = ""
        self._show()

    def allow(self, following: frozenset[str]) -> None:
        self._following = following
        for letter, key in self._letter_keys.items():
            key.disabled = letter not in following or len(self.word) >= LONGEST_WORD

    def _key(self, name: str, on_tap: Any, icon: str = "", words: str | None = None) -> PushButton:
        says = None if icon else words or name
        return PushButton(f"key:{name}", says, on_tap, "key", icon=icon, font=theme.LEAD + 2, size_hint_y=1)

    def _put(self, character: str) -> None:
        if self._numbers:
            self.code = (self.code + character)[:LONGEST_CODE] if character else self.code[:-1]
        else:
            self.word = self.word + character if character else self.word[:-1]
            self._on_word(self.word)
        self._show()

    def _turn(self, numbers: bool) -> None:
        if numbers != self._numbers:
            self._numbers = numbers
            if self._letters is None:
                self._letters = self._lay_letters()
                self.allow(self._following)
            self._keys.clear_widgets()
            self._keys.add_widget(self._digits if numbers else self._letters)
            self._tab_number.restyle("chosen" if numbers else "plain")
            self._tab_name.restyle("plain" if numbers else "chosen")
        self._show()

    def _show(self) -> None:
        typed = self.code if self._numbers else self.word.upper()
        hint = self._said.get("type_number" if self._numbers else "type_name", "")
        self._typed.text = typed or hint
        self._typed.bold = bool(typed)
        self._typed.paint(theme.INK if typed else theme.INK_SOFT)
        self.enter.disabled = not self.code


class ProductCard(Tappable):
    def __init__(self, pictures: Pictures, on_tap: Any) -> None:
        super().__init__("", on_tap, padding=8, spacing=10, size_hint_y=None, height=88)
        self._picture = Picture(pictures, "", size_hint=(None, None), size=(72, 72))
        self.add_widget(Centred(self._picture, size_hint_x=None, width=72))
        words = BoxLayout(orientation="vertical")
        self._name = Text("", theme.SMALL + 1, bold=True, lines=2, smallest=15, size_hint_y=1.7)
        self._price = Text("", theme.SMALL, theme.ACCENT, size_hint_y=1, smallest=14)
        words.add_widget(self._name)
        words.add_widget(self._price)
        self.add_widget(words)

    def show(self, card: Card) -> None:
        self.automation_id = f"pick:{card.sku}"
        self._picture.show(card.sku)
        self._name.text, self._price.text = card.name, card.price


class ProductList(Scroll):
    """Two columns of products that can be picked."""

    def __init__(self, pictures: Pictures, on_pick: Any) -> None:
        super().__init__()
        self._pictures, self._on_pick = pictures, on_pick
        self._grid = GridLayout(cols=2, spacing=theme.S, size_hint_y=None, padding=(2, 2, 12, 2))
        self._grid.bind(minimum_height=self._grid.setter("height"))
        self._nothing = Text("", theme.BODY, theme.INK_SOFT, align="center", height=80, lines=2)
        self.add_widget(self._grid)
        self.cards: list[ProductCard] = []
        self._skus: list[str] = []

    def show(self, found: tuple[Card, ...], nothing: str) -> None:
        self._skus = [card.sku for card in found]
        while len(self.cards) < len(found):
            place = len(self.cards)
            self.cards.append(ProductCard(self._pictures, lambda place=place: self._on_pick(self._skus[place])))
        self._grid.clear_widgets()
        self._grid.cols = 2 if found else 1
        for tappable, card in zip(self.cards, found, strict=False):
            tappable.show(card)
            self._grid.add_widget(tappable)
        if not found:
            self._nothing.text = nothing
            self._grid.add_widget(self._nothing)
        self.scroll_y = 1


class _BarcodeHint(Panel):
    """Show the barcode, beside what the camera sees where there is one that does."""

    def __init__(self, edges: Edges) -> None:
        self._frame = edges.latest_frame
        height = 84 if self._frame is None else PREVIEW[1] + 2 * theme.S
        super().__init__(theme.ACCENT_SOFT, size_hint_y=None, height=height, padding=theme.S, spacing=theme.M)
        self._watching: Any = None
        self._view = _Preview(size_hint=(None, None), size=PREVIEW)
        self._icon = Icon("barcode", 40, theme.ACCENT)
        width = 52 if self._frame is None else PREVIEW[0]
        self._beside = Centred(self._icon, size_hint_x=None, width=width)
        self.add_widget(self._beside)
        self._text = Text("", theme.SMALL, lines=4, smallest=15, size_hint_y=1)
        self.add_widget(self._text)

    def show(self, hint: str, banner: Banner | None) -> None:
        """The hint; or in its place what went wrong, so that the keys keep their size."""
        ground, ink = TONES[banner.tone] if banner else (theme.ACCENT_SOFT, theme.ACCENT)
        self.paint(ground)
        self._icon.set(banner.icon if banner else "barcode", ink)
        self._text.paint(ink if banner else theme.INK)
        self._text.text = banner.text if banner else hint

    def watch(self, on: bool) -> None:
        if on and self._watching is None and self._frame is not None:
            self._watching = Clock.schedule_interval(lambda _dt: self._look(), 1 / PREVIEW_HZ)
        elif not on and self._watching is not None:
            self._watching.cancel()
            self._watching = None

    def _look(self) -> None:
        pixels = self._frame() if self._frame else None
        wanted = self._icon if pixels is None else self._view
        if wanted.parent is None:
            self._beside.clear_widgets()
            self._beside.add_widget(wanted)
        if pixels is not None:
            self._view.show(pixels)


class _Preview(Widget):
    """What the camera sees, with the corners of a frame: there, codes are read best."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._texture: Any = None
        self.bind(pos=self._redraw, size=self._redraw)

    def show(self, pixels: Any) -> None:
        """`pixels` are RGB."""
        picture = cover(pixels, *PREVIEW)[..., ::-1]
        if self._texture is None:
            self._texture = texture_of(picture)
            self._redraw()
        else:
            self._texture.blit_buffer(picture.tobytes(), colorfmt="bgr", bufferfmt="ubyte")
            self.canvas.ask_update()

    def _redraw(self, *_: object) -> None:
        self.canvas.clear()
        if self._texture is None:
            return
        with self.canvas:
            Color(1, 1, 1, 1)
            SmoothRoundedRectangle(pos=self.pos, size=self.size, radius=[theme.RADIUS_S], texture=self._texture)
            left, right = self.x + 0.2 * self.width, self.x + 0.8 * self.width
            low, high = self.y + 0.22 * self.height, self.y + 0.78 * self.height
            for x, y, along, up in (
                (left, low, CORNER, CORNER),
                (right, low, -CORNER, CORNER),
                (left, high, CORNER, -CORNER),
                (right, high, -CORNER, -CORNER),
            ):
                Line(points=(x + along, y, x, y, x, y + up), width=1.6, joint="miter")
