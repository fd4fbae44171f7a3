"""The first moment: the store's name where the welcome will have it, while the cart comes up."""

from kivy.properties import StringProperty

from ui.boxes import Sides
from ui.laid import Laid


class Splash(Laid, Sides):
    store_name = StringProperty("")
    words = StringProperty("")
