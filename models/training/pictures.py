"""What a model is worth, as pictures for its card; needs matplotlib. No photograph of the data set is shown."""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from models.embedder import Embedder
from models.figures import BINS, reliability
from models.gallery import Gallery
from models.training import calibrate, card, crossfit, data
from models.training.evaluate import Evaluation, fresh_views, unknown_things
from models.training.judged import Judged, Share
from models.training.recipe import Recipe, TwinViews

DPI = 100
INK, BAR, QUIET, WRONG, PALE = "#21252a", "#2e7d5a", "#8a9097", "#b04a2f", "#c4c9ce"
GROUND = "#f2efe8"
FAILURES = 12
ACCEPTED, OF_EACH_KIND = 0.5, 4
NAME_LINES = 3
LEAST = 5
"""Answers in a bin: of fewer, the share that was right says nothing, and its point is drawn pale."""
COLOURS = 128
"""Of a picture: a palette keeps a sheet of small renderings below a hundred kilobytes."""


class Shown(NamedTuple):
    """A picture of a sheet, with a word above it and a name below."""

    word: str
    square: NDArray[np.uint8]
    name: str = ""


def draw(
    folder: Path, plan: Recipe, photographs: Path, found: Evaluation, crossed: Mapping[str, Judged], out: Path
) -> list[Path]:
    """Every picture about the files in `folder`, into `out`; `photographs` holds grocery-store/."""
    out.mkdir(parents=True, exist_ok=True)
    made = card.made_of(folder)
    name, honest = crossfit.honest(crossed)
    panels = {f"Photographs, {name}": honest}
    groups, group_of = data.groups(photographs / "grocery-store")
    title = f"Photographs: named as the very class, by group ({len(found.photographs.truth)} of val.txt)"
    drawn = [out / "photographs.png"]
    draw_shares(title, found.photographs.by(np.array(group_of), groups), drawn[0], made)
    if found.shop is not None and found.anew is not None:
        panels |= {"Virtual cart (simulated)": found.shop, "Newly enrolled there (8 views)": found.anew}
        drawn += [out / "twin.png", out / "failures.png", out / "accepted.png"]
        draw_shares("Virtual cart (simulated): fresh views, by product", found.shop.by_class, drawn[1], made)
        embedder = Embedder(folder / "embedder.tflite")
        draw_failures(embedder, plan.twin, plan.cache, found.shop, drawn[2], made)
        draw_accepted(embedder, Gallery.load(folder / "twin.npz"), plan.twin, plan.cache, drawn[3], made)
    draw_reliability(panels, out / "reliability.png", made)
    return [out / "reliability.png", *drawn]


def draw_reliability(panels: Mapping[str, Judged], path: Path, made: str) -> None:
    """Confidence against the share that was right, in BINS equal bins, over the number of answers in each."""
    figure = Figure(figsize=(3.3 * len(panels), 4.6), layout="constrained")
    grid = figure.subplots(2, len(panels), sharex=True, squeeze=False, height_ratios=(4, 1))
    for (name, judged), (above, below) in zip(panels.items(), grid.T, strict=True):
        _reliability(above, name, judged)
        found = reliability(judged.confidence, judged.right)
        below.bar([each.low for each in found], [each.count for each in found], 1 / BINS, align="edge", color=QUIET)
        below.set(xlabel="confidence of the best answer", xlim=(0, 1))
        _plain(below)
    grid[0][0].set_ylabel("share that was right")
    grid[1][0].set_ylabel("answers")
    _save(figure, path, made)


def _reliability(axes: Axes, name: str, judged: Judged) -> None:
    found = reliability(judged.confidence, judged.right)
    x, y = np.array([each.confidence for each in found]), np.array([each.right for each in found])
    ends = np.array([each.interval for each in found]).T
    mean, bound = calibrate.floor(judged.p)
    axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle="--")
    many = np.array([each.count >= LEAST for each in found], bool)
    for colour, of in ((BAR, many), (PALE, ~many)):
        style = {"fmt": "o", "markersize": 4, "elinewidth": 1, "capsize": 2, "color": colour, "ecolor": colour}
        axes.errorbar(x[of], y[of], np.abs(ends - y)[:, of], **style)
    told = f"calibration error {judged.ece:.3f} of {len(judged.truth):,} answers"
    floor = f"a perfectly calibrated one: {mean:.3f} (95 %: {bound:.3f})"
    axes.set_title(f"{told}\n{floor}", fontsize=8, color=INK)
    axes.annotate(name, (0.5, 1.15), xycoords="axes fraction", ha="center", fontsize=10, color=INK)
    axes.set(ylim=(0, 1.02))
    _plain(axes)


def draw_shares(title: str, shares: Sequence[Share], path: Path, made: str) -> None:
    """A bar for each class, the best on top, with whiskers for the 95 % interval."""
    shown = sorted((share for share in shares if share.of), key=lambda share: (share.right / share.of, share.of))
    right = 100 * np.array([share.right / share.of for share in shown])
    ends = 100 * np.array([share.interval for share in shown]).T
    figure = Figure(figsize=(7.2, 0.8 + 0.17 * len(shown)), layout="constrained")
    axes = figure.add_subplot()
    axes.barh(range(len(shown)), right, height=0.7, color=BAR)
    axes.errorbar(
        right, range(len(shown)), xerr=np.abs(ends - right), fmt="none", ecolor=INK, elinewidth=0.8, capsize=1.5
    )
    for row, share in enumerate(shown):
        axes.text(103, row, f"{share.right} of {share.of}", va="center", fontsize=7, color=INK)
    axes.set_yticks(range(len(shown)), [share.name.replace("-", " ") for share in shown], fontsize=7.5)
    axes.set(xlim=(0, 114), ylim=(-0.7, len(shown) - 0.3))
    axes.set_xticks(range(0, 101, 20))
    axes.set_title(title, fontsize=9, color=INK, loc="left")
    axes.set_xlabel("right, %; whiskers: 95 % interval", fontsize=8)
    _plain(axes)
    _save(figure, path, made)


