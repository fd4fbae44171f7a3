"""Why is this line here: the pictures that the cart took, and what it made of weight, pictures and code."""

from kivy.properties import ObjectProperty

from ui.boxes import Column
from ui.laid import Laid
from ui.presenting.why import Part, Why
from ui.screens.sheet import Sheet
from ui.widgets import Picture

CROPS = 2


class WhyPart(Laid, Column):
    part = ObjectProperty()


class WhySheet(Sheet):
    def why(self, model: Why) -> Why:
        """What the model says of the line."""
        return model

    def pictures(self, model: Why) -> tuple[tuple[bool, str], ...]:
        """The product's own, and what the camera saw."""
        return ((False, model.sku), *((True, crop) for crop in model.crops[:CROPS]))

    def picture(self, seen: tuple[bool, str]) -> Picture:
        crop, name = seen
        return Picture(pictures=self.edges.crops if crop else self.edges.pictures, sku=name)

    def part(self, part: Part) -> WhyPart:
        return WhyPart(self.look, part=part)
