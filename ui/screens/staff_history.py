"""What was calibrated and checked at this scale before, newest first."""

from ui.screens.sheet import Sheet


class HistorySheet(Sheet):
    """It does nothing but show."""
