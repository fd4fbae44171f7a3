"""Traces run again as they were, and the bench finds what it should in a few passes."""

from pathlib import Path

import pytest

from cart.core.exit import Passage
from cart.exit_lane import ContactSensor, trace
from cart.exit_lane.trace import TraceUnreadable
from hw.bench.lane import SETUPS, lane, line, one, replayed


@pytest.mark.parametrize("way", ["contacts", "radio-and-line", "markers", "card"])
def test_a_pass_is_sensed_by_the_programs_own_sensors_and_its_trace_runs_again(way: str, tmp_path: Path) -> None:
    about, events, path, walked = one(way, 3, 0)
    assert path.line_at is not None
    assert [passage for _, passage, _ in walked.passages][:2] == [Passage.ARMED, Passage.CROSSED]
    kept = tmp_path / "pass.mcap"
    trace.record(kept, events, about)
    assert trace.read(kept) == ({"format": "1", **about}, events)
    assert replayed(kept)[1].passages == walked.passages


def test_the_bench_counts_each_way_and_keeps_what_went_wrong(tmp_path: Path) -> None:
    result = lane(5, 8, ["contacts-no-motion"], lambda *_: None, tmp_path)
    (row,) = result["ways"]
    assert (result["simulated"], row["through"], row["past"]) == (True, 8, 8)
    wrong = sum(row[name]["count"] for name in ("missed", "early", "confused", "again", "false"))
    assert len(list(tmp_path.iterdir())) == wrong
    assert row["way"] in line(row)
    assert lane(5, 8, ["contacts-no-motion"], lambda *_: None)["ways"] == result["ways"]


def test_every_pass_is_the_same_again() -> None:
    for way in SETUPS:
        if way not in ("markers", "card"):
            assert one(way, 4, 1)[3] == one(way, 4, 1)[3]


@pytest.mark.parametrize("content", [b"", b"no tape", b"\x89MCAP0\r\n" + bytes(40)])
def test_what_is_no_trace_is_refused_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.mcap"
    with pytest.raises(TraceUnreadable, match="cannot be opened"):
        trace.read(path)
    path.write_bytes(content)
    with pytest.raises(TraceUnreadable, match="no trace"):
        trace.read(path)


def test_sensors_alone_run_from_a_trace() -> None:
    _, events, _, walked = one("contacts", 3, 2)
    assert trace.walk(events, [ContactSensor()]).passages == walked.passages
