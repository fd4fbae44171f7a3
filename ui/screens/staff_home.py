"""Staff's first page: a tile for everything that this role may do here."""

from ui.boxes import Stack
from ui.buttons import PushButton
from ui.laid import Page
from ui.presenting.staff_parts import Deed
from ui.screens.staff_parts import deed_button


class StaffHomeScreen(Page, Stack):
    def tile(self, deed: Deed) -> PushButton:
        return deed_button(self.edges, deed, font="body", size_hint_y=1)
