"""Full disks, real ones: the sale in progress finishes or is visibly refused, and nobody has to help."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cart.room import Room

HERE = Path(__file__).parent
MOUNT = 'mount -t tmpfs -o size=3m none "$1" && shift && exec "$@"'


def trip(folder: Path, how: str, *before: str) -> dict[str, object]:
    paths = [str(HERE), str(HERE.parent / "core"), str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    command = [*before, sys.executable, str(HERE / "full_disk.py"), str(folder), how]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=150)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def small_disk(folder: Path) -> tuple[str, ...]:
    """Words before a command that give it a file system of three megabytes of its own."""
    words = ("unshare", "-m", "sh", "-c", MOUNT, "sh", str(folder))
    if subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small file system to fill")
    return words


def test_a_file_that_may_not_grow_is_said_and_the_sale_goes_on_when_it_may(tmp_path: Path) -> None:
    said = trip(tmp_path, "limit")
    assert (said["told"], said["refused"], said["finished"], said["full_at_the_end"]) == (True, True, True, False)
    assert said["total"] == 119


def test_a_file_system_that_is_full_is_said_and_the_sale_goes_on_when_there_is_space(tmp_path: Path) -> None:
    said = trip(tmp_path, "small", *small_disk(tmp_path))
    assert (said["told"], said["refused"], said["finished"], said["full_at_the_end"]) == (True, True, True, False)
    assert said["total"] == 119


def test_the_ballast_lets_the_sale_in_progress_finish_without_help(tmp_path: Path) -> None:
    said = trip(tmp_path, "ballast", *small_disk(tmp_path))
    assert (said["told"], said["finished"], said["full_at_the_end"]) == (True, True, False)
    assert said["total"] == 119
    assert not said["ballast"]


def test_a_cart_that_was_switched_off_starts_on_a_full_disk_with_what_the_ballast_leaves(tmp_path: Path) -> None:
    said = trip(tmp_path, "start with ballast", *small_disk(tmp_path))
    assert said == {"running": True, "alarms": [], "ballast": False}


def test_a_start_on_a_full_disk_without_anything_to_delete_says_so(tmp_path: Path) -> None:
    said = trip(tmp_path, "start", *small_disk(tmp_path))
    assert "the disk takes no more facts" in str(said["said"])


def test_tapes_go_before_the_ballast_and_the_one_in_use_stays(tmp_path: Path) -> None:
    room = Room(tmp_path, tapes_bytes=250)
    (tmp_path / "tapes").mkdir()
    tapes = [tmp_path / "tapes" / f"trip-{n}-1.mcap" for n in range(5)]
    for age, tape in enumerate(reversed(tapes)):
        tape.write_bytes(bytes(100))
        os.utime(tape, (1_000_000 - age, 1_000_000 - age))
    room.tidy()
    assert [tape.exists() for tape in tapes] == [False, False, False, True, True]
    assert (room.make(), room.make()) == (True, True)
    assert [tape.exists() for tape in tapes] == [False, False, False, False, True]
    assert not (tmp_path / "ballast").exists()
    assert not room.make()
    assert tapes[-1].exists()
