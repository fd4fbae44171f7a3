"""Importing a catalogue: every wrong row is named, and nothing is half imported."""

import json

import pytest

from cart.core.encoding import encode
from store.catalogs import BadCatalog, catalog_of, import_catalog, on_sale
from store.database import Database


@pytest.fixture
def database(tmp_path):
    made = Database(f"sqlite:///{tmp_path}/import.db")
    yield made
    made.close()


def version_on_sale(database):
    with database.read() as session:
        row = on_sale(session)
        return row.version if row else None


def test_a_catalogue_is_put_on_sale(database, catalog_file, shop_catalog):
    imported = import_catalog(database, catalog_file)
    assert (imported.version, imported.products, imported.pictures) == ("spring-1", 3, 1)
    with database.read() as session:
        assert catalog_of(session, "spring-1") == shop_catalog


def test_the_last_import_is_on_sale_and_an_old_version_can_come_back(database, catalog_file, shop_catalog):
    import_catalog(database, catalog_file)
    newer = catalog_file.with_name("newer.json")
    newer.write_text(json.dumps(encode(shop_catalog) | {"version": "spring-2"}))
    import_catalog(database, newer)
    assert version_on_sale(database) == "spring-2"
    import_catalog(database, catalog_file)
    assert version_on_sale(database) == "spring-1"


def test_every_wrong_row_is_named_and_nothing_is_imported(database, catalog_file, shop_catalog):
    plain = encode(shop_catalog)
    plain["currency"] = "Euro"
    plain["products"][0] |= {"gtins": ["4006381333932"], "price": 0}
    plain["products"][1] |= {"price": "cheap"}
    plain["products"][2] |= {"colour": "red"}
    plain["products"].append(dict(plain["products"][0], sku="../oats"))
    catalog_file.write_text(json.dumps(plain))
    with pytest.raises(BadCatalog) as bad:
        import_catalog(database, catalog_file)
    said = "\n".join(bad.value.errors)
    for part in (
        "Euro",
        "product 1 (oats): sold by the piece",
        "4006381333932",
        "product 2 (soap)",
        "product 3 (apple)",
    ):
        assert part in said
    assert "product 4 (../oats): sku may hold" in said
    assert "colour" in said
    assert version_on_sale(database) is None


def test_a_version_never_changes_its_contents(database, catalog_file, shop_catalog):
    import_catalog(database, catalog_file)
    plain = encode(shop_catalog)
    plain["products"][0]["price"] += 1
    catalog_file.write_text(json.dumps(plain))
    with pytest.raises(BadCatalog, match="give this one a new version"):
        import_catalog(database, catalog_file)


def test_a_change_that_cannot_be_meant_is_named(database, catalog_file, shop_catalog):
    plain = encode(shop_catalog) | {"tariff": {"classes": [{"id": "food"}]}}
    plain["products"][0] |= {"tax": "food", "changes": [{"start": 9, "tax_permille": 190}, {"start": 10, "price": 0}]}
    plain["products"][1] |= {"changes": [{"start": 9}, {"start": 9, "tax_permille": 1900, "deposit": "can"}]}
    catalog_file.write_text(json.dumps(plain))
    with pytest.raises(BadCatalog) as bad:
        import_catalog(database, catalog_file)
    said = "\n".join(bad.value.errors)
    for part in ("only without a tax class", "a price above zero", "nothing but its start", "1900", "no deposit 'can'"):
        assert part in said


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"products": 1}'])
def test_a_file_that_is_no_catalogue(database, catalog_file, content):
    catalog_file.write_bytes(content)
    with pytest.raises(BadCatalog):
        import_catalog(database, catalog_file)


def test_a_missing_file_and_stray_pictures_are_named(database, catalog_file):
    with pytest.raises(BadCatalog, match="no such file"):
        import_catalog(database, catalog_file.with_name("other.json"))
    (catalog_file.parent / "pictures" / "ghost.jpg").write_bytes(b"GIF89a")
    with pytest.raises(BadCatalog) as bad:
        import_catalog(database, catalog_file)
    assert len(bad.value.errors) == 2


@pytest.mark.parametrize("url", ["store.db", "sqlite://", "sqlite:///:memory:"])
def test_a_database_that_cannot_keep_anything_is_refused(url):
    with pytest.raises(ValueError, match="for example sqlite"):
        Database(url)
