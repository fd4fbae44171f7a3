"""How the screen looks, in one place: colours, type scale, spacing, touch targets, radii."""

from dataclasses import dataclass

# Warm paper, near-black ink, one accent (a greengrocer's green). Tones are for states only, and never alone: an icon
# and words say the same.
PAPER = "#F6F3EC"
SURFACE = "#FFFFFF"
SUNKEN = "#EFEBE2"
HAIRLINE = "#8B857A"  # 3:1 on paper: the edge of what can be tapped has to be seen (WCAG 1.4.11)
INK = "#1C2420"
INK_SOFT = "#414A45"
INK_PENDING = "#4A534E"
ACCENT = "#0F5132"
ACCENT_PRESSED = "#0A3A24"
ACCENT_SOFT = "#E1EFE6"
ON_ACCENT = "#FFFFFF"
ON_ACCENT_SOFT = "#DDEEE3"
PRESSED = "#E7E2D6"
DISABLED = "#ECE8DF"
ON_DISABLED = "#454C47"
INFO = "#E4ECF4"
ON_INFO = "#1E4263"
WARN = "#FDEFCF"
ON_WARN = "#5C3C00"
REFUSED = "#FAE4DF"
ON_REFUSED = "#7A1F15"
SHADE = "#1C2420"  # behind a dialog, at SHADE_OPACITY
SHADE_OPACITY = 0.55
READABLE = 7.0  # contrast of text with its ground (WCAG 2.2, level AAA)

PAIRS = (
    (INK, PAPER),
    (INK, SURFACE),
    (INK, SUNKEN),
    (INK, PRESSED),
    (INK, ACCENT_SOFT),
    (INK_SOFT, PAPER),
    (INK_SOFT, SURFACE),
    (INK_SOFT, SUNKEN),
    (INK_SOFT, PRESSED),
    (INK_SOFT, ACCENT_SOFT),
    (INK_PENDING, PAPER),
    (ACCENT, SURFACE),
    (ACCENT, PAPER),
    (ACCENT, PRESSED),
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
"""Every text colour with every ground that it stands on: each pair has a contrast of at least READABLE."""

SIZE = (1024, 600)
SIZES = ((800, 480), (1024, 600), (1280, 800), (720, 1280))
"""The panels that screens are drawn for and looked at; others are laid out by the same rules."""

LEAST_UPRIGHT = (600, 1024)

FINGER = 64  # pixels: the smallest thing a finger is asked to hit, 14 mm on a 10 inch panel of 1024x600
LARGER = 1.25

# Type sizes at 1024x600 (118 dpi): 24 px is 5.2 mm, the smallest we use.
_TYPE = {"small": 24, "body": 26, "lead": 30, "title": 36, "display": 46, "total": 72, "huge": 96}
_DISPLAY = frozenset({"display", "total", "huge"})  # large enough as they are
_RADII = {"s": 8, "m": 14, "l": 22}


def fits(size: tuple[int, int]) -> bool:
    """Whether everything that is to be read has room in a window."""
    least = LEAST_UPRIGHT if size[1] > size[0] else SIZES[0]
    return size[0] >= least[0] and size[1] >= least[1]


@dataclass(frozen=True, slots=True)
class Look:
    """What a screen has to fit: the window, the direction of the language, and what the shopper likes.

    Lengths are given as at 1024x600 and scale with the window.
    """

    size: tuple[int, int] = SIZE
    rtl: bool = False
    larger_text: bool = False
    left_handed: bool = False
    quiet: bool = False

    @property
    def portrait(self) -> bool:
        return self.size[1] > self.size[0]

    @property
    def small(self) -> bool:
        """A panel lying flat on which fingers need more of the room than words."""
        return not self.portrait and self.scale < 1

    @property
    def scale(self) -> float:
        """Pixels for one pixel at 1024x600 (or 600x1024)."""
        long, short = max(self.size), min(self.size)
        return min(long / max(SIZE), short / min(SIZE))

    def px(self, length: float) -> int:
        """A length in pixels of this window."""
        return round(length * self.scale)

    def font(self, name: str) -> float:
        """The size of a step of the type scale."""
        grown = LARGER if self.larger_text and name not in _DISPLAY else 1.0
        return self.px(_TYPE[name] * grown)

    @property
    def smallest(self) -> float:
        """No text is set smaller, larger text neither."""
        return self.px(_TYPE["small"])

    @property
    def line(self) -> float:
        """The height of a line of text, in type sizes: Arabic letters reach deeper."""
        return 1.56 if self.rtl else 1.28

    @property
    def target(self) -> int:
        return max(FINGER, self.px(FINGER))

    def radius(self, name: str) -> int:
        return self.px(_RADII[name])

    @property
    def xs(self) -> int:
        return self.px(4)

    @property
    def s(self) -> int:
        return self.px(8)

    @property
    def m(self) -> int:
        return self.px(16)

    @property
    def lg(self) -> int:
        return self.px(24)

    @property
    def xl(self) -> int:
        return self.px(40)


def rgba(colour: str, opacity: float = 1.0) -> tuple[float, float, float, float]:
    """Kivy's idea of a colour: four floats from 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue, opacity


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2.2 (relative luminance): 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in rgba(colour)[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
