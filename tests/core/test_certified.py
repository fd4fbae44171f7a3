"""A cart whose certified scale head may price: by weight on the bill, and no word of a demonstration."""

from dataclasses import dataclass, field

from desk import Desk

from cart.core.effects import Effect
from cart.core.facts import ItemAdded, TripFinished, TripStarted
from cart.core.inputs import HeadReading, Source, SourceUp
from cart.core.rules import Rules
from cart.core.units import Decigrams, Seconds
from cart.core.viewing import view
from store.audit import TripState, audit


@dataclass
class HeadDesk(Desk):
    """The desk's scale is a head that says every 5 g, and whether it rests."""

    rules: Rules = field(default_factory=lambda: Rules(weigh_to_price="certified"))
    busy: bool = False

    def read(self, grams: float) -> list[Effect]:
        self.t += 1 / 80
        weight = Decigrams(50 * round(grams / 5))
        return self.feed(HeadReading(Seconds(self.t), weight, not self.busy))

    def hand(self, seconds: float = 0.4) -> None:
        self.busy = True
        super().hand(seconds)
        self.busy = False


def test_a_certified_head_prices_by_weight() -> None:
    desk = HeadDesk()
    desk.feed(SourceUp(Seconds(desk.t), Source.SCALE, "head"))
    desk.change(230, ("apple", 0.97))
    added = next(fact.body for fact in desk.facts if isinstance(fact.body, ItemAdded))
    assert (added.sku, added.net, added.price) == ("apple", 2300, 69), "0.230 kg at 2.99"
    assert view(desk.state).weigh_to_price == "certified"
    desk.leave()
    receipt = view(desk.state).receipt
    assert receipt is not None
    assert [(line.net, line.price) for line in receipt.lines] == [(2300, 69)]
    bodies = [fact.body for fact in desk.facts]
    assert next(body for body in bodies if isinstance(body, TripStarted)).weigh_to_price == "certified"
    assert isinstance(bodies[-1], TripFinished)
    assert audit(desk.facts, desk.catalog).state is TripState.CLOSED
