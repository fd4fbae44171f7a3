"""Garbage on the wire: frames damaged in every way, none of which may pass; and what a whole frame costs."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from statistics import median
from typing import TypedDict

from firmware_bridge.protocol import Decoder, Frame, RawSample, encode

FOLLOWERS = 3
"""Whole frames after each damaged one: the bar says that the second is read."""


class Spread(TypedDict):
    """Microseconds of CPU for one frame over repeated runs."""

    least: float
    p50: float
    most: float


class WireResult(TypedDict):
    """What `frames` damaged frames did; `by_damage` counts the frames of each kind of damage.

    `still_whole` left a frame as it was sent (two flips undid each other, a byte fell between two frames, a
    splice cut off one byte that both frames share).
    `worst_resync` is the number of the whole frame that was the first to be read after a damaged one.
    `us_per_frame` is the decoder's cost of a sample in reads of 4 KiB, `us_alone` in reads of one frame each,
    `us_motion` that of a sample with motion, in reads of 4 KiB.
    """

    seed: int
    frames: int
    by_damage: dict[str, int]
    refused: int
    still_whole: int
    wrong_accepted: int
    worst_resync: int
    us_per_frame: Spread
    us_alone: Spread
    us_motion: Spread


@dataclass
class _Tally:
    by_damage: Counter[str] = field(default_factory=Counter)
    still_whole: int = 0
    wrong_accepted: int = 0
    worst_resync: int = 0


def corrupt(seed: int, frames: int) -> WireResult:
    """Damage so many sample frames, each between whole ones, and compare what is read with what was sent."""
    rng, decoder, tally, seq = Random(seed), Decoder(), _Tally(), 0
    kinds = list(_DAMAGE)
    for number in range(frames):
        kind = kinds[number % len(kinds)]
        sent = [_sample(rng, seq + i) for i in range(1 + FOLLOWERS)]
        seq += len(sent)
        wires = [encode(sample) for sample in sent]
        other = _sample(rng, seq + rng.getrandbits(15))
        wires[0] = _DAMAGE[kind](rng, wires[0], encode(other))
        _judge(tally, sent, other, [frame for wire in wires for frame in decoder.feed(wire)])
        tally.by_damage[kind] += 1
    return WireResult(
        seed=seed,
        frames=frames,
        by_damage=dict(tally.by_damage),
        refused=frames - tally.still_whole - tally.wrong_accepted,
        still_whole=tally.still_whole,
        wrong_accepted=tally.wrong_accepted,
        worst_resync=tally.worst_resync,
        us_per_frame=cost(4096),
        us_alone=cost(None),
        us_motion=cost(4096, (100, -200, 16_384)),
    )


def cost(chunk: int | None, motion: tuple[int, int, int] | None = None, repeats: int = 100) -> Spread:
    """Time of the decoder alone for samples in order, in reads of `chunk` bytes, or of one frame each.

    Short runs of 200 frames: of many, some meet no other program on the same core.
    """
    rng, frames = Random(1), 200
    wires = [encode(_sample(rng, seq)._replace(motion=motion)) for seq in range(frames)]
    stream = b"".join(wires)
    reads = wires if chunk is None else [stream[at : at + chunk] for at in range(0, len(stream), chunk)]
    times = []
    for _ in range(repeats):
        feed = Decoder().feed
        began = time.thread_time()
        for read in reads:
            feed(read)
        times.append(1e6 * (time.thread_time() - began) / frames)
    return Spread(least=round(min(times), 2), p50=round(median(times), 2), most=round(max(times), 2))


def _judge(tally: _Tally, sent: list[RawSample], other: RawSample, accepted: list[Frame]) -> None:
    tally.wrong_accepted += len(accepted) - len({frame for frame in accepted if frame in sent or frame == other})
    tally.still_whole += sent[0] in accepted or other in accepted
    first = next((n for n, sample in enumerate(sent[1:], start=1) if sample in accepted), FOLLOWERS + 1)
    tally.worst_resync = max(tally.worst_resync, first)


def _sample(rng: Random, seq: int) -> RawSample:
    counts = (rng.getrandbits(24) - (1 << 23), rng.getrandbits(17), -rng.getrandbits(17), rng.getrandbits(3))
    motion = None if seq & 1 else (rng.getrandbits(8), -rng.getrandbits(8), 16_384)
    return RawSample(seq & 0xFFFF, seq * 12_500 & 0xFFFFFFFF, counts, 0, seq & 3, motion)


def _flips(rng: Random, wire: bytes, other: bytes) -> bytes:
    """One to eight bits, anywhere."""
    damaged = bytearray(wire)
    for _ in range(rng.randint(1, 8)):
        damaged[rng.randrange(len(wire))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def _deletes(rng: Random, wire: bytes, other: bytes) -> bytes:
    """One to four bytes, anywhere, the closing zero too."""
    damaged = bytearray(wire)
    for _ in range(rng.randint(1, 4)):
        del damaged[rng.randrange(len(damaged))]
    return bytes(damaged)


def _inserts(rng: Random, wire: bytes, other: bytes) -> bytes:
    """One to four bytes of any value, anywhere."""
    damaged = bytearray(wire)
    for _ in range(rng.randint(1, 4)):
        damaged.insert(rng.randrange(len(damaged) + 1), rng.getrandbits(8))
    return bytes(damaged)


def _splices(rng: Random, wire: bytes, other: bytes) -> bytes:
    """The beginning of this frame and the end of another, as after lost bytes in between."""
    return wire[: rng.randint(1, len(wire) - 1)] + other[rng.randint(1, len(other) - 1) :]


def _tails(rng: Random, wire: bytes, other: bytes) -> bytes:
    """A frame of the right length whose end is noise: what a CRC of 16 bits passes once in 65,536."""
    keep = rng.randint(1, len(wire) - 2)
    return wire[:keep] + bytes(rng.randint(1, 255) for _ in range(len(wire) - 1 - keep)) + b"\0"


_DAMAGE: dict[str, Callable[[Random, bytes, bytes], bytes]] = {
    "flips": _flips,
    "deletes": _deletes,
    "inserts": _inserts,
    "splices": _splices,
    "random tails": _tails,
}
