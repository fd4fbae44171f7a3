"""Every screen in every state as a picture, with an index page: `smart-cart screens --out DIR`."""

from collections.abc import Callable
from html import escape
from pathlib import Path

import cv2

from ui.examples import Example, examples
from ui.messages import LANGUAGES
from ui.prepare import prepare

SETTLE_FRAMES = 4  # layout, text and scroll position come to rest within three frames
TAP_FRAMES = 6  # a tap is held for 80 ms
PATIENCE_FRAMES = 30  # questions are armed after 350 ms

PAGE = """<!doctype html><meta charset="utf-8"><title>Screens</title>
<style>body{{font:16px sans-serif;background:#eee;margin:24px}}main{{display:flex;flex-wrap:wrap;gap:24px}}
figure{{margin:0;width:512px}}img{{width:100%;border:1px solid #bbb}}figcaption{{padding:4px 0}}</style>
<h1>Screens</h1><main>
{figures}
</main>
"""


def screens(
    out: Path,
    picture: Callable[[str], Path | None] = lambda sku: None,
    only: Callable[[str], bool] = lambda name: True,
) -> list[Path]:
    """Draw the examples whose names `only` takes into `out`; returns the pictures' paths."""
    out.mkdir(parents=True, exist_ok=True)
    prepare(out / ".kivy", offscreen=True)
    wanted = [example for example in examples() if only(example.name)]
    for lang in LANGUAGES:
        untouched = [example for example in wanted if example.lang == lang and not example.press]
        _draw(untouched, lang, out, picture)
    for example in wanted:
        if example.press:  # a window of its own: what was typed would stand on the next picture
            _draw([example], example.lang, out, picture)
    figures = "\n".join(
        f'<figure><a href="{each.name}.png"><img src="{each.name}.png" alt=""></a>'
        f"<figcaption>{escape(each.title)}</figcaption></figure>"
        for each in wanted
    )
    (out / "index.html").write_text(PAGE.format(figures=figures), encoding="utf-8")
    return [out / f"{example.name}.png" for example in wanted]


def _draw(batch: list[Example], lang: str, out: Path, picture: Callable[[str], Path | None]) -> None:
    if not batch:
        return
    from kivy.clock import Clock

    from ui.app import CartApp
    from ui.finger import press

    def frames(count: int) -> None:
        for _ in range(count):
            app.frame()

    app = CartApp(lambda tapped: None, Clock.get_time, lambda pin: False, picture, lang=lang)
    app.show(batch[0].view)
    app.open()
    frames(SETTLE_FRAMES)
    for example in batch:
        app.show(example.view)
        frames(SETTLE_FRAMES)
        for automation_id in example.press:
            tries = PATIENCE_FRAMES
            while not press(app.root, automation_id):
                frames(1)
                tries -= 1
                if tries == 0:
                    raise LookupError(f"{example.name}: there is no {automation_id!r} to press")
            frames(TAP_FRAMES)
        cv2.imwrite(str(out / f"{example.name}.png"), app.grab()[:, :, ::-1])
    app.stop()
