"""Every screen in every state as a picture, with an index page: `smart-cart screens --out DIR`."""

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from ui.example_frames import board, package
from ui.examples import Example, examples
from ui.prepare import prepare
from ui.theme import PAPER, SIZE, SIZES, Look, rgba
from ui.words import LANGUAGES, RIGHT_TO_LEFT

PATIENCE_S = 2.0  # questions are armed after 350 ms
SETTLE_FRAMES = 3  # layout, text and scroll position come to rest within three frames
EVERY_SIZE = ("en", "ar")

PAGE = """<!doctype html><meta charset="utf-8"><title>Screens</title>
<style>body{{font:16px sans-serif;background:#eee;margin:24px}}main{{display:flex;flex-wrap:wrap;gap:24px}}
figure{{margin:0;width:512px}}img{{width:100%;border:1px solid #bbb}}figcaption{{padding:4px 0}}
.broken{{color:#7a1f15;font-weight:bold}}</style>
<h1>Screens</h1><p>{summary}</p>
{sections}
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A language on a panel, as somebody likes it."""

    lang: str
    look: Look

    @property
    def name(self) -> str:
        wishes = [wish for wish in ("larger_text", "left_handed") if getattr(self.look, wish)]
        return ".".join([self.lang, f"{self.look.size[0]}x{self.look.size[1]}", *wishes])

    @staticmethod
    def of(lang: str, size: tuple[int, int] = SIZE, **wishes: bool) -> "Sheet":
        return Sheet(lang, Look(size, rtl=lang in RIGHT_TO_LEFT, **wishes))


@dataclass(frozen=True, slots=True)
class Shot:
    """An example as it is drawn on a sheet, and the rules that it breaks."""

    example: Example
    sheet: Sheet
    broken: tuple[str, ...]
    pixels: np.ndarray | None

    @property
    def file(self) -> str:
        return f"{self.example.name}.{self.sheet.name}.png"


class ShutDoor:
    """The staff's door of a picture: no PIN is right. It waits as cart.staff_door does, but time stands still."""

    badges = True

    def __init__(self, wrong: int = 0) -> None:
        """`wrong` PINs were typed before."""
        self._wrong, self._wait_s = wrong, 0.0

    @property
    def locked(self) -> bool:
        return self._wrong >= 5

    def wait_s(self) -> float:
        return self._wait_s

    def opens(self, pin: str) -> bool:
        self._wrong += 1
        self._wait_s = 30.0 if self.locked else 0.5 * 2 ** (self._wrong - 1)
        return False


def sheets() -> tuple[Sheet, ...]:
    """The panel of the cart in every language; every panel, larger text and the left hand in English and Arabic."""
    return (
        *(Sheet.of(lang) for lang in LANGUAGES),
        *(Sheet.of(lang, size) for lang in EVERY_SIZE for size in SIZES if size != SIZE),
        *(Sheet.of(lang, size, larger_text=True) for lang in EVERY_SIZE for size in SIZES),
        *(Sheet.of(lang, left_handed=True) for lang in EVERY_SIZE),
    )


def screens(
    out: Path,
    picture: Callable[[str], Path | None] = lambda sku: None,
    only: Callable[[str], bool] = lambda name: True,
    wanted: tuple[Sheet, ...] = (),
) -> list[Shot]:
    """Draw the examples whose names `only` takes into `out`, on every sheet; the pictures stay in the files."""
    out.mkdir(parents=True, exist_ok=True)
    shots = []
    for shot in draw(out / ".kivy", wanted or sheets(), picture, only):
        cv2.imwrite(str(out / shot.file), shot.pixels[:, :, ::-1])
        shots.append(Shot(shot.example, shot.sheet, shot.broken, None))
    (out / "index.html").write_text(_page(shots), encoding="utf-8")
    return shots


def draw(
    home: Path,
    wanted: tuple[Sheet, ...],
    picture: Callable[[str], Path | None] = lambda sku: None,
    only: Callable[[str], bool] = lambda name: True,
    pixels: bool = True,
) -> Iterator[Shot]:
    """Each of the examples on each of the sheets; without `pixels` only the rules are looked at."""
    yield from draw_plan(home, [(sheet, only) for sheet in wanted], picture, pixels)


