"""Signing in, and the shopper's own bag and coat."""

from collections.abc import Callable

from ui import theme
from ui.boxes import Centred, Gap, Panel, Sides, Spring, Stack
from ui.buttons import PushButton
from ui.edges import Edges, Tap
from ui.icons import Icon
from ui.lettering import Text
from ui.presenting.sheets import Own, SignIn
from ui.screens.pad import LONGEST_CODE, small_pad
from ui.screens.preview import BarcodeHint
from ui.screens.sheet import Sheet


class SignInSheet(Sheet):
    """A code typed; a card shown to the camera is seen by itself."""

    def __init__(self, edges: Edges, on_close: Callable[[], None]) -> None:
        super().__init__(edges, on_close)
        look = self.look
        self._code = ""
        self._sent = False  # the next digit begins another code
        self._waits = False  # for an answer to it
        self._ok = PushButton(look, "key:ok", "", self._send, "primary", font="lead", size_hint_y=1)
        self._hint = BarcodeHint(look, edges.latest_frame)
        field = Panel(look, theme.SURFACE, look.radius("s"), theme.HAIRLINE, size_hint_y=None, height=look.target)
        self._typed = Text(look, "", "title", bold=True, align="center", size_hint_y=1)
        field.add_widget(self._typed)
        self._guest = Text(look, "", "small", theme.INK_SOFT, lines=3)
        words = Stack(look, spacing=look.s)
        for part in (self._hint, field, Gap(look.s), self._guest, Spring()):
            words.add_widget(part)
        keys = small_pad(look, self._put, self._ok)
        sides = Sides(look, spacing=look.lg)
        sides.add_widget(words)
        sides.add_widget(Centred(keys))
        self.body.add_widget(sides)
        self._hint.watch(True)

    def draw(self, model: SignIn) -> None:
        self.title.said, self._guest.said = model.title, model.guest
        self._hint.show(model.hint(self.edges.latest_frame is not None, self.edges.reads_cards), model.banner)
        self._ok.say(model.ok)
        self._waits = model.asking
        self._show()

    def close(self) -> None:
        self._hint.watch(False)

    def _put(self, digit: str) -> None:
        before = "" if self._sent and digit else self._code
        self._code = (before + digit)[:LONGEST_CODE] if digit else before[:-1]
        self._sent = False
        self._show()

    def _send(self) -> None:
        self._sent = self._waits = True
        self._show()
        self.edges.tap(Tap.SIGN_IN, self._code)

    def _show(self) -> None:
        self._typed.said = self._code
        self._ok.disabled = not self._code or self._waits


class OwnSheet(Sheet):
    """What goes in while this is open belongs to the shopper."""

    def __init__(self, edges: Edges, on_close: Callable[[], None]) -> None:
        super().__init__(edges, on_close)
        look = self.look
        self._ask = Text(look, "", "lead", align="center", lines=4)
        self._so_far = Text(look, "", "title", theme.ACCENT, bold=True, align="center", lines=2)
        self._done = PushButton(look, "own:done", "", on_close, "primary", "check", font="lead")
        icon = look.px(120)
        for part in (Spring(), Centred(Icon(look, "bag", icon, theme.ACCENT), size_hint_y=None, height=icon)):
            self.body.add_widget(part)
        for part in (Gap(look.s), self._ask, self._so_far, Spring(), self._done):
            self.body.add_widget(part)

    def draw(self, model: Own) -> None:
        self.title.said, self._ask.said, self._so_far.said = model.title, model.ask, model.so_far
        self._done.say(model.done)