def draw_failures(embedder: Embedder, plan: TwinViews, cache: Path, judged: Judged, path: Path, made: str) -> None:
    """SIMULATED: the surest mistakes, each beside the enrolled views that are most like it."""
    shop = data.twin_views(cache, "shop")
    fresh, enrolled = fresh_views(plan, shop), shop.of_each(0, plan.enrol)
    chosen, best = judged.mistakes(FAILURES), judged.ranked[:, 0]
    groups = []
    for nth in chosen:
        vector = embedder.embed_squares([fresh.squares[nth]])[0]
        true, seen = int(judged.truth[nth]), int(best[nth])
        groups.append(
            [
                Shown("seen", fresh.squares[nth]),
                Shown(
                    f"taken for, {100 * judged.p[nth, seen]:.0f} %",
                    _nearest(embedder, enrolled, vector, seen),
                    shop.names[seen],
                ),
                Shown(
                    f"is, {100 * judged.p[nth, true]:.0f} %",
                    _nearest(embedder, enrolled, vector, true),
                    shop.names[true],
                ),
            ]
        )
    of_all = f"{int((best != judged.truth).sum())} of {len(best)} fresh views were named wrongly"
    of_these = f"the {len(chosen)} surest of these, one of each pair" if groups else "there is nothing to show"
    _sheet(f"Simulated. {of_all}; {of_these}", groups, 3, path, made)


def draw_accepted(embedder: Embedder, gallery: Gallery, plan: TwinViews, cache: Path, path: Path, made: str) -> None:
    """SIMULATED: what the store does not sell and was taken for its goods, the surest of each kind."""
    shop = data.twin_views(cache, "shop")
    enrolled, groups = shop.of_each(0, plan.enrol), []
    for kind, squares in unknown_things(embedder.side, plan, cache).items():
        vectors = embedder.embed_squares(squares)
        p = np.exp(gallery.log_scores(vectors))[:, :-1]
        surest = [nth for nth in (-p.max(axis=1)).argsort().tolist() if p[nth].max() > ACCEPTED][:OF_EACH_KIND]
        for nth in surest:
            label = shop.skus.index(gallery.skus[int(p[nth].argmax())])
            like = _nearest(embedder, enrolled, vectors[nth], label)
            taken = Shown(f"taken for, {100 * p[nth].max():.0f} %", like, shop.names[label])
            groups.append([Shown(kind, np.asarray(squares[nth])), taken])
    _sheet(
        "Simulated. Not sold, or no product at all, and named as goods: the surest of each kind", groups, 4, path, made
    )


def _sheet(title: str, groups: Sequence[Sequence[Shown]], columns: int, path: Path, made: str) -> None:
    """Groups of pictures side by side, each group in a frame of its own."""
    rows, of_each = -(-max(1, len(groups)) // columns), max([len(group) for group in groups], default=1)
    figure = Figure(figsize=(1.1 * of_each * columns, 0.4 + 1.65 * rows), layout="constrained")
    figure.suptitle(title, fontsize=10, color=INK)
    cells = figure.subfigures(rows, columns, squeeze=False, wspace=0.03, hspace=0.03).ravel()
    for cell, group in zip(cells, groups, strict=False):
        cell.set_facecolor(GROUND)
        for axes, shown in zip(cell.subplots(1, of_each, squeeze=False)[0], group, strict=True):
            axes.imshow(shown.square)
            axes.set_title(shown.word, fontsize=8, color=WRONG if shown.word.startswith("taken") else INK, pad=2)
            lines = textwrap.wrap(shown.name, 17, max_lines=NAME_LINES, placeholder="\u2026")
            axes.set_xlabel("\n".join([*lines, *[""] * (NAME_LINES - len(lines))]), fontsize=6.5, color=INK, labelpad=2)
            axes.set_xticks([])
            axes.set_yticks([])
            axes.spines[:].set_visible(False)
    _save(figure, path, made)


def _nearest(embedder: Embedder, enrolled: data.Views, vector: NDArray[np.float32], label: int) -> NDArray[np.uint8]:
    """Of a product's enrolled views the one most like `vector`."""
    views = enrolled.squares[enrolled.labels == label]
    nearest: NDArray[np.uint8] = views[(embedder.embed_squares(views) @ vector).argmax()]
    return nearest


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=7.5, colors=INK)
    axes.xaxis.label.set_size(8)
    axes.yaxis.label.set_size(8)


def _save(figure: Figure, path: Path, made: str) -> None:
    """A small PNG that says in itself which files it was `made` of."""
    figure.set_dpi(DPI)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    words = PngImagePlugin.PngInfo()
    words.add_text("Description", made)
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True, pnginfo=words)
