"""Moments as people write them in a catalogue and its tariff, spelt out as ms since 1970 by the clocks of the shop.

A change of a price has a `start`; a promotion has `windows`, each of them from and until, and may say the hours of a
week in them: `"weekly": [{"days": ["fri", "sat"], "from": "16:00", "until": "20:00"}]`. Numbers are ms already.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST, LAST = 1970, 2200
MOST_WINDOWS = 5000  # of one promotion: more than ten years of days
A_DAY = timedelta(days=1)


class BadMoment(ValueError):
    """What is no moment, or no hours of a week; the message says what is."""


def moment_of(text: str, zone: tzinfo, *, end: bool = False) -> int:
    """A date or a moment in ms since 1970; an `end` that is a date alone takes in that day. Raises BadMoment."""
    try:
        moment = datetime.fromisoformat(text)
        day = date.fromisoformat(text) if len(text) <= len("2027-01-31") else None
    except ValueError:
        raise BadMoment(f"{text!r}, but must be a date such as 2027-01-31, or a moment: 2027-01-31T16:00") from None
    if not FIRST < moment.year < LAST:
        raise BadMoment(f"{text!r}, but its year must lie between {FIRST} and {LAST}")
    if day is not None and end:
        moment += A_DAY
    return _ms(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def spelt_out(plain: Any, zone: tzinfo) -> tuple[Any, list[str]]:
    """The plain values of a catalogue with all moments in ms, and a sentence for each one that cannot be read.

    What has another form than it should have is left as it is, for the check of the catalogue to name.
    """
    if not isinstance(plain, dict):
        return plain, []
    errors: list[str] = []
    done = dict(plain)
    if isinstance(products := plain.get("products"), list):
        done["products"] = [_product(row, f"product {n}", zone, errors) for n, row in enumerate(products, start=1)]
    tariff = plain.get("tariff")
    if isinstance(tariff, dict) and isinstance(promotions := tariff.get("promotions"), list):
        done["tariff"] = tariff | {"promotions": [_promotion(each, zone, errors) for each in promotions]}
    return done, errors


def _product(row: Any, where: str, zone: tzinfo, errors: list[str]) -> Any:
    if not isinstance(row, dict) or not isinstance(changes := row.get("changes"), list):
        return row
    done = []
    for change in changes:
        if isinstance(change, dict) and isinstance(start := change.get("start"), str):
            try:
                change = change | {"start": moment_of(start, zone)}
            except BadMoment as wrong:
                errors.append(f"{where} ({row.get('sku')}): start of a change is {wrong}")
                continue
        done.append(change)
    return row | {"changes": done}


def _promotion(plain: Any, zone: tzinfo, errors: list[str]) -> Any:
    if not isinstance(plain, dict) or not plain.keys() & {"windows", "weekly"}:
        return plain
    done = {name: value for name, value in plain.items() if name != "weekly"}
    if not isinstance(said := plain.get("windows", []), list):
        return done
    try:
        windows = [_window(window, zone) for window in said]
        return done | {"windows": _weekly(windows, plain["weekly"], zone) if "weekly" in plain else windows}
    except BadMoment as wrong:
        errors.append(f"promotion {plain.get('id')}: {wrong}")
    return done | {"windows": []}


def _window(plain: Any, zone: tzinfo) -> list[int]:
    if not isinstance(plain, list) or len(plain) != 2 or not all(type(each) in (str, int) for each in plain):
        raise BadMoment(f"a window is two dates or moments, from and until, not {plain!r}")
    try:
        begin, until = (
            moment_of(each, zone, end=last) if isinstance(each, str) else each
            for each, last in zip(plain, (False, True), strict=True)
        )
    except BadMoment as wrong:
        raise BadMoment(f"a window says {wrong}") from None
    return [begin, until]


def _weekly(windows: list[list[int]], plain: Any, zone: tzinfo) -> list[list[int]]:
    """The hours of every week that lie in the windows, in their order; hours that touch are one window."""
    if not windows:
        raise BadMoment('"weekly" needs "windows" too: the dates between which it holds')
    if not isinstance(plain, list) or not plain:
        raise BadMoment(f'"weekly" is a list of days with hours, not {plain!r}')
    hours = [_hours(each) for each in plain]
    found: list[list[int]] = []
    for begin, until in sorted(windows):
        for window in sorted(_between(begin, until, hours, zone)):
            if found and window[0] <= found[-1][1]:
                found[-1][1] = max(found[-1][1], window[1])
            else:
                found.append(window)
            if len(found) > MOST_WINDOWS:
                raise BadMoment(f'"weekly" comes to more than {MOST_WINDOWS} windows: choose nearer dates')
    if not found:
        raise BadMoment('none of the hours in "weekly" lies in "windows"')
    return found


def _between(
    begin: int, until: int, hours: list[tuple[tuple[int, ...], timedelta, timedelta]], zone: tzinfo
) -> Iterator[list[int]]:
    try:
        day, last = (datetime.fromtimestamp(ms / 1000, zone).date() for ms in (begin, until))
    except (OverflowError, ValueError, OSError) as wrong:
        raise BadMoment(f"a window is no time on earth: {wrong}") from None
    if last.year > LAST:
        raise BadMoment(f"a window ends after the year {LAST}")
    day -= A_DAY  # yesterday's hours may reach beyond midnight
    while day <= last:
        for days, opens, closes in hours:
            start, end = max(begin, _on(day, opens, zone)), min(until, _on(day, closes, zone))
            if day.weekday() in days and start < end:
                yield [start, end]
        day += A_DAY


def _hours(plain: Any) -> tuple[tuple[int, ...], timedelta, timedelta]:
    """The weekdays, and how long after their midnight the hours begin and end."""
    if not isinstance(plain, dict) or plain.keys() - {"days", "from", "until"}:
        raise BadMoment(f'"weekly" has days, from and until, not {plain!r}')
    days = plain.get("days", list(DAYS))
    if not isinstance(days, list) or not days or any(day not in DAYS for day in days):
        raise BadMoment(f"days are some of {', '.join(DAYS)}, not {days!r}")
    opens, closes = _clock(plain.get("from", "00:00")), _clock(plain.get("until", "24:00"))
    return tuple(DAYS.index(day) for day in days), opens, closes if closes > opens else closes + A_DAY


def _clock(text: Any) -> timedelta:
    if text == "24:00":
        return A_DAY
    try:
        clock = time.fromisoformat(text)
    except (ValueError, TypeError):
        raise BadMoment(f"a time of day is written 16:00, not {text!r}") from None
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


def _on(day: date, clock: timedelta, zone: tzinfo) -> int:
    """A time of day as the clocks on the wall show it, also where summer time begins or ends."""
    return _ms((datetime.combine(day, time()) + clock).replace(tzinfo=zone))


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
