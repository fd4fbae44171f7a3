"""What hand-written views are made of: goods, lines, a basket, a question, a receipt."""

from dataclasses import dataclass, replace

from cart.core.facts import Kind, Rule
from cart.core.receipt_code import receipt_code
from cart.core.units import Decigrams, Money, Sku, UnitPrice
from cart.core.view import CartView, LineView, OptionView, QuestionView, ReceiptView, Screen

TRIP = "01938f2e-7c44-7b1a-9d0e-5f21c0a4e7b3"

PRODUCTS = tuple(
    OptionView(Sku(sku), name, Money(price), UnitPrice(unit))
    for sku, name, price, unit in (
        ("oat-drink", "Oat Drink Barista 1 l", 219, 0),
        ("oat-drink-classic", "Oat Drink Classic 1 l", 189, 0),
        ("oat-drink-vanilla", "Oat Drink Vanilla 1 l", 209, 0),
        ("almond-drink", "Almond Drink Unsweetened 1 l", 249, 0),
        ("banana", "Bananas", 0, 17900),
        ("tomato", "Vine Tomatoes", 0, 29900),
        ("lemon", "Lemon", 45, 0),
        ("muesli", "Crunchy Muesli Honey and Almond 500 g", 349, 0),
        ("pasta", "Penne Rigate 500 g", 119, 0),
        ("passata", "Tomato Passata 700 g", 159, 0),
        ("beans", "Kidney Beans 400 g", 89, 0),
        ("chickpeas", "Chickpeas 400 g", 95, 0),
        ("coffee", "Coffee Beans Crema 1 kg", 1499, 0),
        ("chocolate", "Dark Chocolate 70 % 100 g", 179, 0),
        ("yoghurt", "Natural Yoghurt 500 g", 109, 0),
        ("honey", "Blossom Honey 500 g", 549, 0),
    )
)
BY_SKU = {product.sku: product for product in PRODUCTS}
LONG = "Organic Stone-Ground Wholegrain Spelt and Sunflower Seed Crispbread with Sea Salt, Family Pack 2 × 250 g"


@dataclass(frozen=True, slots=True)
class Example:
    """A view to draw; `press` are the ids of what is tapped before the picture is taken."""

    name: str
    title: str
    view: CartView
    press: tuple[str, ...] = ()
    wrong_pins: int = 0  # typed before the first of them


def line(number: int, sku: str, rule: Rule, quantity: int = 1, net: int = 0, name: str = "") -> LineView:
    """A line of one of the products above."""
    product = BY_SKU[Sku(sku)]
    price = (net * product.unit_price + 500_000) // 1_000_000 if net else product.price * quantity
    return LineView(
        number,
        product.sku,
        name or product.name,
        quantity,
        Money(price),
        net=Decigrams(net),
        unit_price=product.unit_price if net else UnitPrice(0),
        rule=rule,
    )


def shop(*lines: LineView, **more: object) -> CartView:
    """The shop screen with these lines."""
    bought = [each for each in lines if not each.pending]
    view = CartView(
        Screen.SHOP,
        "EUR",
        lines,
        Money(sum(each.price for each in bought)),
        sum(each.quantity for each in bought),
        products=PRODUCTS,
        trip=TRIP,
    )
    return replace(view, **more)


FEW = (
    line(1, "oat-drink", Rule.WEIGHT_AND_PICTURE),
    line(2, "tomato", Rule.WEIGHT_AND_PICTURE, net=4820),
    line(3, "lemon", Rule.WEIGHT_AND_PICTURE, quantity=3),
    line(4, "coffee", Rule.WEIGHT_AND_CODE),
    line(5, "chocolate", Rule.SHOPPER, quantity=2),
)
MANY = tuple(
    line(
        n + 1,
        PRODUCTS[n % 16].sku,
        list(Rule)[n % 5],
        net=4000 + 113 * n if PRODUCTS[n % 16].unit_price else 0,
    )
    for n in range(30)
)
PENDING = replace(line(0, "honey", Rule.WEIGHT_AND_CODE), pending=True, rule=None)
LONG_LINES = (
    line(1, "muesli", Rule.WEIGHT_AND_PICTURE, name=LONG),
    replace(line(2, "tomato", Rule.STAFF, net=12345, name="Rispentomaten aus kontrolliert ökologischem Anbau, lose")),
    line(3, "coffee", Rule.WEIGHT_AND_CODE, quantity=48, name="Espresso Napoletano, whole beans, 1 kg"),
)


def question(kind: Kind, *skus: str, delta: int = 10340, waiting: int = 0, problem: str = "") -> CartView:
    """The question screen over a basket with a few lines."""
    options = tuple(BY_SKU[Sku(sku)] for sku in skus)
    asked = QuestionView(7, kind, options, Decigrams(delta), waiting, problem)
    return shop(*FEW, screen=Screen.QUESTION, question=asked, open_questions=1 + waiting)


def question_about(*skus: str) -> CartView:
    """The question which of these went in."""
    return question(Kind.WHICH_ADDED, *skus)


def receipt(lines: tuple[LineView, ...] = FEW, stored: bool = True, note: str = "off") -> CartView:
    """The receipt of these lines, with two rates of tax."""
    total = sum(each.price for each in lines)
    low, high = total * 3 // 4, total - total * 3 // 4
    taxes = ((70, Money(low), Money(low * 70 // 1070)), (190, Money(high), Money(high * 190 // 1190)))
    taxed = taxes if lines else ()
    within = tuple(("", 1000 * rate, gross, tax) for rate, gross, tax in taxed)
    code = receipt_code(TRIP, "https://receipts.example") if lines else ""
    paper = ReceiptView(TRIP, lines, Money(total), taxed, 1_795_270_980_000, stored, code=code, within=within)
    return CartView(Screen.RECEIPT, "EUR", receipt=paper, weigh_to_price=note, trip=TRIP)
