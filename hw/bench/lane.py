"""The exit lane, measured: smart-cart bench lane. Thousands of carts walk out, past and back; all of it is simulated.

Carts sense the lane by the program's own sensors, readers and decision; walks come from the twin's kinematics.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from cart.core.exit import Passage
from cart.exit_lane import SENSORS, BeaconSensor, CardSensor, ContactSensor, ExitSensor, MarkerSensor, trace
from cart.exit_lane.trace import Event, Walked
from hw.bench.lane_noise import Floor, contacts, radio, rolled
from hw.bench.lane_pictures import cards, markers
from hw.twin.lanes import LINE_Y, Pass, Walk, walk
from models.figures import interval, machine

Rng = np.random.Generator

THROUGH = {Pass.OUT: 0.75, Pass.SWITCH: 0.10, Pass.BACK: 0.15}
PAST = {Pass.BY: 0.5, Pass.PEEK: 0.5}
ENOUGH_S = 3.0
"""So long after a crossing a cart that does not come back is watched: the trip is over."""

EARLY_M = 0.5
"""A crossing that is told when the cart's front is still so far from the line is a false one."""


@dataclass(frozen=True)
class Setup:
    """A way to equip carts and lanes: what the sensors take in on a walk, and the sensors."""

    events: Callable[[Walk, Rng], Iterable[Event]]
    sensors: Callable[[], list[ExitSensor]]


def _contacts(walk: Walk, rng: Rng) -> Iterator[Event]:
    return merge(rolled(walk, rng), contacts(walk, Floor(), rng), key=_when)


def _crosswise(walk: Walk, rng: Rng) -> Iterator[Event]:
    return merge(rolled(walk, rng), contacts(walk, Floor(along=False), rng), key=_when)


def _radio(walk: Walk, rng: Rng) -> Iterator[Event]:
    heard = sorted(radio(walk, rng), key=_when)
    return merge(rolled(walk, rng), contacts(walk, Floor(), rng, zone=False), heard, key=_when)


def _when(event: Event) -> float:
    return event.t


SETUPS = {
    "contacts": Setup(_contacts, lambda: [ContactSensor()]),
    "contacts-crosswise": Setup(_crosswise, lambda: [ContactSensor()]),
    "contacts-no-motion": Setup(lambda walk, rng: contacts(walk, Floor(), rng), lambda: [ContactSensor()]),
    "markers": Setup(markers, lambda: [MarkerSensor()]),
    "card": Setup(cards, lambda: [CardSensor()]),
    "radio-and-line": Setup(_radio, lambda: [BeaconSensor(), ContactSensor()]),
}
"""crosswise: two equal strips; no-motion: without an accelerometer; radio-and-line: beacons arm, a contact confirms."""


@dataclass
class Tally:
    """What became of the passes of one setup."""

    through: int = 0
    past: int = 0
    missed: int = 0
    early: int = 0
    confused: int = 0
    again: int = 0
    false: int = 0
    armed_past: int = 0
    returned: int = 0
    seen_back: int = 0
    told_s: list[float] = field(default_factory=list)

    def count(self, walk: Walk, walked: Walked) -> str:
        """Judge one pass; returns what went wrong, in a word, or nothing."""
        crossings = [(t, name) for t, passage, name in walked.passages if passage is Passage.CROSSED]
        if walk.line_at is None:
            self.past += 1
            self.false += bool(crossings)
            self.armed_past += any(passage is Passage.ARMED for _, passage, _ in walked.passages)
            return "false" if crossings else ""
        self.through += 1
        if walk.kind is Pass.BACK:
            self.returned += 1
            self.seen_back += any(passage is Passage.TURNED_BACK for _, passage, _ in walked.passages)
        if not crossings:
            self.missed += 1
            return "missed"
        told, name = crossings[0]
        self.told_s.append(told - walk.line_at)
        early = walk.at(told)[1] < LINE_Y - EARLY_M
        confused = name not in ("", str(walk.lane))
        self.early, self.confused = self.early + early, self.confused + confused
        self.again += len(crossings) > 1
        return "early" if early else "confused" if confused else "again" if len(crossings) > 1 else ""

    def so_far(self) -> str:
        """What a campaign that is stopped has found until then."""
        return f"{self.missed} of {self.through} missed, {self.false} of {self.past} false"

    def row(self, way: str) -> dict[str, Any]:
        """keys: way, through, missed, early, confused, again, past, false, armed_past, back, told_s."""
        told = np.percentile(self.told_s, [50, 95]) if self.told_s else (None, None)
        return {
            "way": way,
            "through": self.through,
            **{name: share(getattr(self, name), self.through) for name in ("missed", "early", "confused", "again")},
            "past": self.past,
            "false": share(self.false, self.past),
            "armed_past": share(self.armed_past, self.past),
            "back": share(self.seen_back, self.returned),
            "told_s": {"p50": _rounded(told[0]), "p95": _rounded(told[1])},
        }


