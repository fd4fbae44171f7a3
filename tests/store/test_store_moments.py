"""Dates, windows and hours of the week as people write them: by the clocks of the shop, named when they are wrong."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cart.cli import main
from cart.core.encoding import encode
from cart.core.units import Sku
from store.catalogs import BadCatalog, catalog_of, import_catalog, on_sale
from store.database import Database
from store.moments import DAYS, spelt_out
from store.tables import Columns

BERLIN = ZoneInfo("Europe/Berlin")


def ms(*moment: int) -> int:
    return round(datetime(*moment, tzinfo=BERLIN).timestamp() * 1000)


def windows(said, **more):
    """What the windows of a promotion come to, and what is wrong with them."""
    plain = {"tariff": {"promotions": [{"id": "p", "windows": said, **more}]}}
    done, errors = spelt_out(plain, BERLIN)
    return done["tariff"]["promotions"][0]["windows"], errors


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (["2027-01-31", "2027-02-01"], [ms(2027, 1, 31), ms(2027, 2, 2)]),
        (["2027-01-31T16:00", "2027-01-31T20:00"], [ms(2027, 1, 31, 16), ms(2027, 1, 31, 20)]),
        (["2027-01-31T15:00Z", "2027-01-31"], [ms(2027, 1, 31, 16), ms(2027, 2, 1)]),
        (["2027-03-28", "2027-03-28"], [ms(2027, 3, 28), ms(2027, 3, 28) + 23 * 3_600_000]),
        ([5, 6], [5, 6]),
    ],
)
def test_a_window_is_from_and_until_by_the_clocks_of_the_shop(said, wanted):
    assert windows([said]) == ([wanted], [])


def test_hours_of_the_week_stay_on_the_clock_when_summer_time_begins():
    weekly = [{"days": ["sat", "sun"], "from": "16:00", "until": "20:00"}]
    found, errors = windows([["2027-03-26", "2027-03-28"]], weekly=weekly)
    assert found == [[ms(2027, 3, day, 16), ms(2027, 3, day, 20)] for day in (27, 28)]
    assert errors == []


def test_hours_reach_beyond_midnight_but_not_beyond_the_window():
    weekly = [{"days": ["fri"], "from": "22:00", "until": "02:00"}]
    found, _ = windows([["2027-03-06", "2027-03-12"]], weekly=weekly)  # a Saturday until a Friday
    assert found == [[ms(2027, 3, 6), ms(2027, 3, 6, 2)], [ms(2027, 3, 12, 22), ms(2027, 3, 13)]]


def test_whole_days_that_touch_are_one_window():
    found, _ = windows([["2027-03-01", "2027-03-14"]], weekly=[{"days": ["mon", "tue", "wed"]}])
    assert found == [[ms(2027, 3, day), ms(2027, 3, day + 3)] for day in (1, 8)]


@given(
    st.dates(date(2027, 1, 1), date(2028, 12, 31)),
    st.integers(0, 40),
    st.lists(
        st.tuples(st.sets(st.sampled_from(DAYS), min_size=1), st.integers(0, 23), st.integers(1, 24)),
        min_size=1,
        max_size=3,
    ),
    st.data(),
)
def test_a_moment_is_inside_where_its_weekday_and_hour_say_so(first, days, weekly, data):
    last = first + timedelta(days=days)
    rows = [{"days": sorted(on), "from": f"{a:02}:00", "until": f"{b:02}:00"} for on, a, b in weekly]
    found, _ = windows([[str(first), str(last)]], weekly=rows)
    day = data.draw(st.dates(first - timedelta(days=2), last + timedelta(days=2)))
    hour = data.draw(st.integers(0, 23).filter(lambda hour: hour not in (1, 2)))  # the hour that is twice or never
    moment = ms(day.year, day.month, day.day, hour)

    def open_on(on, a, b):
        """Today's hours, or yesterday's that reach into today."""
        today, yesterday = DAYS[day.weekday()] in on, DAYS[day.weekday() - 1] in on
        return (today and a <= hour < b) or (b <= a and ((today and hour >= a) or (yesterday and hour < b)))

    inside = first <= day <= last and any(open_on(*row) for row in weekly)
    assert any(begin <= moment < end for begin, end in found) == inside


@pytest.mark.parametrize(
    ("said", "more", "why"),
    [
        ([["soon", "2027-01-01"]], {}, "a window says 'soon', but must be a date such as 2027-01-31"),
        ([["2027-02-30", "2027-03-01"]], {}, "a window says '2027-02-30'"),
        ([["0001-01-01", "2027-03-01"]], {}, "its year must lie between 1970 and 2200"),
        (["2027-01-01"], {}, "from and until, not '2027-01-01'"),
        ([], {"weekly": [{}]}, '"weekly" needs "windows"'),
        ([["2027-01-01", "2027-01-02"]], {"weekly": "fri"}, "a list of days with hours"),
        ([["2027-01-01", "2027-01-02"]], {"weekly": [{"days": ["Freitag"]}]}, "days are some of mon, tue"),
        ([["2027-01-01", "2027-01-02"]], {"weekly": [{"from": "4 pm"}]}, "a time of day is written 16:00, not '4 pm'"),
        ([["2027-01-01", "2027-01-02"]], {"weekly": [{"day": "fri"}]}, "has days, from and until"),
        ([["2027-01-01", "2027-01-02"]], {"weekly": [{"days": ["mon"]}]}, "none of the hours"),
        ([["2027-01-01", "2199-01-02"]], {"weekly": [{"days": ["mon"]}]}, "more than 5000 windows"),
        ([[0, 10**16]], {"weekly": [{}]}, "a window"),
    ],
)
def test_what_cannot_be_read_is_named(said, more, why):
    _, (error,) = windows(said, **more)
    assert error.startswith("promotion p: ")
    assert why in error


@settings(max_examples=40, deadline=None)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(["products", "changes", "start", "tariff", "promotions", "windows", "weekly", "days"]),
                x,
            )
        ),
    )
)
def test_whatever_stands_there_nothing_breaks(plain):
    _, errors = spelt_out(plain, BERLIN)
    assert all(isinstance(error, str) for error in errors)


@pytest.fixture
def database(tmp_path):
    made = Database(f"sqlite:///{tmp_path}/moments.db")
    yield made
    made.close()


def test_a_price_in_json_starts_at_a_date(database, catalog_file, shop_catalog):
    plain = encode(shop_catalog)
    plain["products"][0] |= {"changes": [{"start": "2027-01-31", "price": 99}]}
    catalog_file.write_text(json.dumps(plain))
    import_catalog(database, catalog_file, Columns(zone=BERLIN))
    with database.read() as session:
        catalog = catalog_of(session, on_sale(session).version)
    assert [catalog.at(ms(2027, 1, 31) + off)[Sku("oats")].price for off in (-1, 0)] == [129, 99]
    plain["products"][0] |= {"changes": [{"start": "on Monday", "price": 99}]}
    catalog_file.write_text(json.dumps(plain))
    with pytest.raises(BadCatalog, match=r"product 1 \(oats\): start of a change is 'on Monday'") as bad:
        import_catalog(database, catalog_file)
    assert len(bad.value.errors) == 1


def test_the_verb_reads_a_tariff_by_the_clocks_of_its_zone(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "goods.csv").write_text("sku,name,price,weight_g\ntea,Tea,2.49,120\n")
    happy = {"id": "happy", "name": "Happy hour", "offer": {"type": "PercentOff", "permille": 100}}
    happy |= {"windows": [["2027-03-01", "2027-05-31"]], "weekly": [{"days": ["fri"], "from": "16:00"}]}
    (tmp_path / "tariff.json").write_text(json.dumps({"promotions": [happy]}))
    verb = ["store", "import", "goods.csv", "--currency", "EUR", "--tariff", "tariff.json", "--db", "sqlite:///a.db"]
    assert main([*verb, "--zone", "Europe/Berlin"]) == 0
    database = Database("sqlite:///a.db")
    with database.read() as session:
        promotion = catalog_of(session, on_sale(session).version).tariff.promotions[0]
    database.close()
    assert promotion.windows[0] == (ms(2027, 3, 5, 16), ms(2027, 3, 6))
    assert len(promotion.windows) == 13
    assert "1 promotions" in capsys.readouterr().out
