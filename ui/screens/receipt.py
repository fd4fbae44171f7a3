"""Receipt: what was bought, what it came to, whether the store has it, and its code for the phone."""

from ui.boxes import Sides
from ui.laid import Page


class ReceiptScreen(Page, Sides):
    """It does nothing but show."""
