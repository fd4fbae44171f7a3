"""How well the cart names products that no training ever saw, in full baskets: smart-cart bench newcomers.

SIMULATED. 200 made-up products (hw.twin.newcomers), half of them in families of three to five look-alikes, are
enrolled from eight views each: laid alone into an empty basket, on one side after the other, and cut out there by
the cart. Then each is dropped into full baskets three times. Scenes and cuts are kept in the recipe's cache: no
model has a say in them, so that other weights are measured within minutes.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hw.bench import newcomer_cuts, newcomer_scenes
from hw.bench.newcomer_cuts import Cut, Shown
from hw.bench.newcomer_methods import TEACHER, ByColour, ByEmbedding, ByTeacher, Enrolled, Method, Teacher
from hw.bench.newcomer_scenes import LOOKS, VIEWS
from hw.bench.newcomer_strangers import as_strangers
from hw.twin.newcomers import Newcomer
from hw.twin.newcomers import newcomers as made
from models.embedder import Embedder
from models.figures import machine, percent, percents
from models.gallery import Gallery

Told = Callable[[int, int, str], None]
KINDS_OF_LOOKS = {
    "one": "the settled picture after a thing came, against the quiet one before it",
    "three frames": f"{LOOKS} such pictures of it as it lies, two seconds apart: other noise, the lamps a little on",
    "three times": f"one look at each of {LOOKS} times that it was put in: another basket, lamp, side and neighbours",
}


@dataclass(frozen=True)
class Task:
    """One thing to name: the crops of its looks by the cart's masks, and by the true ones."""

    product: int
    own: tuple[Cut, ...]
    true: tuple[Cut, ...]


def newcomers(
    times: int,
    seed: int,
    cache: Path,
    models: Path,
    teacher: Path,
    told: Told,
    singles: int = 100,
    related: int = 100,
) -> dict[str, Any]:
    """`models` holds embedder.tflite and twin.npz, `teacher` the frozen one; see `_figures` for the rows' keys."""
    cv2.setNumThreads(1)
    embedder = Embedder(models / "embedder.tflite")
    known = Gallery.load(models / "twin.npz", embedder.digest)
    products = made(seed, singles, related)
    folder = newcomer_scenes.folder(cache, products, seed)
    enrolled, shown = _scenes(products, times, seed, folder, told)
    scenes = newcomer_scenes.sittings(products) + newcomer_scenes.baskets(products, times)
    views: Enrolled = [[one.looks[0].places[0] for one in enrolled if one.product == n] for n in range(len(products))]
    names = [product.goods.product.name for product in products]
    embedding = ByEmbedding(embedder, known.only([]), names, views)
    methods: dict[str, Method] = {
        "embedder": embedding,
        f"embedder, {len(known.looks)} others beside": ByEmbedding(embedder, known, names, views),
        "colour histogram": ByColour(views),
    }
    said = f"absent: {TEACHER} is not in the folder given"
    if (teacher / TEACHER).exists():
        frozen = Teacher(teacher / TEACHER, folder / "teacher.npz")
        methods["frozen teacher"] = ByTeacher(frozen, views)
        said = f"{TEACHER}, {frozen.side} px"
    tasks = {kind: _tasks(kind, shown, embedding) for kind in KINDS_OF_LOOKS}
    rows, wrong = [], Counter[str]()
    for name, method in methods.items():
        told(scenes, scenes, f"naming by {name}")
        for kind, asked in tasks.items():
            for masks in ("own", "true"):
                ranks, best = _ranked(method, [getattr(task, masks) for task in asked], asked)
                rows += _figures(name, masks, kind, products, [task.product for task in asked], ranks, best)
                if (name, masks, kind) == ("embedder", "own", "one"):
                    wrong = _confusions(products, asked, best)
    if "frozen teacher" in methods:
        frozen.save()
    families = np.array([product.goods.family for product in products])
    for kind, asked in tasks.items():
        rows += as_strangers(embedding, [(task.product, task.own) for task in asked], families, kind)
    return {
        "simulated": True,
        "machine": machine(),
        "seed": seed,
        "model": embedder.digest[:8],
        "teacher": said,
        **_made(products),
        "views": VIEWS,
        "views_lost": len(products) * VIEWS - sum(map(len, views)),
        "baskets": newcomer_scenes.baskets(products, times),
        "things": len(shown),
        "hidden": times * len(products) - len(shown),
        "masks": _masks(shown, embedding),
        "looks": KINDS_OF_LOOKS,
        "rows": rows,
        "confusions": wrong.most_common(12),
    }


def _scenes(
    products: Sequence[Newcomer], times: int, seed: int, folder: Path, told: Told
) -> tuple[list[Shown], list[Shown]]:
    """Each product as it was enrolled, and as it came into the baskets."""
    sittings, baskets = newcomer_scenes.sittings(products), newcomer_scenes.baskets(products, times)
    draws = [("sitting", newcomer_scenes.sitting, nth) for nth in range(sittings)]
    draws += [("basket", newcomer_scenes.basket, nth) for nth in range(baskets)]
    enrolled: list[Shown] = []
    shown: list[Shown] = []
    for done, (what, draw, nth) in enumerate(draws, start=1):
        name = f"{what}-{nth:02}"
        scene = partial(newcomer_scenes.kept, folder / f"{name}.npz", partial(draw, products, seed, nth))
        cuts = newcomer_cuts.kept(folder, name, scene)
        if what == "sitting":
            enrolled += [one for one in cuts if one.looks[0].places]
        else:
            shown += cuts
        told(done, len(draws), f"{name}: {len(cuts)} things")
    return enrolled, shown


