"""Staff walk out through the exit lane and see what its ways tell; the next trip knows nothing of it."""

from cart.core.brain import step
from cart.core.catalog import Catalog
from cart.core.inputs import Lane, LaneSignal, NextTrip, ShopperTapped, StaffTapped, Way
from cart.core.roles import Role
from cart.core.rules import Rules
from cart.core.staff_effects import ReadLane
from cart.core.staff_inputs import LaneRead, StaffCame
from cart.core.staff_work import LaneWork, StaffPage
from cart.core.state import State
from cart.core.taps import StaffTap, Tap
from cart.core.units import Seconds
from cart.core.view import Screen
from cart.core.viewing import screen, view


class Walk:
    def __init__(self, role: Role = Role.TECHNICIAN) -> None:
        self.state, self.t, self.effects = State(Catalog("1", "EUR", ()), Rules()), 0.0, []
        self.feed(NextTrip(Seconds(0.0), "trip-1"), StaffCame(Seconds(0.0), "ben", role))
        self.tap(StaffTap.LANE)

    def feed(self, *inputs: object) -> None:
        for each in inputs:
            done = step(self.state, each)
            self.state = done.state
            self.effects += done.effects

    def tap(self, tap: StaffTap) -> None:
        self.t += 1.0
        self.feed(StaffTapped(Seconds(self.t), tap))

    def at(self, place: Lane, way: Way = Way.CONTACT) -> None:
        self.t += 1.0
        self.feed(LaneSignal(Seconds(self.t), place, "", way))

    @property
    def work(self) -> LaneWork:
        return view(self.state).staffer.lane


def test_what_each_way_tells_is_shown_as_it_comes() -> None:
    walk = Walk()
    assert any(isinstance(effect, ReadLane) for effect in walk.effects)
    walk.feed(LaneRead(Seconds(walk.t), ("contact", "radio", "smoke signals")))
    assert walk.work == LaneWork((Way.CONTACT, Way.RADIO))
    walk.at(Lane.ARMED)
    walk.at(Lane.ARMED)
    assert (walk.work.told, walk.work.armed, walk.work.crossed) == (((Way.CONTACT, Lane.ARMED),), True, False)
    walk.at(Lane.ARMED, Way.RADIO)
    walk.at(Lane.CROSSED)
    assert walk.work.crossed
    assert set(walk.work.told) == {(Way.CONTACT, Lane.ARMED), (Way.RADIO, Lane.ARMED), (Way.CONTACT, Lane.CROSSED)}
    assert screen(walk.state) is Screen.STAFF_PAGE


def test_a_line_alone_crosses_nothing_and_again_begins_anew() -> None:
    walk = Walk()
    walk.at(Lane.CROSSED)
    assert (walk.work.told, walk.work.crossed) == (((Way.CONTACT, Lane.CROSSED),), False)
    walk.tap(StaffTap.LANE)
    assert walk.work.told == ()


def test_the_next_trip_ends_by_its_own_walk() -> None:
    walk = Walk()
    walk.at(Lane.ARMED)
    walk.at(Lane.CROSSED)
    walk.tap(StaffTap.LEAVE)
    walk.feed(ShopperTapped(Seconds(walk.t + 1.0), Tap.START))
    walk.t += 2.0
    assert walk.state.trip == "trip-1"
    walk.at(Lane.CROSSED)
    assert walk.state.trip == "trip-1"
    walk.at(Lane.ARMED)
    walk.at(Lane.CROSSED)
    assert walk.state.trip == ""


def test_the_page_is_for_those_who_look_after_devices_and_between_trips() -> None:
    assert Walk(Role.ASSOCIATE).state.staffer.problem == "not allowed"
    walk = Walk()
    walk.tap(StaffTap.LEAVE)
    walk.feed(ShopperTapped(Seconds(walk.t + 1.0), Tap.START), StaffCame(Seconds(walk.t + 1.5), "ben", Role.TECHNICIAN))
    walk.tap(StaffTap.LANE)
    assert walk.state.staffer.problem == "a trip is running"
    assert walk.state.staffer.page is StaffPage.TRIP
