"""Checkout: in the exit lane there is nothing to do but walk; what will be charged is beside it."""

from ui.boxes import Sides
from ui.laid import Page


class CheckoutScreen(Page, Sides):
    """It does nothing but show."""