def share(count: int, of: int) -> dict[str, Any]:
    """A count, per thousand, with its 95 % interval."""
    low, high = interval(count, of)
    return {"count": count, "per_1000": round(1000 * count / max(1, of), 2), "ci95": [_per(low), _per(high)]}


def replayed(path: Path) -> tuple[dict[str, str], Walked]:
    """A trace again, with the sensors that its way has now; raises TraceUnreadable with one sentence.

    A trace of a real lane (smart-cart doctor --lane --keep) names the ways that its cart has.
    """
    about, events = trace.read(path)
    if about.get("ways"):
        named = {way.value: sensor for way, sensor in SENSORS.items()}
        unknown = [way for way in about["ways"].split() if way not in named]
        if unknown:
            raise trace.TraceUnreadable(f"{path} is of {', '.join(unknown)}, which this program does not know.")
        return about, trace.walk(events, [named[way]() for way in about["ways"].split()])
    if about.get("way") not in SETUPS:
        raise trace.TraceUnreadable(f"{path} does not say which of {', '.join(SETUPS)} it is of.")
    return about, trace.walk(events, SETUPS[about["way"]].sensors())


def lane(
    seed: int, passes: int, ways: Iterable[str], told: Callable[[int, int, str], None], keep: Path | None = None
) -> dict[str, Any]:
    """Measure `ways` with so many passes through and past each; traces of what went wrong go to `keep`.

    keys: simulated, machine, seed, passes, ways.
    """
    rows = []
    for way in ways:
        tally = Tally()
        for n in range(2 * passes):
            about, events, walk, walked = one(way, seed, n)
            wrong = tally.count(walk, walked)
            if wrong and keep:
                trace.record(keep / f"{way}-{n}-{wrong}.mcap", events, about)
            if n % 100 == 99:
                told(n + 1, 2 * passes, f"{way}: {tally.so_far()}")
        rows.append(tally.row(way))
    return {"simulated": True, "machine": machine(), "seed": seed, "passes": passes, "ways": rows}


def one(way: str, seed: int, n: int) -> tuple[dict[str, str], list[Event], Walk, Walked]:
    """The pass of this number: even ones go through, odd ones past."""
    rng = np.random.default_rng([seed, list(SETUPS).index(way), n])
    shares = PAST if n % 2 else THROUGH
    kind = list(shares)[int(rng.choice(len(shares), p=list(shares.values())))]
    path = walk(kind, rng)
    setup = SETUPS[way]
    events: list[Event] = []
    walked = trace.walk(_kept(setup.events(path, rng), events), setup.sensors(), inf if kind is Pass.BACK else ENOUGH_S)
    about = {"way": way, "seed": str(seed), "pass": str(n), "kind": kind.value, "lane": str(path.lane)}
    return about, events, path, walked


def _kept(events: Iterable[Event], kept: list[Event]) -> Iterator[Event]:
    for event in events:
        kept.append(event)
        yield event


def line(row: dict[str, Any]) -> str:
    """A row for people."""
    parts = [f"{row['way']:19} {row['through']} through:"]
    for name in ("missed", "early", "confused", "again"):
        parts.append(f"{name} {_said(row[name])},")
    parts.append(f"{row['past']} past: false {_said(row['false'])}, armed {row['armed_past']['per_1000']:.0f};")
    parts.append(f"turned back seen {row['back']['per_1000'] / 10:.1f} %;")
    parts.append(f"told {row['told_s']['p50']} s after the line (p95 {row['told_s']['p95']})")
    return " ".join(parts)


def _said(one: dict[str, Any]) -> str:
    return f"{one['per_1000']:.1f} [{one['ci95'][0]:.1f}, {one['ci95'][1]:.1f}]"


def _per(part: float) -> float:
    return round(1000 * part, 2)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 2)
