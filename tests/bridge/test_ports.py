"""A port by its path or its stable name, and why it cannot be opened."""

import os
from pathlib import Path

import pytest
import serial

from firmware_bridge.ports import PortUnusable, find, open_port, stable_name, there
from firmware_bridge.pty_port import PtyPort


@pytest.fixture
def by_id(tmp_path: Path) -> Path:
    for name in ("usb-1a86_USB_Serial-if00-port0", "usb-FTDI_FT232R_A5-if00-port0", "usb-FTDI_FT232R_B7-if00-port0"):
        (tmp_path / name).touch()
    return tmp_path


def test_a_path_is_taken_as_it_is(by_id: Path) -> None:
    assert find("/dev/ttyUSB3", by_id) == Path("/dev/ttyUSB3")
    assert find("null", by_id) == Path("/dev/null")


@pytest.mark.parametrize("name", ["usb-1a86_USB_Serial-if00-port0", "1a86"])
def test_a_stable_name_may_be_a_part_of_it(name: str, by_id: Path) -> None:
    assert find(name, by_id) == by_id / "usb-1a86_USB_Serial-if00-port0"


def test_names_that_fit_none_or_several_are_refused_in_words(by_id: Path) -> None:
    with pytest.raises(PortUnusable, match=r"Several serial adapters are called 'FTDI' \(there are: usb-1a86.*"):
        find("FTDI", by_id)
    with pytest.raises(PortUnusable, match=r"No serial adapter is called 'CP210'.*Check the cable"):
        find("CP210", by_id)
    with pytest.raises(PortUnusable, match=r"No serial adapter is called ''.*none is plugged in"):
        find("", by_id / "nowhere")


def test_a_port_named_by_its_socket_has_a_stable_name(tmp_path: Path) -> None:
    socket, by_id = tmp_path / "ttyUSB0", tmp_path / "by-id"
    socket.touch()
    by_id.mkdir()
    assert stable_name(socket, by_id) is None
    (by_id / "usb-FTDI_FT232R_A5-if00-port0").symlink_to(socket)
    assert stable_name(socket, by_id) == by_id / "usb-FTDI_FT232R_A5-if00-port0"
    assert stable_name(by_id / "usb-FTDI_FT232R_A5-if00-port0", by_id) is None
    assert stable_name(socket, tmp_path / "none") is None


def test_why_a_port_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(PortUnusable, match=r"/nothing is not there\. Check the cable and the scale's power\."):
        open_port(str(tmp_path / "nothing"), 9600)
    (tmp_path / "file").touch()
    with pytest.raises(PortUnusable, match=r"file is no serial port\. Name the scale's port\."):
        open_port(str(tmp_path / "file"), 9600)
    port = PtyPort(tmp_path / "scale")
    port.plug()
    try:
        assert there(str(port.link))
        with (
            serial.Serial(str(port.link), exclusive=True),
            pytest.raises(PortUnusable, match=r"in use by another program\. Stop that one"),
        ):
            open_port(str(port.link), 9600)
        open_port(str(port.link), 9600).close()
    finally:
        port.unplug()
    assert not there(str(port.link))
    assert not there("no-such-adapter")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_port_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "port").touch(mode=0)
    with pytest.raises(PortUnusable, match="group 'dialout'"):
        open_port(str(tmp_path / "port"), 9600)
