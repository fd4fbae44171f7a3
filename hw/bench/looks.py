"""What several looks at what leaves a basket are worth together: smart-cart bench looks.

SIMULATED, in the baskets of the bench of masks. A thing that is taken out was seen when it came and is seen again
in the last picture that shows it; DEPENDENCE is read off how sure the two may be together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from cart.core.alternatives import LEAST, Scores, any_of, of_one_thing
from cart.core.units import Sku
from cart.sight.comparing import OPEN
from cart.sight.lying import Lying
from cart.sight.regions import WHOLE, Mask, difference, regions
from cart.sight.steady import aligned
from hw.bench.masks import Change, basket, overlap
from models import FOLDER
from models.embedder import Embedder
from models.figures import machine
from models.gallery import Gallery

GRID = tuple(step / 20 for step in range(21))
OF_IT = 0.5  # overlap with the true mask from which a cut is of the thing


@dataclass(frozen=True)
class Removal:
    """What the pictures said of one thing that left: by the largest region, by every cut, and twice by its own."""

    sku: Sku
    largest: Scores
    mixed: Scores
    then: Scores | None
    now: Scores | None


def looks(baskets: int, seed: int, say: Callable[[int, int, str], None]) -> dict[str, Any]:
    """keys: simulated, machine, seed, baskets, removed, top1_largest, top1_mixed, surprise_*, twice, dependence.

    A surprise is the mean of minus the logarithm of what the true product got; `dependence` has the least of it.
    """
    embedder = Embedder(FOLDER / "embedder.tflite")
    gallery = Gallery.load(FOLDER / "twin.npz", embedder.digest)
    rows: list[Removal] = []
    for nth in range(baskets):
        lying = Lying()
        for change in basket(seed + nth):
            rows += _look(change, lying, embedder, gallery)
        say(nth + 1, baskets, f"basket {seed + nth}: {len(rows)} removed so far")
    twice = [(row.sku, row.then, row.now) for row in rows if row.then is not None and row.now is not None]
    by = {power: _surprise([(sku, of_one_thing([then, now], power)) for sku, then, now in twice]) for power in GRID}
    return {
        "simulated": True,
        "machine": machine(),
        "seed": seed,
        "baskets": baskets,
        "removed": len(rows),
        "top1_largest": _first([(row.sku, row.largest) for row in rows]),
        "top1_mixed": _first([(row.sku, row.mixed) for row in rows]),
        "surprise_largest": _surprise([(row.sku, row.largest) for row in rows]),
        "surprise_mixed": _surprise([(row.sku, row.mixed) for row in rows]),
        "twice": len(twice),
        "surprise_now": _surprise([(sku, now) for sku, _, now in twice]),
        "surprise_by_dependence": {f"{power:.2f}": by[power] for power in GRID[::5]},
        "dependence": min(GRID, key=lambda power: by[power]) if twice else None,
    }


def _look(change: Change, lying: Lying, embedder: Embedder, gallery: Gallery) -> list[Removal]:
    after = aligned(change.before, change.after)
    found = regions(difference(change.before, after), WHOLE)
    if not found:
        return []
    changed = np.logical_or.reduce([region.mask for region in found])
    if change.added:
        scores = _scores(change, [found[0].mask], embedder, gallery)[0]
        lying.came(found[0].mask, changed, after, scores)
        return []
    known = lying.among(changed, change.before)
    lying.went(changed)
    masks = [found[0].mask, *(mask for mask, _ in known)]
    now = _scores(change, masks, embedder, gallery)
    both = [now[0], *(of_one_thing([again, then]) for again, (_, then) in zip(now[1:], known, strict=True))]
    shares = [float(mask.sum()) * (OPEN - scores[1]) for mask, scores in zip(masks, both, strict=True)]
    own = [nth for nth, (mask, _) in enumerate(known) if overlap(mask, change.mask) > OF_IT]
    then, again = (known[own[0]][1], now[1 + own[0]]) if own else (None, None)
    return [Removal(change.sku, now[0], any_of(both, shares), then, again)]


def _scores(change: Change, masks: list[Mask], embedder: Embedder, gallery: Gallery) -> list[Scores]:
    return [gallery.scores(vector[None]) for vector in embedder.embed([change.shows] * len(masks), masks)]


def _first(rows: Sequence[tuple[Sku, Scores]]) -> float:
    right = [scores[sku] >= max(scores.values()) for sku, (scores, _) in rows]
    return round(100 * float(np.mean(right)), 1) if right else 0.0


def _surprise(rows: Sequence[tuple[Sku, Scores]]) -> float:
    if not rows:
        return 0.0
    return round(float(np.mean([-log(max(LEAST, scores[sku])) for sku, (scores, _) in rows])), 4)
