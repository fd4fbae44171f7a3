"""Facts that are signed and absurd: they go to people, and neither stall the store nor break its pages."""



from cart.core.facts import TripFinished
from cart.core.units import Money
from store.audit import TripState, audit

PAGES = (
    "/",
    "/trips/{}",
    "/trips/{}/booked.json",
    "/trips/{}/facts.json",
    "/trips/{}/receipt.txt",
    "/trips/{}/receipt.json",
    "/trips/{}/receipt.html",
    "/receipt/{}",
)


def shown(store, trip):
    """The pages that fail for a trip."""
    return [(page, status) for page in PAGES if (status := store.people.get(page.format(trip)).status_code) >= 500]


def test_so_many_pieces_are_never_priced(store, new_trip, shop_catalog):
    """Pricing takes time and memory for each piece: what no basket holds is told apart before."""
    trip = new_trip("t-1").start().add("oats", 10**9, price=129 * 10**9 + 1)
    trip.say(TripFinished(Money(0), (), 1_795_176_600_000))
    assert store.send(trip).json()["acked"] == 3
    assert "adds 1000000000 pieces" in store.page("/")
    assert shown(store, "t-1") == []
    assert audit(new_trip("t").start().add("oats", 999).finish().facts, shop_catalog).state is TripState.CLOSED


def test_so_many_lines_are_never_priced(new_trip, shop_catalog):
    trip = new_trip("t").start()
    for _ in range(10):
        trip.add("oats", 999)
    assert audit(trip.facts, shop_catalog).state is TripState.OPEN
    verdict = audit(trip.add("oats", 10).facts, shop_catalog)
    assert (verdict.state, "more than 9999 pieces" in verdict.reason) == (TripState.REVIEW, True)
