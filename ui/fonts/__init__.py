"""Which font holds which script, and which languages cannot be shown because theirs is not there."""

from pathlib import Path

HERE = Path(__file__).parent
FONTS = {
    "arabic": ("CartArabic-Regular.ttf", "CartArabic-Bold.ttf"),
    "japanese": ("CartJapanese-Regular.otf", "CartJapanese-Bold.otf"),
}
"""Regular and bold; Latin letters come with Kivy."""

SCRIPTS = {"ar": "arabic", "ja": "japanese"}


def missing(lang: str, folder: Path = HERE) -> str:
    """The sentence for a language whose font is not there; empty when it can be shown."""
    files = [name for name in FONTS.get(SCRIPTS.get(lang, ""), ()) if not (folder / name).is_file()]
    if not files:
        return ""
    return (
        f"The screen does not offer {lang!r}: its font {' and '.join(files)} is missing in {folder}; install it again."
    )


def offered(languages: tuple[str, ...], folder: Path = HERE) -> tuple[str, ...]:
    """The languages that can be shown."""
    return tuple(lang for lang in languages if not missing(lang, folder))
