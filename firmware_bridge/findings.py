"""What is wrong with a scale and what to do: a sentence for each finding, from the figures of its health."""

from firmware_bridge.health import FEWEST, CellHealth, Health, Observation

RATE_TOLERANCE = 0.10
"""An HX711 runs on its own oscillator, which is off by several percent (Klipper's 320 SPS example: 332)."""
FAST_HZ = 80
SLOW_HZ = 20.0
"""No HX711 at 80 samples a second is so slow; with its RATE pin at ground it gives 10."""
NOISY_COUNTS = 400.0
"""An HX711 at gain 128 and 80 SPS shows 45 counts rms (90 nV of 2 nV each); nine times that is no converter."""
NOISY_G = 2.0
"""What the calibration calls still."""
MOST_BAD = 0.005
"""Share of reads or frames that a sound scale may lose: the noise model's faults are fifty times rarer."""
MOST_DRIFT_PPM = 10_000.0
"""A ceramic resonator is good for half a percent; beyond two, the UART itself fails."""
LEVEL_DEGREES = 3.0
"""A tilt beyond this makes 30 kg read 41 g light."""


def findings(seen: Observation, health: Health) -> tuple[str, ...]:
    """Everything that a fitter has to put right; none for a healthy scale."""
    if seen.refusal:
        return (seen.refusal,)
    if not seen.arrivals:
        return (_unheard(seen),)
    return (
        *_broken_off(seen),
        *_rate(health),
        *(finding for cell in health.cells for finding in _cell(cell, health.samples)),
        *_noise(health),
        *_touched(health),
        *_losses(health),
        *_clock(health),
        *_stand(health),
        *_reset(health),
    )


def _unheard(seen: Observation) -> str:
    if seen.broke_off:
        return "The port vanished before a sample came. Check the plug, the cable and the scale's power."
    if seen.hello:
        return "The scale answers, but sends no samples. Check 5 V, DOUT and SCK at the converter boards."
    if seen.heard_bytes:
        return "Bytes come, but none that a scale sends. Is it the right port, and is hw/firmware flashed?"
    return "Nothing comes from the port. Is it the scale's port, has it power, and is hw/firmware flashed?"


def _broken_off(seen: Observation) -> list[str]:
    if seen.broke_off:
        return [f"The port vanished after {len(seen.arrivals)} samples. Check the plug, the cable and the power."]
    if seen.fell_silent:
        return [f"The samples stopped after {len(seen.arrivals)}. Check the power; reflash hw/firmware if it hangs."]
    if len(seen.arrivals) < FEWEST:
        return [f"Only {len(seen.arrivals)} samples came. Check the power, then examine the scale again."]
    return []


def _rate(health: Health) -> list[str]:
    rate, claimed = health.rate_hz, health.claimed_hz
    if rate is None or not any(cell.unique for cell in health.cells):
        return []  # without one converter the board says so ten times a second
    if rate < SLOW_HZ:
        # The firmware claims what it has measured: ten, where the pin is at ground.
        said = f"{rate:.1f} samples a second instead of {max(claimed or 0, FAST_HZ)}."
        return [f"{said} The RATE pin is at ground: wire it as hw/wiring.md says (most boards need it lifted)."]
    if not claimed or abs(rate / claimed - 1) <= RATE_TOLERANCE:
        return []
    off = rate / claimed - 1
    said = f"{rate:.1f} samples a second instead of {claimed}."
    if off > 0:
        return [f"{said} That is faster than the converter can be: a data line is stuck low. Check DOUT."]
    return [f"{said} Conversions are left out. Check SCK and DOUT, and that one converter is not much slower."]


def _cell(cell: CellHealth, samples: int) -> list[str]:
    if samples < FEWEST:
        return []
    if cell.bad_reads == samples:
        return [f"Cell {cell.cell} never answers. Check DOUT, SCK and 5 V of its converter."]
    found = []
    if cell.bad_reads > MOST_BAD * samples:
        share = 100 * cell.bad_reads / samples
        found.append(f"Cell {cell.cell} fails in {share:.1f} % of reads. Look for a loose wire at its converter.")
    if cell.spikes > MOST_BAD * samples:
        found.append(
            f"Cell {cell.cell} shows {cell.spikes} spikes. Shorten the wires to its converter; reflash hw/firmware."
        )
    if cell.saturated:
        share = 100 * cell.saturated / samples
        found.append(
            f"Cell {cell.cell} is at the end of its range in {share:.0f} % of samples. "
            "Is it overloaded, or is a wire of its bridge open (E+, E-, A+, A-)?"
        )
    elif cell.unique <= 3:
        found.append(
            f"Cell {cell.cell} gives {cell.unique} value{'s' * (cell.unique > 1)} only, and a cell always has some "
            "noise. Check the wires between cell and converter, and swap the converter if they are sound."
        )
    return found


def _noise(health: Health) -> list[str]:
    do = "Check the shield, the ground of E- and the 5 V supply, and that the cart stands still."
    loud = [cell for cell in health.cells if cell.noise_counts is not None and cell.noise_counts > NOISY_COUNTS]
    found = [f"Cell {cell.cell} is noisy: {cell.noise_counts:.0f} counts rms. {do}" for cell in loud]
    if not found and health.noise_g is not None and health.noise_g > NOISY_G:
        found.append(f"The scale is noisy: {health.noise_g:.1f} g rms, where {NOISY_G:.0f} g are the limit. {do}")
    return found


def _touched(health: Health) -> list[str]:
    if any(cell.wander > max(NOISY_COUNTS, 5 * (cell.noise_counts or 0.0)) for cell in health.cells):
        return ["The load changed meanwhile. Leave the basket alone and examine the scale again."]
    return []


def _losses(health: Health) -> list[str]:
    lost, damaged = health.lost_frames, health.damaged_frames
    sent = health.samples + lost
    found = []
    if damaged > MOST_BAD * sent:
        found.append(f"{damaged} of {sent} frames came damaged. Check the USB cable, or use a shorter one.")
    elif lost > MOST_BAD * sent:
        found.append(f"{lost} of {sent} frames were lost. Is this computer busy, or the USB hub?")
    if health.restarts:
        times = "once" if health.restarts == 1 else f"{health.restarts} times"
        found.append(f"The scale restarted {times} meanwhile. Check its power and the USB plug.")
    return found


def _clock(health: Health) -> list[str]:
    drift = health.clock_ppm
    if drift is None or abs(drift) <= MOST_DRIFT_PPM:
        return []
    return [f"The scale's clock is {drift / 1e4:+.1f} % off. Is the firmware built for this board's crystal?"]


def _stand(health: Health) -> list[str]:
    tilt, gravity = health.tilt_degrees, health.gravity
    if health.motion_lost > MOST_BAD * health.samples:
        share = 100 * health.motion_lost / health.samples
        return [f"The accelerometer was lost for {share:.0f} % of samples. Check its plug, SDA, SCL and 3.3 V or 5 V."]
    if tilt is None or gravity is None:
        return []
    if not 0.9 < gravity < 1.1:
        return [f"The accelerometer says {gravity:.2f} g at rest. Check its wiring, or leave it off in the firmware."]
    if tilt > LEVEL_DEGREES:
        return [f"The scale stands {tilt:.1f} degrees off level. Level it, or mount the accelerometer with z up."]
    return []


def _reset(health: Health) -> list[str]:
    match health.reset_cause:
        case "brown out":
            return ["The last reset was a brown-out: 5 V sagged. Use a better supply or a shorter cable."]
        case "watchdog":
            return ["The last reset was the watchdog's: the firmware hung. Reflash hw/firmware if it happens again."]
    return []
