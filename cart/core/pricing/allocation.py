"""Shares of an amount that add up to it: the largest-remainder method."""

from collections.abc import Sequence


def allocate(amount: int, weights: Sequence[int]) -> list[int]:
    """Split `amount` in proportion to `weights`, each share within one of its exact value.

    What rounding down leaves goes to the largest remainders, the first of equal ones first. Nothing is
    given to a weight of zero, and no share is larger than its weight while the amount is not larger than all of
    them. Raises ValueError when there is an amount but nothing to weigh it by.
    """
    whole = sum(weights)
    if amount < 0 or any(weight < 0 for weight in weights):
        raise ValueError("an amount below zero cannot be shared")
    if whole == 0:
        if amount:
            raise ValueError(f"{amount} cannot be shared out among nothing")
        return [0] * len(weights)
    shares = [amount * weight // whole for weight in weights]
    remainders = [amount * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -remainders[place])
    for place in by_remainder[: amount - sum(shares)]:
        shares[place] += 1
    return shares
