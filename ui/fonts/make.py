"""Make the fonts of this folder again: subsets of Noto, from Debian's fonts-noto-core and fonts-noto-cjk.

    pip install fonttools && python ui/fonts/make.py

Kivy draws a text with one font and knows no fallback, so each font here has to hold a whole language with the Latin
letters of brand names: Latin is merged into Arabic, and Noto Sans CJK holds Latin as it is. The whole files are 58 MB;
these are 1.5 MB, go with every cart, and are the same on every system, so that pictures of screens can be compared.
"""

from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
NOTO = Path("/usr/share/fonts/truetype/noto")
CJK = Path("/usr/share/fonts/opentype/noto")

LATIN = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    0x2013,
    0x2014,
    0x2018,
    0x2019,
    0x201C,
    0x201D,
    0x2022,
    0x2026,
    0x20AC,
)
ARABIC = (*range(0x600, 0x700), *range(0xFB50, 0xFC00), *range(0xFE70, 0xFF00), 0x66A, 0x66B, 0x66C)
JAPANESE = (*range(0x3000, 0x3100), *range(0xFF01, 0xFF5F), 0xFFE5, 0x203B, 0x2190, 0x2191, 0x2192, 0x2193, 0xD7)


def kanji() -> set[int]:
    """The 2,965 kanji of the first level of JIS X 0208: rows 16 to 47."""
    pairs = (bytes((0xA0 + row, 0xA0 + cell)) for row in range(16, 48) for cell in range(1, 95))
    return {ord(text) for pair in pairs if (text := pair.decode("euc_jp", "ignore"))}


def subset(source: Path, wanted: set[int], out: Path, number: int = -1) -> None:
    """Keep the glyphs of these characters, without the layout tables that Kivy's text does not ask for."""
    options = Options(
        font_number=number, layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14]
    )
    font = load_font(str(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    for table in ("GSUB", "GPOS", "GDEF", "vhea", "vmtx", "VORG", "BASE"):
        if table in font:
            del font[table]
    save_font(font, str(out), options)


def set_height(path: Path, above: int, below: int) -> None:
    """How high a line is, in thousandths of the type size: Noto's own leave room for marks that shops do not write."""
    font = TTFont(path)
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = above, -below, 0
    os2 = font["OS/2"]
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap, os2.usWinAscent, os2.usWinDescent = (
        above,
        -below,
        0,
        above,
        below,
    )
    font.save(path)


def main() -> None:
    for weight in ("Regular", "Bold"):
        parts = [HERE / f"part{i}.ttf" for i in (0, 1)]
        subset(NOTO / f"NotoSans-{weight}.ttf", set(LATIN), parts[0])
        subset(NOTO / f"NotoSansArabic-{weight}.ttf", set(ARABIC) - set(LATIN), parts[1])
        Merger().merge([str(part) for part in parts]).save(str(HERE / f"CartArabic-{weight}.ttf"))
        for part in parts:
            part.unlink()
        japanese = HERE / f"CartJapanese-{weight}.otf"
        subset(CJK / f"NotoSansCJK-{weight}.ttc", {*LATIN, *JAPANESE, *kanji()}, japanese, 0)
        set_height(HERE / f"CartArabic-{weight}.ttf", 1069, 440)
        set_height(japanese, 1000, 250)


if __name__ == "__main__":
    main()
