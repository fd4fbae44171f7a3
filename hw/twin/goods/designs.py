"""What is printed on each package."""

from hw.twin.goods import motifs
from hw.twin.goods.labels import Design

BLUE, BROWN = (36, 104, 188), (122, 76, 46)

DESIGNS: dict[str, Design] = {
    "corn-flakes": Design("Lindwell", ("Corn", "Flakes"), "CRISPY", "375 g", (242, 160, 30), motifs.flakes),
    "muesli": Design("Lindwell", ("Oat", "Muesli"), "HONEY", "500 g", (196, 112, 40), motifs.oats),
    "tea-mint": Design("Thistledown", ("Herbal Tea",), "PEPPERMINT", "20 bags", (58, 140, 96), motifs.mint),
    "tea-camomile": Design("Thistledown", ("Herbal Tea",), "CAMOMILE", "20 bags", (222, 160, 36), motifs.camomile),
    "tea-rosehip": Design("Thistledown", ("Herbal Tea",), "ROSEHIP", "20 bags", (190, 54, 84), motifs.rosehip),
    "biscuits-butter": Design("Thistledown", ("Biscuits",), "BUTTER", "200 g", (222, 168, 60), motifs.butter_biscuits),
    "biscuits-cocoa": Design("Thistledown", ("Biscuits",), "COCOA", "200 g", (130, 78, 52), motifs.cocoa_biscuits),
    "spaghetti": Design("Corvella", ("Spaghetti",), "No. 5", "500 g", (186, 40, 38), motifs.spaghetti),
    "penne": Design("Corvella", ("Penne",), "rigate", "500 g", (30, 86, 150), motifs.penne),
    "sea-salt": Design("Corvella", ("Sea Salt",), "fine", "500 g", (40, 120, 180), motifs.waves),
    "tomatoes-chopped": Design("Corvella", ("Tomatoes",), "chopped", "400 g", (204, 60, 32), motifs.diced),
    "tomatoes-whole": Design("Corvella", ("Tomatoes",), "whole, peeled", "400 g", (150, 24, 40), motifs.tomatoes),
    "white-beans": Design("Havnby", ("White", "Beans"), "IN WATER", "400 g", (40, 150, 150), motifs.white_beans),
    "chickpeas": Design("Havnby", ("Chickpeas",), "IN WATER", "400 g", (226, 136, 40), motifs.chickpeas),
    "tuna-oil": Design("Havnby", ("Tuna",), "IN OIL", "185 g", (226, 170, 30), motifs.tuna),
    "tuna-water": Design("Havnby", ("Tuna",), "IN BRINE", "185 g", (34, 150, 200), motifs.tuna),
    "water-still": Design("Pojo", ("Spring", "Water"), "STILL", "0.5 l", (60, 140, 214), motifs.mountains),
    "water-sparkling": Design("Pojo", ("Spring", "Water"), "SPARKLING", "0.5 l", (34, 166, 120), motifs.mountains),
    "orange-juice": Design("Pojo", ("Orange", "Juice"), "100 %", "1 l", (238, 120, 20), motifs.oranges),
    "olive-oil": Design("Corvella", ("Olive Oil",), "extra vergine", "500 ml", (92, 104, 30), motifs.olives),
    "ketchup": Design("Havnby", ("Tomato", "Ketchup"), "MILD", "450 ml", (206, 40, 30), motifs.tomato),
    "jam-strawberry": Design("Thistledown", ("Jam",), "STRAWBERRY", "340 g", (206, 44, 60), motifs.strawberry),
    "jam-apricot": Design("Thistledown", ("Jam",), "APRICOT", "340 g", (236, 140, 44), motifs.apricot),
    "jam-blackcurrant": Design("Thistledown", ("Jam",), "BLACKCURRANT", "340 g", (100, 50, 120), motifs.blackcurrant),
    "pesto": Design("Corvella", ("Pesto",), "basilico", "190 g", (60, 124, 40), motifs.basil),
    "yoghurt-plain": Design("Lindwell", ("Yoghurt",), "PLAIN", "150 g", (80, 150, 214), motifs.spoon),
    "yoghurt-strawberry": Design("Lindwell", ("Yoghurt",), "STRAWBERRY", "150 g", (226, 70, 100), motifs.strawberry),
    "yoghurt-blueberry": Design("Lindwell", ("Yoghurt",), "BLUEBERRY", "150 g", (96, 84, 176), motifs.blueberry),
    "crisps-salt": Design("Pojo", ("Crisps",), "SEA SALT", "175 g", (38, 112, 204), motifs.crisps),
    "crisps-paprika": Design("Pojo", ("Crisps",), "PAPRIKA", "175 g", (214, 48, 36), motifs.crisps),
    "nougat-bar": Design("Pojo", ("Nougat",), "BAR", "18 g", (160, 50, 130), motifs.nuts),
    "coffee": Design("Thistledown", ("Coffee",), "WHOLE BEANS", "500 g", BROWN, motifs.coffee),
    "rice": Design("Corvella", ("Rice",), "long grain", "2 kg", (24, 110, 120), motifs.rice),
    "flour": Design("Lindwell", ("Wheat", "Flour"), "TYPE 405", "1 kg", (214, 166, 60), motifs.wheat),
    "sugar": Design("Lindwell", ("Sugar",), "FINE", "1 kg", (70, 130, 206), motifs.sugar),
    "milk-whole": Design("Lindwell", ("Fresh", "Milk"), "WHOLE 3.5 %", "1 l", BLUE, motifs.milk),
    "milk-light": Design("Lindwell", ("Fresh", "Milk"), "LIGHT 1.5 %", "1 l", (60, 160, 110), motifs.milk),
    "milk-lactose-free": Design("Lindwell", ("Fresh", "Milk"), "LACTOSE-FREE", "1 l", (146, 88, 176), motifs.milk),
    "apple-juice": Design("Pojo", ("Apple", "Juice"), "100 %", "1 l", (110, 172, 44), motifs.apples),
}
