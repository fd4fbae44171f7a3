"""Catalogues from tables: columns by mapping, a dry run, an error for each row, prices with a date."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cart.cli import main
from cart.core.catalog import Catalog
from cart.core.encoding import encode
from cart.core.tariff import Deposit, PercentOff, Promotion, Tariff, TaxClass, TaxRate
from cart.core.units import Money, Sku
from store.catalogs import BadCatalog, catalog_of, import_catalog, on_sale
from store.database import Database
from store.tables import PRESETS, Columns

TABLE = """\
sku;name;price;gtin;tax;weight_g;groups;deposit;shelf
oats;Rolled oats;1,29;4006381333931 96385074;7;412;dry;;A1
cola;Cola 1 l;0,99;5901234123457;19 %;1050,5;drinks;bottle;B2
"""
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def database(tmp_path):
    made = Database(f"sqlite:///{tmp_path}/tables.db")
    yield made
    made.close()


def put(tmp_path, text, name="goods.csv"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def sold(database) -> Catalog | None:
    with database.read() as session:
        row = on_sale(session)
        return catalog_of(session, row.version) if row else None


@pytest.fixture
def tariff(tmp_path):
    file = tmp_path / "tariff.json"
    file.write_text(json.dumps(encode(Tariff(deposits=(Deposit("bottle", "Bottle", Money(25)),)))))
    return file


def test_a_table_is_put_on_sale_to_the_cent(database, tmp_path, tariff):
    done = import_catalog(database, put(tmp_path, TABLE), Columns("EUR"), tariff)
    assert (done.products, done.unused) == (2, ("shelf",))
    oats, cola = sold(database).products
    assert (oats.price, oats.tax_permille, oats.gtins) == (129, 70, ("4006381333931", "96385074"))
    assert (cola.price, cola.tax_permille, cola.weight.mean, cola.groups) == (99, 190, 10_505, ("drinks",))


def test_a_dry_run_changes_nothing(database, tmp_path, tariff):
    done = import_catalog(database, put(tmp_path, TABLE), Columns("EUR"), tariff, trial=True)
    assert "can be put on sale: 2 products" in str(done)
    assert sold(database) is None


def test_the_same_table_is_the_same_version(database, tmp_path, tariff):
    first = import_catalog(database, put(tmp_path, TABLE), Columns("EUR"), tariff)
    again = import_catalog(database, put(tmp_path, TABLE), Columns("EUR"), tariff)
    assert first.version == again.version


@pytest.mark.parametrize("preset", PRESETS)
def test_a_list_of_rows_as_another_system_writes_it(database, tmp_path, preset):
    by_ours = {ours: theirs for theirs, ours in PRESETS[preset].items()}
    row = {"sku": "tea", "name": "Tea", "price": 2.49, "weight_kg": 0.12, "gtin": "4006381333931"}
    rows = [{by_ours.get(name, name): value for name, value in row.items()}]
    import_catalog(database, put(tmp_path, json.dumps(rows), "rows.json"), Columns("EUR", "v1", PRESETS[preset]))
    tea = sold(database)[Sku("tea")]
    assert (tea.price, tea.weight.mean, tea.gtins) == (249, 1200, ("4006381333931",))


def test_prices_with_a_date_switch_at_one_moment_everywhere(database, tmp_path):
    rows = "sku,name,price,tax,weight_g,valid_from\ntea,Tea,2.49,19,120,\ntea,Tea,1.99,16,120,2026-12-01\n"
    import_catalog(database, put(tmp_path, rows), Columns("EUR", zone=BERLIN))
    catalog = sold(database)
    midnight = round(datetime(2026, 12, 1, tzinfo=BERLIN).timestamp() * 1000)
    before, after = (catalog.at(wall)[Sku("tea")] for wall in (midnight - 1, midnight))
    assert [(tea.price, tea.tax_permille) for tea in (before, after)] == [(249, 190), (199, 160)]
    # A clock that jumps back finds the old prices again.
    assert catalog.at(midnight).at(midnight - 1)[Sku("tea")].price == 249


@pytest.mark.parametrize(
    ("currency", "column", "text", "wanted"),
    [
        ("JPY", "price", "1,000", "which may mean 1000 or 1.0"),
        ("KRW", "price", "12.000", "which may mean 12000 or 12.0"),
        ("EUR", "price", "1,290", "which may mean 1290 or 1.29"),
        ("EUR", "price", "1.295", "no separator between thousands"),
        ("EUR", "unit_price", "1,290", "which may mean 1290 or 1.29"),
        ("EUR", "weight_g", "1,500", "which may mean 1500 or 1.5"),
        ("EUR", "tare_g", "1.000", "which may mean 1000 or 1.0"),
        ("EUR", "price", "1,290.00", "must be a number"),
        ("EUR", "price", "0,290", 29),
        ("EUR", "price", "1290,500", 129_050),
        ("EUR", "price", "1,2900", 129),
        ("JPY", "price", "1000", 1000),
        ("KWD", "price", "1,290", 1290),
        ("EUR", "weight_kg", "1,290", 12_900),
    ],
)
def test_three_digits_behind_a_separator_are_no_guess(database, tmp_path, currency, column, text, wanted):
    cells = {"sku": "a", "name": "A", "price": "1", "unit_price": "", "weight_g": "", "weight_kg": "", "tare_g": ""}
    cells |= {"weight_g": "" if column == "weight_kg" else "9"} | {column: text}
    rows = f"{';'.join(cells)}\n{';'.join(cells.values())}\n"
    if isinstance(wanted, str):
        with pytest.raises(BadCatalog) as bad:
            import_catalog(database, put(tmp_path, rows), Columns(currency))
        (error,) = bad.value.errors
        assert f"row 2 (a): {column} is {text!r}" in error
        assert wanted in error
    else:
        import_catalog(database, put(tmp_path, rows), Columns(currency))
        goods = sold(database)[Sku("a")]
        assert (goods.price if column == "price" else goods.weight.mean) == wanted


def test_a_number_of_json_has_no_thousands(database, tmp_path):
    rows = [{"sku": "a", "name": "A", "price": "1.29", "weight_g": 9}]
    text = json.dumps(rows).replace('"1.29"', "1.290")
    import_catalog(database, put(tmp_path, text, "rows.json"), Columns("EUR"))
    assert sold(database)[Sku("a")].price == 129


def test_a_dated_row_leaves_what_it_does_not_say(database, tmp_path):
    rows = "sku,name,price,tax,weight_g,valid_from\ntea,Tea,2.49,19,120,\ntea,Tea,1.99,,120,2026-12-01\n"
    import_catalog(database, put(tmp_path, rows), Columns("EUR"))
    tea = sold(database).at(1_900_000_000_000)[Sku("tea")]
    assert (tea.price, tea.tax_permille) == (199, 190)


def test_the_eight_digits_of_a_small_can_are_its_twelve(database, tmp_path):
    rows = "sku,name,price,weight_g,gtin\ncan,Can,1.19,355,04252614\n"
    import_catalog(database, put(tmp_path, rows), Columns("USD"))
    assert sold(database).by_code("042100005264").sku == "can"
    with pytest.raises(BadCatalog, match="the code 42100005264 is product 1 already"):
        import_catalog(database, put(tmp_path, rows + "tin,Tin,1.19,355,042100005264\n"), Columns("USD"))


def test_every_wrong_row_is_named_and_nothing_is_imported(database, tmp_path):
    rows = """sku,name,price,weight_g,sold,valid_from,unit
