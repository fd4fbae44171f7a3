"""The link on a real pseudo-terminal: handshake, and every way to lose a scale and get it back."""

import logging
import threading

import pytest
import serial

from cart.core.inputs import Reason, Source
from firmware_bridge import link
from firmware_bridge.link import LinkDown, ScaleLink
from firmware_bridge.ports import POLL
from firmware_bridge.protocol import PROTOCOL_VERSION, Hello, ResetCause, Start, encode
from firmware_bridge.supervisor import BACK_OFF_LAST
from ui.messages import LANGUAGES, TROUBLE

ID = b"VIRTUAL1".hex()


def test_handshake_then_samples_with_the_scales_own_times(rig):
    rig.wait_samples(30)
    assert rig.events == [ID]
    assert rig.scale.streaming
    assert {(sample.counts, sample.lines) for sample in rig.samples} == {(rig.counts, 0)}
    assert abs(rig.samples[-1].t - rig.now()) < 5


AILING = {
    "no converter": ((None,) * 4, "the board answers but its converters do not; check the cells' wiring"),
    "no cell 3": ((1000, -2000, None, -4000), "not the converter of cell 3; check its wiring"),
    "overload": ((1000, 1 << 30, 3000, -(1 << 30)), "cells 2, 4 at the end of the range; take the load off"),
    "both": ((None, 1 << 30, 3000, -4000), "converter of cell 1; check its wiring; cell 2 at the end of the range"),
}


@pytest.mark.parametrize("ailing", AILING)
def test_what_is_no_weight_is_held_back_and_in_the_end_an_outage(rig, caplog, ailing):
    counts, sentence = AILING[ailing]
    rig.wait_samples(20)
    rig.counts, sound = counts, rig.counts
    rig.wait_events(2)
    assert rig.events == [ID, LinkDown.SILENT]
    assert sentence in rig.link.ailing
    rig.wait_until(lambda: sentence in caplog.text, "the sentence for the fitter")
    rig.counts = sound
    rig.wait_samples(20)
    assert rig.events == [ID, LinkDown.SILENT, ID]
    assert rig.link.ailing == ""
    assert {sample.counts for sample in rig.samples} == {sound}
    assert caplog.text.count(sentence) == 1


def test_a_board_that_answers_is_not_reset_for_its_converters(rig, caplog):
    with caplog.at_level(logging.DEBUG, "firmware_bridge"):
        rig.wait_samples()
        rig.counts = (None,) * 4
        pushed = rig.pushed
        rig.wait_until(lambda: rig.pushed > pushed + 400, "five seconds, longer than a silent port is kept open")
    assert "opening it anew" not in caplog.text
    assert rig.events == [ID, LinkDown.SILENT]


def test_a_scale_that_never_had_a_working_converter_is_down_from_the_start(rig):
    rig.wait_samples()
    rig.link.stop()
    rig.events.clear()
    rig.counts = (None,) * 4
    rig.link = rig.new_link()
    rig.link.start()
    rig.wait_events(1)
    assert rig.events == [LinkDown.SILENT]
    rig.wait_until(lambda: "its converters do not" in rig.link.ailing, "the sentence for the fitter")


def test_a_reading_lost_now_and_then_is_left_out_and_no_outage(rig):
    rig.wait_samples()
    sound = rig.counts
    for _ in range(5):
        rig.counts = (1000, None, 3000, -4000)
        pushed = rig.pushed
        rig.wait_until(lambda pushed=pushed: rig.pushed > pushed + 5, "some bad reads")
        rig.counts = sound
        rig.wait_samples(20)
    assert rig.events == [ID]
    assert {sample.counts for sample in rig.samples} == {sound}


def test_the_exit_lanes_lines_arrive_also_from_a_scale_without_cells(rig):
    rig.wait_samples()
    rig.counts, rig.scale.lines = (None,) * 4, 0b10
    rig.wait_until(lambda: rig.lines.count(0b10) > 50, "the lines")


def test_motion_arrives_with_the_samples(rig):
    rig.wait_samples()
    assert rig.samples[-1].motion is None
    rig.motion = (-3, 200, 16384)
    rig.wait_samples(20)
    assert rig.samples[-1].motion == (-3, 200, 16384)


def test_every_outage_and_return_is_due_within_two_seconds():
    assert max(link.FIRST_SAMPLE, link.SILENCE) + 2 * POLL < 2
    assert BACK_OFF_LAST + 2 * POLL < 2


def test_every_outage_has_words_for_the_shopper():
    for why in LinkDown:
        said = TROUBLE[Source.SCALE, Reason(why.value)]
        assert set(said.texts) == set(LANGUAGES)


def test_stop_ends_the_thread_frees_the_port_and_quiets_the_scale(rig):
    rig.wait_samples()
    rig.link.stop()
    rig.wait_until(lambda: not rig.scale.streaming, "STOP heard")
    assert "scale-link" not in {thread.name for thread in threading.enumerate()}
    serial.Serial(str(rig.port), exclusive=True).close()
    assert rig.events == [ID]


def test_unplug_and_replug(rig):
    for round_ in range(3):
        rig.wait_samples()
        rig.scale.unplug()
        rig.wait_events(2 + 2 * round_)
        rig.scale.replug()
        rig.wait_events(3 + 2 * round_)
    rig.wait_samples()
    assert rig.events == [ID] + [LinkDown.UNPLUGGED, ID] * 3


def test_a_scale_that_is_not_there_yet(rig):
    rig.wait_samples()
    rig.link.stop()
    rig.scale.unplug()
    rig.link = rig.new_link()
    rig.link.start()
    rig.wait_events(2)
    rig.scale.replug()
    rig.wait_samples()
    assert rig.events == [ID, LinkDown.UNPLUGGED, ID]