def _tasks(kind: str, shown: Sequence[Shown], cart: ByEmbedding) -> list[Task]:
    if kind == "one":
        return [_task(one.product, [one], 1, cart) for one in shown]
    if kind == "three frames":
        return [_task(one.product, [one], LOOKS, cart) for one in shown if len(one.looks) >= LOOKS]
    by_product: dict[int, list[Shown]] = {}
    for one in shown:
        by_product.setdefault(one.product, []).append(one)
    return [_task(n, came[:LOOKS], 1, cart) for n, came in by_product.items() if len(came) >= LOOKS]


def _task(product: int, came: Sequence[Shown], frames: int, cart: ByEmbedding) -> Task:
    looks = [look for one in came for look in one.looks[:frames]]
    own = [cart.choose(look) for look in looks]
    return Task(product, tuple(c for c in own if c), tuple(look.true for look in looks if look.true))


def _ranked(
    method: Method, cuts: Sequence[Sequence[Cut]], tasks: Sequence[Task]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each task's rank of the right product, from 0, and the product named first; no crop at all is a miss."""
    ranks, best = np.full(len(tasks), 10**6), np.full(len(tasks), -1)
    for nth, (looks, task) in enumerate(zip(cuts, tasks, strict=True)):
        if looks:
            scores = method.scores(looks).sum(axis=0)
            ranks[nth] = int((scores > scores[task.product]).sum())
            best[nth] = int(scores.argmax())
    return ranks, best


def _figures(
    method: str,
    masks: str,
    looks: str,
    products: Sequence[Newcomer],
    truth: Sequence[int],
    ranks: NDArray[np.int64],
    best: NDArray[np.int64],
) -> list[dict[str, Any]]:
    """Rows for all, singles and families: top1 and top4 in percent with Wilson's 95 % interval.

    For families family_top1 says how often the product named first is of the right family.
    """
    family = np.array([products[n].goods.family for n in truth])
    named = np.array([products[n].goods.family if 0 <= n < len(products) else "-" for n in best])
    groups = {"all": family == family, "singles": family == "", "families": family != ""}
    rows = []
    for group, of in groups.items():
        if not of.any():
            continue
        row = {"method": method, "masks": masks, "looks": looks, "group": group, "things": int(of.sum())}
        row |= _share("top1", ranks[of] < 1) | _share("top4", ranks[of] < 4)
        if group == "families":
            row |= _share("family_top1", named[of] == family[of])
        rows.append(row)
    return rows


def _share(name: str, right: NDArray[np.bool_]) -> dict[str, Any]:
    return {name: percent(right), f"{name}_interval": percents(right)}


def _made(products: Sequence[Newcomer]) -> dict[str, Any]:
    sizes = Counter(product.goods.family for product in products if product.goods.family)
    return {
        "products": len(products),
        "singles": len(products) - sum(sizes.values()),
        "families": len(sizes),
        "siblings": dict(sorted(Counter(sizes.values()).items())),
    }


def _masks(shown: Sequence[Shown], cart: ByEmbedding) -> dict[str, Any]:
    """First looks: the overlap (intersection over union) of the place the cart takes, and what it says about it."""
    overlaps, nothing = [], []
    for one in shown:
        look = one.looks[0]
        chosen = cart.choose(look)
        overlaps.append(look.overlaps[look.places.index(chosen)] if chosen else 0.0)
        nothing.append(float(cart.nothing([chosen])[0]) if chosen else 1.0)
    return {
        "overlap_median": round(float(np.median(overlaps)), 3),
        "overlap_below_half": percent(np.array(overlaps) < 0.5),
        "nothing_found": sum(not one.looks[0].places for one in shown),
        "taken_for_nothing": percent(np.array(nothing) > 0.5),
    }


def _confusions(products: Sequence[Newcomer], tasks: Sequence[Task], best: NDArray[np.int64]) -> Counter[str]:
    names = [product.goods.product.name for product in products]
    return Counter(
        f"{names[task.product]} seen as {names[named] if 0 <= named < len(names) else 'nothing'}"
        for task, named in zip(tasks, best.tolist(), strict=True)
        if named != task.product
    )


def line(row: Mapping[str, Any]) -> str:
    """A row of the table for people."""
    place = f"{row['method']:28} {row['masks']:4} masks, {row['looks']:12} {row['group']:8} {row['things']:4}"
    if "rejected" in row:
        low, high = row["rejected_interval"]
        return f"{place}  rejected {row['rejected']:5.1f} ({low:.1f}-{high:.1f})"
    low, high = row["top1_interval"]
    family = f"  family {row['family_top1']:5.1f}" if "family_top1" in row else ""
    return f"{place}  top-1 {row['top1']:5.1f} ({low:.1f}-{high:.1f})  top-4 {row['top4']:5.1f}{family}"
