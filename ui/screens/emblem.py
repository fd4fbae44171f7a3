"""The store's name in the store's colour: the one part that the first moment and the welcome share."""

from kivy.properties import StringProperty

from ui.boxes import Panel
from ui.laid import Laid


class Emblem(Laid, Panel):
    store_name = StringProperty("")