a,A,1.299,10,,,
b,B,1.2x,10,,,
c,,1,10,,,
d,D,1,,,,
e,E,1,10,loose,,
f,F,1,10,,soon,
g,G,1,10,,,
g,G,1,10,,,
h,H,1,10,,,ounce
"""
    with pytest.raises(BadCatalog) as bad:
        import_catalog(database, put(tmp_path, rows), Columns("EUR"))
    said = "\n".join(bad.value.errors)
    for part in (
        "row 2 (a): price is '1.299', but has at most 2 decimals here",
        "row 3 (b): price is '1.2x'",
        "row 4 (c): name is missing",
        "row 5 (d): weight_g is missing",
        "row 6 (e): sold is 'loose'",
        "row 7 (f): valid_from is 'soon'",
        "row 9 (g): this sku stands there already",
        "row 10 (h): unit is 'ounce'",
    ):
        assert part in said
    assert sold(database) is None


def test_a_tariff_that_does_not_fit_is_explained(database, catalog_file, shop_catalog):
    ten = Promotion("ten", "Ten", PercentOff(0))
    wrong = Tariff(
        classes=(TaxClass("a", (TaxRate("x", 2_000_000),)),),
        deposits=(Deposit("d", "D", Money(0), "b"),),
        promotions=(ten, ten),
        labels=("portugal",),
    )
    plain = encode(shop_catalog) | {"tariff": encode(wrong)}
    plain["products"][0] |= {"tax": "c", "deposit": "e"}
    catalog_file.write_text(json.dumps(plain))
    with pytest.raises(BadCatalog) as bad:
        import_catalog(database, catalog_file)
    said = "\n".join(bad.value.errors)
    for part in ("'ten' stands there twice", "parts per million", "price must be above zero", "no tax class 'b'"):
        assert part in said
    for part in ("permille must lie", "'portugal' is no pattern", "no tax class 'c'", "no deposit 'e'"):
        assert part in said


def test_the_verb_maps_columns_and_tries_without_a_change(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "Artikel,Name,Preis,weight_g\ntea,Tea,2.49,120\n")
    verb = ["store", "import", "goods.csv", "--currency", "EUR", "--map", "Artikel=sku", "--map", "Preis=price"]
    assert main([*verb, "--map", "Name=name", "--dry-run"]) == 0
    assert "can be put on sale: 1 products" in capsys.readouterr().out
    assert main([*verb, "--map", "Name=nome"]) == 2
    assert main([*verb, "--zone", "Mars"]) == 2
    assert main([*verb, "--preset", "sap"]) == 2
    assert main(verb[:3]) == 2
    said = capsys.readouterr().err
    for part in ("--map Name=nome", "no time zone 'Mars'", "no preset 'sap'", "--currency EUR"):
        assert part in said
