"""What a line costs before offers: by the piece, by its weight, or as a label says."""

from dataclasses import dataclass

from cart.core.catalog import Product, Sold
from cart.core.labels import Label
from cart.core.money import divide
from cart.core.tariff import Weighing
from cart.core.units import Decigrams, Money, Unit, UnitPrice, of_pound_hundredths, pound_hundredths, price_by_weight

AS_SHOWN = Weighing()
TENTH_OF_A_GRAM = Weighing(division=Decigrams(1))
"""How trips of pricing version 0 were weighed."""


def net_weight(product: Product, gross: Decigrams, weighing: Weighing = AS_SHOWN) -> Decigrams:
    """What is paid for of a weight on the scale: without the tare, in whole divisions; never below nothing."""
    net = max(0, gross - product.tare)
    if product.unit is Unit.POUND:
        hundredths = divide(pound_hundredths(Decigrams(net)), weighing.pound_division, weighing.rounding)
        return of_pound_hundredths(hundredths * weighing.pound_division)
    return Decigrams(divide(net, weighing.division, weighing.rounding) * weighing.division)


def line_price(
    product: Product, quantity: int, net: Decigrams, weighing: Weighing = AS_SHOWN, label: Label | None = None
) -> Money:
    """Price of `quantity` pieces, or of `net` when it is sold by weight; a label's own price counts instead.

    Raises ValueError for a quantity below one.
    """
    if quantity < 1:
        raise ValueError(f"{quantity} pieces of {product.sku} have no price")
    if label is not None and label.price is not None:
        return Money(label.price * quantity)
    if product.sold is Sold.WEIGHT:
        return price_by_weight(net, product.unit_price, product.unit, weighing.rounding)
    return Money(product.price * quantity)


def share_of(price: Money, taken: int, quantity: int) -> Money:
    """What `taken` pieces of a line cost: the last piece takes whatever rounding left of the price."""
    return price if taken == quantity else Money(price * taken // quantity)


@dataclass(frozen=True, slots=True)
class Charge:
    """What a line says of its money: `net` and `unit_price` are set when a weight was priced."""

    price: Money
    net: Decigrams = Decigrams(0)
    unit_price: UnitPrice = UnitPrice(0)


def charge_for(
    product: Product, quantity: int, gross: Decigrams, label: Label | None = None, weighing: Weighing = AS_SHOWN
) -> Charge:
    """The money of a line from what the scale felt and what a label says.

    A label's weight and price count before the scale's: they are the shop's, and the scale has only to agree.
    """
    if product.sold is not Sold.WEIGHT or (label is not None and label.price is not None):
        return Charge(line_price(product, quantity, Decigrams(0), weighing, label))
    net = label.net if label is not None and label.net is not None else net_weight(product, gross, weighing)
    return Charge(line_price(product, quantity, net, weighing), net, product.unit_price)
