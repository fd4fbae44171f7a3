"""SIGKILL in mid-trip: everything that was shown is there again, once, and the money is right."""

from hw.bench.faults import kills


def test_promise_3_what_was_shown_is_never_lost_and_nothing_is_booked_twice() -> None:
    result = kills(4, seed=3)
    assert result["kills"] == 4
    assert result["lines_shown"] > 5
    assert (result["lost"], result["doubled"], result["money_mismatch"]) == (0, 0, 0)
