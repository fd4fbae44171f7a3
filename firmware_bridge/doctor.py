"""Ten seconds at a scale's port for a fitter: listens, has the samples judged, and says it in words."""

import termios
import time
from collections.abc import Callable

import serial

from firmware_bridge.health import CellHealth, Health, Observation
from firmware_bridge.ports import open_port
from firmware_bridge.protocol import (
    BAUD,
    BridgeError,
    Decoder,
    GetHello,
    Hello,
    RawSample,
    Start,
    Stop,
    check_hello,
    encode,
)

SECONDS = 10.0
PATIENCE = 3.0
"""Seconds without a sample after which no more is expected; an Arduino's bootloader takes one of them."""
SILENCE = 0.75
"""Seconds without a sample at the end of a visit that make a scale which has stopped."""
ASK_AGAIN = 0.25


OnSample = Callable[[Hello, RawSample], None]


def observe(
    port: str,
    seconds: float = SECONDS,
    clock: Callable[[], float] = time.monotonic,
    on_sample: OnSample = lambda _hello, _sample: None,
) -> Observation:
    """Listen to the scale for so long from its first sample on; raises PortUnusable when it cannot be opened.

    `on_sample` gets every sample as it comes.
    """
    visit = _Visit(clock(), on_sample)
    try:
        with open_port(port, BAUD) as line:
            _listen(line, visit, seconds, clock)
    except BridgeError as stranger:
        if visit.hello is None:
            raise
        visit.refusal = str(stranger)
    except (OSError, termios.error):  # SerialException is an OSError
        visit.broke_off = True
    return Observation(
        visit.hello,
        tuple(visit.arrivals),
        visit.decoder.counters,
        visit.heard_bytes,
        visit.restarts,
        visit.refusal,
        visit.broke_off,
        visit.fell_silent,
    )


class _Visit:
    def __init__(self, now: float, on_sample: OnSample) -> None:
        self.on_sample = on_sample
        self.decoder = Decoder()
        self.hello: Hello | None = None
        self.arrivals: list[tuple[float, RawSample]] = []
        self.heard_bytes = 0
        self.restarts = 0
        self.refusal = ""
        self.broke_off = False
        self.fell_silent = False
        self.asked = float("-inf")
        self.last = now


def _listen(line: serial.Serial, visit: _Visit, seconds: float, clock: Callable[[], float]) -> None:
    while clock() - visit.last < PATIENCE:
        now = clock()
        if visit.arrivals and now - visit.arrivals[0][0] >= seconds:
            visit.fell_silent = now - visit.last > SILENCE
            line.write(encode(Stop()))
            return
        if now - max(visit.last, visit.asked) > ASK_AGAIN or (visit.hello is None and now - visit.asked > ASK_AGAIN):
            visit.asked = now
            line.write(b"\0" + encode(GetHello()))
        chunk = line.read(max(1, line.in_waiting))
        now = clock()
        visit.heard_bytes += len(chunk)
        for frame in visit.decoder.feed(chunk):
            match frame:
                case Hello():
                    # A restart during the visit: the cause is told by the newer greeting.
                    visit.restarts += bool(visit.arrivals) and frame.seq == 0
                    visit.hello = frame
                    check_hello(frame)
                    line.write(encode(Start()))
                case RawSample() if visit.hello is not None:
                    visit.last = now
                    visit.arrivals.append((now, frame))
                    visit.on_sample(visit.hello, frame)
    visit.fell_silent = True


def report(health: Health) -> list[str]:
    """The figures for people, one line each."""
    rate = "no samples" if health.rate_hz is None else f"{health.rate_hz:.1f} a second (claimed {health.claimed_hz})"
    drift = "not known" if health.clock_ppm is None else f"{health.clock_ppm:+.0f} ppm"
    tilt = "no accelerometer" if health.tilt_degrees is None else f"{health.tilt_degrees:.1f} degrees"
    if health.motion_lost:
        tilt += f", accelerometer lost in {health.motion_lost} samples"
    lines = [
        f"scale        {health.scale or 'unknown'}, firmware {health.firmware or 'unknown'}",
        f"last reset   {health.reset_cause or 'unknown'}, restarts meanwhile: {health.restarts}",
        f"samples      {health.samples}, {rate}",
        f"frames       {health.lost_frames} lost, {health.damaged_frames} damaged, {health.resyncs} resyncs",
        f"clock        {drift}"
        + (f", samples up to {health.late_ms_p95:.1f} ms late (p95)" if health.late_ms_p95 else ""),
        f"tilt         {tilt}",
        "temperature  no sensor",
        *(_cell_line(cell) for cell in health.cells),
    ]
    if health.noise_g is not None:
        lines.append(f"sum          noise {health.noise_g:.2f} g rms")
    return lines


def _cell_line(cell: CellHealth) -> str:
    if cell.mean is None:
        return f"cell {cell.cell}       no reading"
    grams = f" ({cell.noise_g:.2f} g)" if cell.noise_g is not None else ""
    return (
        f"cell {cell.cell}       {cell.mean:.0f} counts, noise {cell.noise_counts or 0:.0f} counts rms{grams}, "
        f"{cell.unique} values, {cell.spikes} spikes, {cell.saturated} saturated, {cell.bad_reads} not read"
    )
