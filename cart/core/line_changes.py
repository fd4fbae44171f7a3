"""What facts do to a line: it comes about, pieces leave it; or the fact contradicts those before it."""

from dataclasses import replace

from cart.core.facts import ItemAdded, ItemRemoved
from cart.core.line import Impossible, Line
from cart.core.units import MOST_PIECES, Decigrams, Money, Sku


def line_of(added: ItemAdded, next_line: int) -> Line:
    """The line that a fact puts on the bill; raises Impossible when its number or its figures cannot be."""
    if not 1 <= added.quantity <= MOST_PIECES or min(added.price, added.tax_permille, added.net, added.unit_price) < 0:
        raise Impossible(f"line {added.line} adds {added.quantity} pieces for {added.price}")
    if added.line < next_line:
        raise Impossible(f"line {added.line} stands there already")
    return Line(
        added.line,
        added.sku,
        added.quantity,
        added.price,
        added.tax_permille,
        added.net,
        added.unit_price,
        added.why,
        added.why.delta,
    )


def numbered(lines: tuple[Line, ...], number: int, sku: Sku | None = None) -> Line:
    """The line of this number (and product); raises Impossible when it is not there."""
    for line in lines:
        if line.line == number and sku in (None, line.sku):
            return line
    raise Impossible(f"line {number}{f' of {sku}' if sku else ''} is not in the basket, so it cannot leave it")


def rest_of(line: Line, removed: ItemRemoved, *, withheld: bool) -> Line | None:
    """What is left of a line; None: nothing. Raises Impossible when so much does not come out of it.

    A withheld line is off the bill already, so nothing comes off it; what is left keeps its share of the price, should
    it be sold after all.
    """
    if not 1 <= removed.quantity <= line.quantity or not 0 <= removed.price <= line.price:
        raise Impossible(f"{removed.quantity} pieces for {removed.price} do not come out of line {line.line}")
    if withheld and removed.price:
        raise Impossible(f"line {line.line} was not on the bill, so {removed.price} cannot come off it")
    rest = line.quantity - removed.quantity
    if not rest:
        return None
    price = line.price * removed.quantity // line.quantity if withheld else removed.price
    weight = Decigrams(line.weight * rest // line.quantity)
    return replace(line, quantity=rest, price=Money(line.price - price), weight=weight)


def with_rest(lines: tuple[Line, ...], line: Line, left: Line | None) -> tuple[Line, ...]:
    """The lines with what is left of one of them in its place."""
    return tuple(each for old in lines if (each := left if old is line else old) is not None)
