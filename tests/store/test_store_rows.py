"""Rows of CSV files as spreadsheets write them: quotes, line breaks and separators inside of cells."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.rows import rows_of
from store.tables import Columns, as_catalog

NAMES = ("sku", "name", "price", "weight_g")
CELL = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("rows") / "goods.csv"


def read(file, text):
    file.write_bytes(text.encode())
    return rows_of(file)


@pytest.mark.parametrize(
    "name", ['Pipe 6" long', "Line one\nline two", "one\r\ntwo", "Caf\x85e", "a\u2028b", "Tea, black"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_cell_is_what_was_written_in_it(file, name, delimiter):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    plain = [[f"a{number}", f"Product, {number}", "1.00", "100"] for number in range(300)]
    writer.writerows([NAMES, *plain, ["b", name, "2.00", "100"], ["c", "C", "3.00", "100"]])
    rows = read(file, text.getvalue())
    assert len(rows) == 302
    assert rows[-2:] == [
        dict(zip(NAMES, cells, strict=True)) for cells in (["b", name, "2.00", "100"], ["c", "C", "3.00", "100"])
    ]


@given(
    st.lists(st.tuples(CELL, CELL, CELL, CELL), max_size=5),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_is_written_is_read(file, cells, delimiter, ending):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows([NAMES, *cells])
    assert read(file, text.getvalue()) == [dict(zip(NAMES, row, strict=True)) for row in cells]


def test_rows_are_counted_as_a_spreadsheet_counts_them(file):
    text = 'sku,name,price,weight_g,,\n\na,"A\nB",1.00,100,,\n,,,,,\nb,B,dear,100\n'
    plain, errors = as_catalog(read(file, text), Columns("EUR"))
    assert [product["name"] for product in plain["products"]] == ["A\nB"]
    assert errors == ["row 5 (b): price is 'dear', but must be a number such as 1.29"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("sku,name,price\na,A,1,29\n", "row 2 has 4 cells, but there are 3 columns"),
        ('sku,name\na,"A\nb,B\n', "line 3"),
        ('sku,name\na,"Pipe 6" long"\n', "line 2"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(file, text, why):
    with pytest.raises(ValueError, match=why):
        read(file, text)


@pytest.mark.parametrize("text", ["", "\n", "sku,name\n", "\ufeffsku,name\r\n"])
def test_a_file_without_rows(file, text):
    assert read(file, text) == []
