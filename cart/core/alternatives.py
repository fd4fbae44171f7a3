"""What several looks say together: looks at one thing, and ways to cut it out of which one is right."""

from collections.abc import Sequence
from math import exp, log

from cart.core.units import Sku

Scores = tuple[dict[Sku, float], float]
"""The products' probabilities and that of none of them; together at most one."""


DEPENDENCE = 0.8
"""Of looks at one thing that lay still: 0 would be looks that know nothing of each other, 1 the same look again.

`smart-cart bench looks` measures it. Frames of one moment come out at 0.9 and more: a second one tells nothing, so
none is asked for.
"""

LEAST = 1e-4  # a calibrated look excludes nothing


def of_one_thing(looks: Sequence[Scores], dependence: float = DEPENDENCE) -> Scores:
    """The product of what looks at one thing say, to the power of how much each of them tells anew.

    Equally correlated looks are worth n / (1 + (n - 1) dependence) of them. Raises ValueError without a look.
    """
    if not looks:
        raise ValueError("there is no look")
    power = 1.0 / (1.0 + (len(looks) - 1) * dependence)
    skus = list(dict.fromkeys(sku for scores, _ in looks for sku in scores))
    logs = [power * sum(log(max(LEAST, scores.get(sku, 0.0))) for scores, _ in looks) for sku in skus]
    none = power * sum(log(max(LEAST, nothing)) for _, nothing in looks)
    most = max([none, *logs])
    weights, of_none = [exp(each - most) for each in logs], exp(none - most)
    whole = sum(weights) + of_none
    return {sku: weight / whole for sku, weight in zip(skus, weights, strict=True)}, of_none / whole


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
