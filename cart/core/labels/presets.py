"""In-store codes by country, as far as there is a source; a chain that numbers otherwise writes its own patterns.

GS1 leaves the structure of restricted circulation numbers to national organisations and retailers (General
Specifications, 2.1.14). A list of a country's own patterns goes before its preset: the first that fits counts.
"""

PRESETS: dict[str, tuple[str, ...]] = {
    # UPC-A, number system 2: five digits of item, verifier, four digits of price.
    "us": ("price 2IIIIIKVVDDC",),
    # GS1 UK, "How to barcode variable measure items": five digits that are the maker's and his article's, verifier,
    # four digits of price in sterling. What a shop weighs itself follows its own scales.
    "uk": ("price 20IIIIIKVVDDC", "price 28IIIIIKVVDDC"),
    # As tills in Germany read them: 24 prices in cent (2406024003177 is 3.17 EUR: Open Food Facts, issue 1288), 28 and
    # 29 kilograms with three decimals, 29 with four digits of item and one of no meaning (metasfresh, pull 20309).
    "de": ("price 24IIIIIVVVDDC", "weight 28IIIIIVVDDDC", "weight 29IIII*VVDDDC"),
    # As tills in France read them (Open Food Facts, issue 1288): even prefixes are prices in cent, odd ones grams.
    "fr": (
        "price 02IIIIIVVVDDC",
        *(f"price 2{digit}IIIIIVVVDDC" for digit in "2468"),
        *(f"weight 2{digit}IIIIIVVDDDC" for digit in "13579"),
    ),
    # GS1 Denmark: 26 and 28 with four digits of item, 27 with five; weights in grams.
    "dk": ("weight 26IIIIVVVDDDC", "weight 27IIIIIVVDDDC", "weight 28IIIIVVVDDDC"),
    # GS1 Sweden: 20 to 22 are prices with two, one and no decimals, 23 to 25 kilograms with three, two and one.
    "se": (
        "price 20IIIIIIVVDDC",
        "price 21IIIIIIVVVDC",
        "price 22IIIIIIVVVVC",
        "weight 23IIIIIIVDDDC",
        "weight 24IIIIIIVVDDC",
        "weight 25IIIIIIVVVDC",
    ),
    # The nomenclature that Odoo's point of sale comes with: 21 weight, 23 price.
    "odoo": ("weight 21IIIIIVVDDDC", "price 23IIIIIVVVDDC"),
}