def test_a_cart_killed_without_stop_finds_the_line_clean(rig):
    """The dead one left the scale streaming into a port that nobody reads."""
    rig.wait_samples()
    rig.link.stop()
    with serial.Serial(str(rig.port), timeout=1, exclusive=True) as dying:
        dying.write(encode(Start()))
        rig.wait_until(lambda: rig.scale.streaming and dying.in_waiting > 100, "samples for the dying one")
    had = rig.pushed
    rig.wait_until(lambda: rig.pushed > had + 20, "samples for nobody")
    rig.link = rig.new_link()
    rig.link.start()
    rig.wait_samples()


def test_freeze_is_silence_and_thaw_its_end(rig):
    rig.wait_samples()
    rig.scale.freeze()
    rig.wait_events(2)
    rig.scale.thaw()
    rig.wait_samples()
    assert rig.events == [ID, LinkDown.SILENT, ID]


def test_a_scale_that_never_answers_is_reported_once_and_opened_anew(rig, caplog):
    rig.wait_samples()
    rig.scale.freeze()
    with caplog.at_level(logging.DEBUG, "firmware_bridge"):
        rig.wait_until(lambda: "opening it anew" in caplog.text, "the port opened anew", timeout=20)
    rig.scale.thaw()
    rig.wait_samples()
    assert rig.events == [ID, LinkDown.SILENT, ID]


def test_noise_between_frames_costs_counters_only(rig):
    rig.faults = True
    rig.wait_samples()
    rig.scale.garbage(bytes(range(1, 256)) + b"\0")
    rig.scale.corrupt(frames=3)
    rig.wait_samples(20)
    rig.scale.drop(frames=4)
    rig.wait_samples(20)
    assert rig.events == [ID]
    counters = rig.link.counters
    assert counters.bad_length + counters.bad_cobs == 1
    assert (counters.crc_errors, counters.missed) == (3, 3 + 4)
    assert counters.resyncs >= 1


def test_nothing_but_garbage_and_back(rig):
    rig.faults = True
    rig.wait_samples()
    rig.scale.corrupt(frames=1_000_000)
    rig.wait_events(2)
    rig.scale.corrupt(frames=0)
    rig.wait_samples()
    assert rig.events == [ID, LinkDown.GARBAGE, ID]
    assert rig.link.counters.crc_errors > 10


def test_a_reset_is_noticed_and_streaming_starts_again(rig, caplog):
    with caplog.at_level(logging.INFO, "firmware_bridge"):
        rig.wait_samples(30)
        before = rig.samples[-1].t
        rig.scale.reset(ResetCause.WATCHDOG)
        rig.wait_samples(30)
    assert "restarted: firmware 1.0.0, 4 cells, 80 samples a second, last reset: watchdog" in caplog.text
    assert before < rig.samples[-1].t < rig.now()
    assert rig.now() - rig.samples[-1].t < 5


def test_wrong_firmware_is_reported_once_in_words_and_retried(rig, caplog):
    rig.wait_samples()
    rig.scale.unplug()
    rig.wait_events(2)
    rig.link.stop()
    rig.events.clear()
    rig.scale.protocol_version = PROTOCOL_VERSION + 1
    rig.scale.replug()
    rig.link = rig.new_link()
    with caplog.at_level(logging.INFO, "firmware_bridge"):
        rig.link.start()
        rig.wait_events(1)
        had = rig.link.counters.frames
        rig.wait_until(lambda: rig.link.counters.frames > had, "a second try")
        assert rig.events == [LinkDown.WRONG_FIRMWARE]
        assert not rig.scale.streaming
        rig.scale.protocol_version = PROTOCOL_VERSION
        rig.wait_samples()
    assert rig.events == [LinkDown.WRONG_FIRMWARE, ID]
    assert caplog.text.count("speaks protocol 2, this cart speaks protocol 1: reflash hw/firmware") == 1


def test_a_port_in_use_is_waited_for(rig, caplog):
    rig.wait_samples()
    rig.link.stop()
    rig.events.clear()
    with serial.Serial(str(rig.port), exclusive=True):
        rig.link = rig.new_link()
        rig.link.start()
        rig.wait_events(1)
    rig.wait_samples()
    assert rig.events == [LinkDown.UNPLUGGED, ID]
    assert "in use by another program. Stop that one" in caplog.text


def test_an_impossible_number_of_cells_is_wrong_firmware(rig, caplog):
    rig.faults = True
    rig.wait_samples()
    rig.scale.garbage(encode(Hello(0, PROTOCOL_VERSION, (1, 0, 0), b"VIRTUAL1", 7, ResetCause.POWER_ON, 80)))
    rig.wait_samples(100)
    assert rig.events == [ID, LinkDown.WRONG_FIRMWARE, ID]
    assert "says that it has 7 cells, a sample has room for 4" in caplog.text


def test_a_failing_listener_does_not_end_the_thread(rig, caplog):
    rig.wait_samples()
    rig.link.stop()
    rig.events.clear()
    failures = iter([ValueError("the inbox is closed")])

    def fail_once(sample):
        for failure in failures:
            raise failure
        rig.samples.append(sample)

    rig.link = ScaleLink(str(rig.port), fail_once, rig.events.append, rig.events.append, rig.now)
    rig.link.start()
    rig.wait_samples()
    assert rig.events == [ID, LinkDown.BROKEN, ID]
    assert "the inbox is closed" in caplog.text


def test_stop_in_the_middle_of_an_outage(rig):
    rig.wait_samples()
    rig.scale.unplug()
    rig.wait_events(2)
    rig.link.stop()
    rig.link.stop()
    assert rig.events == [ID, LinkDown.UNPLUGGED]


def test_a_link_starts_once(rig):
    with pytest.raises(RuntimeError, match="started already"):
        rig.link.start()
