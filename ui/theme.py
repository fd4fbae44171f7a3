"""How the screen looks, in one place: colours, type scale, spacing, touch targets, radii."""

# Warm paper, near-black ink, one accent (a greengrocer's green). Tones are for states only.
PAPER = "#F6F3EC"
SURFACE = "#FFFFFF"
SUNKEN = "#EFEBE2"
HAIRLINE = "#DCD6C9"
INK = "#1C2420"
INK_SOFT = "#56605A"
INK_PENDING = "#666F69"
ACCENT = "#17633F"
ACCENT_PRESSED = "#0F4A2E"
ACCENT_SOFT = "#E1EFE6"
ON_ACCENT = "#FFFFFF"
ON_ACCENT_SOFT = "#D6EADD"
PRESSED = "#E7E2D6"
DISABLED = "#ECE8DF"
ON_DISABLED = "#636A65"
INFO = "#E4ECF4"
ON_INFO = "#1E4263"
WARN = "#FDEFCF"
ON_WARN = "#694500"
REFUSED = "#FAE4DF"
ON_REFUSED = "#86251A"
SHADE = "#1C2420"  # behind a dialog, at SHADE_OPACITY
SHADE_OPACITY = 0.55

PAIRS = (
    (INK, PAPER),
    (INK, SURFACE),
    (INK, SUNKEN),
    (INK, PRESSED),
    (INK, ACCENT_SOFT),
    (INK_SOFT, PAPER),
    (INK_SOFT, SURFACE),
    (INK_SOFT, SUNKEN),
    (INK_SOFT, ACCENT_SOFT),
    (INK_PENDING, PAPER),
    (ACCENT, SURFACE),
    (ACCENT, PAPER),
    (ACCENT, ACCENT_SOFT),
    (ON_ACCENT, ACCENT),
    (ON_ACCENT, ACCENT_PRESSED),
    (ON_ACCENT_SOFT, ACCENT),
    (ON_ACCENT_SOFT, ACCENT_PRESSED),
    (ON_DISABLED, DISABLED),
    (ON_INFO, INFO),
    (ON_WARN, WARN),
    (ON_REFUSED, REFUSED),
)
"""Every text colour with every ground that it stands on: each pair has a contrast of at least 4.5."""

# Type scale in pixels: on a 10 inch panel of 1024x600 (118 dpi), 18 px is 3.9 mm, the smallest we use.
SMALL = 18
BODY = 21
LEAD = 24
TITLE = 32
DISPLAY = 44
TOTAL = 68
HUGE = 104

# Spacing.
XS, S, M, L, XL = 4, 8, 16, 24, 40
TARGET = 64  # the smallest thing a finger is asked to hit: 14 mm on that panel
HEADER = 80
RADIUS_S, RADIUS, RADIUS_L = 8, 14, 22
SIZE = (1024, 600)


def rgba(colour: str, opacity: float = 1.0) -> tuple[float, float, float, float]:
    """Kivy's idea of a colour: four floats from 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue, opacity


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2.2 (relative luminance): 1 to 21; reading needs 4.5."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in rgba(colour)[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
