"""Several ways to cut out what changed, of which one is right: what they say together."""

from collections.abc import Sequence

from cart.core.units import Sku

Scores = tuple[dict[Sku, float], float]
"""The products' probabilities and that of none of them; together at most one."""


def any_of(scored: Sequence[Scores], shares: Sequence[float]) -> Scores:
    """The mixture of alternatives, each by its share (any positive scale); raises ValueError without one.

    A cut that is wrong says something wrong and sure, so the best one alone is sure of too much: a mixture leaves the
    decision between them to the weight.
    """
    whole = sum(shares)
    if not whole > 0:
        raise ValueError("there is no alternative with a share")
    mixed: dict[Sku, float] = {}
    nothing = 0.0
    for (scores, none), share in zip(scored, shares, strict=True):
        nothing += none * share / whole
        for sku, p in scores.items():
            mixed[sku] = mixed.get(sku, 0.0) + p * share / whole
    return mixed, nothing
