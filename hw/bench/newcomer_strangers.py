"""Whether the cart notices that a thing is not in its store: each newcomer asked about as if it were not enrolled."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hw.bench.newcomer_cuts import Cut
from hw.bench.newcomer_methods import ByEmbedding
from models.figures import percent, percents_of_groups
from models.training.strangers import FALSE_REJECTION


def as_strangers(
    cart: ByEmbedding, asked: Sequence[tuple[int, Sequence[Cut]]], families: NDArray[np.str_], looks: str
) -> list[dict[str, Any]]:
    """Rows for all, singles and families, of the things `asked`: their product, and the crops of their looks.

    rejected is the percent that gets more of "none of these", without its own product, than FALSE_REJECTION of the
    things get with it; the interval is that of other products. The siblings of a family stay enrolled.
    """
    shown = [(product, cuts) for product, cuts in asked if cuts]
    if not shown:
        return []
    own = np.array([product for product, _ in shown])
    log_p = np.stack([cart.together(cuts) for _, cuts in shown])
    with_it = log_p[:, -1]
    # Probabilities of what is left when a product goes grow by one over what it leaves.
    left = -np.expm1(np.minimum(log_p[np.arange(len(own)), own], -1e-12))
    rejected = with_it - np.log(left) > np.quantile(with_it, 1 - FALSE_REJECTION)
    groups = {"all": own >= 0, "singles": families[own] == "", "families": families[own] != ""}
    return [
        {
            "method": "embedder, not enrolled",
            "masks": "own",
            "looks": looks,
            "group": group,
            "things": int(of.sum()),
            "rejected": percent(rejected[of]),
            "rejected_interval": percents_of_groups(rejected[of], own[of]),
        }
        for group, of in groups.items()
        if of.any()
    ]
