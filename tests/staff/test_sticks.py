"""Logs on a USB stick: one archive without secrets, or one sentence."""

import shutil
import zipfile
from collections import namedtuple
from pathlib import Path

import pytest

from cart.sticks import NoStick, redacted, removable, write

TOML = 'folder = "data"\n[cart]\npin = "ab$cd"\n[[staff]]\nname = "anna"\nbadge="12$34"\n[store]\nurl = "http://me:word@shop"\n'


def test_the_archive_holds_what_there_is_and_no_secret(tmp_path: Path) -> None:
    stick, log = tmp_path / "stick", tmp_path / "cart.log"
    stick.mkdir()
    log.write_text("all is well")
    files = {"cart.log": log, "gone.log": tmp_path / "gone.log"}
    path = write(lambda: [stick], "cart-1", files, {"cart.toml": redacted(TOML)}, 0.0)
    assert path.name == "smart-cart-cart-1-19700101-000000.zip"
    with zipfile.ZipFile(path) as archive:
        assert set(archive.namelist()) == {"cart.log", "cart.toml"}
        kept = archive.read("cart.toml").decode()
    assert not any(secret in kept for secret in ("ab$cd", "12$34", "word"))
    assert "anna" in kept
    assert [each.name for each in stick.iterdir()] == [path.name]


def test_no_stick_a_full_one_and_one_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoStick, match="No USB stick"):
        write(list, "c", {}, {}, 0.0)
    with pytest.raises(NoStick, match="cannot be written"):
        write(lambda: [tmp_path / "gone"], "c", {}, {}, 0.0)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1, 1, 0))
    with pytest.raises(NoStick, match="full"):
        write(lambda: [tmp_path], "c", {}, {}, 0.0)


def test_sticks_are_found_where_they_are_mounted() -> None:
    mounts = (
        "/dev/mmcblk0p2 / ext4 rw 0 0\n/dev/sda1 /media/pi/MY\\040STICK vfat rw 0 0\n"
        "tmpfs /run tmpfs rw 0 0\n/dev/sdb1 /mnt/b vfat ro 0 0\n/dev/sdc1 /srv/x ext4 rw 0 0\nrubbish\n"
    )
    assert removable(mounts) == [Path("/media/pi/MY STICK"), Path("/mnt/b")]
