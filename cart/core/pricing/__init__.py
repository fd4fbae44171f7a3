"""What things cost: one code path for the screen, the receipt and the store, in whole minor units."""

from cart.core.pricing.basket_bill import PRICING, bill_of, finished, rates_of, weighing_of
from cart.core.pricing.bill import Bill, DepositOn, Off
from cart.core.pricing.lines import Charge, charge_for, line_price, net_weight, share_of

__all__ = [
    "PRICING",
    "Bill",
    "Charge",
    "DepositOn",
    "Off",
    "bill_of",
    "charge_for",
    "finished",
    "line_price",
    "net_weight",
    "rates_of",
    "share_of",
    "weighing_of",
]