def draw_plan(
    home: Path,
    plan: Sequence[tuple[Sheet, Callable[[str], bool]]],
    picture: Callable[[str], Path | None] = lambda sku: None,
    pixels: bool = True,
) -> Iterator[Shot]:
    """On each sheet the examples whose names its own choice takes."""
    prepare(home, offscreen=True)
    from kivy.clock import Clock
    from kivy.core.window import Window

    from ui.app import CartApp
    from ui.rules import broken

    pace, Clock._max_fps = Clock._max_fps, 0  # nobody watches
    collecting = gc.isenabled()
    gc.disable()  # a third of the time would go into looking through widgets that are all in use
    size = Window.system_size
    seen: list[Example] = []  # the one that is drawn now: what the camera sees belongs to it
    app = CartApp(
        lambda tapped: None,
        Clock.get_time,
        ShutDoor(),
        picture,
        lambda: _frame_of(seen[-1]) if seen else None,
        speak=lambda text, lang: None,
        reads_cards=True,
    )
    app.open()
    try:
        for sheet, only in plan:
            if Window.system_size != sheet.look.size:
                Window.size = sheet.look.size
            look = sheet.look
            app.look_like(sheet.lang, larger_text=look.larger_text, left_handed=look.left_handed, quiet=look.quiet)
            typed = True
            for example in examples():
                if only(example.name):
                    moved = bool(seen) and _frame_of(seen[-1]) is not _frame_of(example)
                    if typed or moved or example.wrong_pins:
                        app.gate = ShutDoor(example.wrong_pins)
                        app.afresh()  # what was typed or opened for the last picture is forgotten
                    typed = bool(example.press)
                    seen[:] = [example]
                    _pose(app, _on(sheet, example), app.frame if pixels else lay_out)
                    grabbed = _drawn(app.root) if pixels else None
                    yield Shot(example, sheet, tuple(broken(app.root, sheet.look)), grabbed)
            gc.collect()
    finally:
        Clock._max_fps = pace
        if collecting:
            gc.enable()
        app.stop()
        if Window.system_size != size:
            Window.size = size


def _frame_of(example: Example) -> np.ndarray:
    """The board where staff calibrate the camera, elsewhere a package that is held before it."""
    staffer = example.view.staffer
    return board() if staffer is not None and staffer.camera is not None else package()


def _drawn(root: Any) -> np.ndarray:
    """What `root` looks like, height x width x RGB, whatever the window's surface: without a display that one keeps
    the size that it began with."""
    from kivy.graphics import ClearBuffers, ClearColor, Fbo

    window = root.parent.canvas
    place = window.indexof(root.canvas)
    window.remove(root.canvas)
    buffer = Fbo(size=root.size, with_stencilbuffer=True)
    with buffer:
        ClearColor(*rgba(PAPER))
        ClearBuffers()
    buffer.add(root.canvas)
    buffer.draw()
    pixels = np.frombuffer(buffer.pixels, np.uint8).reshape(round(root.height), round(root.width), 4)[::-1, :, :3]
    buffer.remove(root.canvas)
    window.insert(place, root.canvas)
    return pixels.copy()


def lay_out() -> None:
    """One turn of Kivy's loop without its drawing: places, sizes and texts come to be as they would be seen."""
    from kivy.base import EventLoop
    from kivy.clock import Clock

    Clock.tick()
    EventLoop.dispatch_input()
    Clock.tick_draw()


def _on(sheet: Sheet, example: Example) -> Example:
    """The example as somebody sees it who made the sheet's choices; the screen follows them by itself."""
    look = sheet.look
    choices = replace(
        example.view.choices, language=sheet.lang, larger_text=look.larger_text, left_handed=look.left_handed
    )
    return replace(example, view=replace(example.view, choices=choices))


def _pose(app: Any, example: Example, turn: Callable[[], None]) -> None:
    """Show the example's view, and tap what it wants tapped."""
    from kivy.clock import Clock

    from ui.finger import press

    def frames() -> None:
        for _ in range(SETTLE_FRAMES):
            turn()
        while any(getattr(widget, "state", "") == "down" for widget in app.root.walk()):
            turn()  # Kivy holds a button down for a moment, however short the tap was

    app.show(example.view)
    frames()
    for automation_id in example.press:
        until = Clock.get_time() + PATIENCE_S
        while not press(app.root, automation_id, hold_s=0.0):
            if Clock.get_time() > until:
                raise LookupError(f"{example.name}: there is no {automation_id!r} to press")
            turn()
        frames()


def _page(shots: list[Shot]) -> str:
    faults = sum(bool(shot.broken) for shot in shots)
    sections = []
    for sheet, group in groupby(shots, key=lambda shot: shot.sheet):
        figures = "\n".join(
            f'<figure><a href="{shot.file}"><img loading="lazy" src="{shot.file}" alt=""></a>'
            f"<figcaption>{escape(shot.example.title)}"
            + "".join(f'<br><span class="broken">{escape(rule)}</span>' for rule in shot.broken)
            + "</figcaption></figure>"
            for shot in group
        )
        sections.append(f"<h2>{escape(sheet.name)}</h2>\n<main>\n{figures}\n</main>")
    summary = f"{len(shots)} pictures, {faults} of them with a broken rule."
    return PAGE.format(summary=summary, sections="\n".join(sections))
