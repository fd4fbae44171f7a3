"""Event pictures: piece by piece, by their hash, and deleted on time."""

import os
import random
import time
from contextlib import closing
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from store.database import Database
from store.evidence import EvidenceFolder, NotWanted
from store.schema import EvidenceRow

CLIP = random.Random(3).randbytes(3000)
NAME = sha256(CLIP).hexdigest()


@pytest.fixture
def database(tmp_path):
    with closing(Database(f"sqlite:///{tmp_path}/store.db")) as made:
        yield made


@pytest.fixture
def folder(tmp_path, database) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "evidence", database)


def aged(database: Database, hours: float) -> None:
    """Everything that is there arrived so long ago."""
    with database.write() as session:
        then = time.time_ns() // 1_000_000 - round(3_600_000 * hours)
        session.execute(update(EvidenceRow).values(arrived=then))


def test_a_file_that_was_cut_off_goes_on_where_it_stopped(folder):
    assert folder.missing([NAME]) == {NAME: 0}
    assert folder.add(NAME, CLIP[:1000], 0, 3000) == 1000
    assert folder.missing([NAME]) == {NAME: 1000}
    assert folder.read(NAME) is None
    assert folder.add(NAME, CLIP[2000:], 2000, 3000) == 1000  # not yet: go on from there
    assert folder.add(NAME, CLIP[1000:], 1000, 3000) == 3000
    assert folder.missing([NAME]) == {}
    assert folder.read(NAME) == CLIP
    assert folder.add(NAME, CLIP[:5], 0, 3000) == 5  # once more: nothing happens
    assert folder.read(NAME) == CLIP


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(cuts=st.lists(st.integers(1, 2999), max_size=6), again=st.randoms(use_true_random=False))
def test_pieces_in_any_cut_and_with_repeats_make_the_file(tmp_path_factory, cuts, again):
    run = tmp_path_factory.mktemp("pieces")
    with closing(Database(f"sqlite:///{run}/store.db")) as database:
        folder = EvidenceFolder(run / "evidence", database)
        edges = sorted({0, *cuts, 3000})
        pieces = list(pairwise(edges))
        for at, end in pieces:
            for _ in range(again.randint(1, 2)):
                folder.add(NAME, CLIP[at:end], at, 3000)
        assert folder.read(NAME) == CLIP


def test_what_does_not_have_its_hash_is_not_kept(folder, tmp_path):
    folder.add(NAME, CLIP[:1000], 0, 3000)
    with pytest.raises(NotWanted, match="do not have the hash"):
        folder.add(NAME, bytes(2000), 1000, 3000)
    assert folder.missing([NAME]) == {NAME: 0}
    for offset, size in ((0, 2999), (-1, 3000), (1, 3000), (0, 2**40)):
        with pytest.raises(NotWanted):
            folder.add(NAME, CLIP, offset, size)
    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []


def test_pictures_are_deleted_after_72_hours_and_never_asked_for_again(folder, database, tmp_path):
    folder.add(NAME, CLIP, 0, 3000)
    aged(database, 71.9)
    assert folder.forget(72 * 3600) == 0
    assert folder.read(NAME) == CLIP
    aged(database, 72.1)
    assert folder.forget(72 * 3600) == 1
    assert folder.read(NAME) is None
    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []
    assert folder.missing([NAME]) == {}
    folder.add(NAME, CLIP, 0, 3000)  # a cart that did not ask
    assert folder.read(NAME) is None
    assert folder.forget(72 * 3600) == 0


def test_what_was_begun_and_never_finished_is_deleted_too(folder, tmp_path):
    folder.add(NAME, CLIP[:100], 0, 3000)
    part = next((tmp_path / "evidence").rglob("*.part"))
    assert folder.forget(72 * 3600) == 0
    assert part.exists()
    os.utime(part, (time.time() - 100_000,) * 2)
    folder.forget(72 * 3600)
    assert not part.exists()


def test_the_running_store_deletes_on_time(open_store, store):
    store.carts.put(f"/v1/evidence/{NAME}", params={"offset": 0, "size": 3000}, content=CLIP)
    assert store.people.get(f"/evidence/{NAME}").content == CLIP
    with closing(Database(store.db)) as database:
        aged(database, 73)
    store.stop()
    again = open_store()
    deadline = time.monotonic() + 30
    while again.people.get(f"/evidence/{NAME}").status_code != 404:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert not list(store.folder.rglob(NAME))


def test_a_picture_that_comes_late_is_kept_from_its_capture_on(folder):
    """A cart that was offline for two days sends what is two days old; one of tomorrow is of now."""
    hour, now = 3_600_000, time.time_ns() // 1_000_000
    late, early, unsaid = (bytes([number]) * 100 for number in range(3))
    for piece, captured in ((late, now - 71 * hour), (early, now + 1000 * hour), (unsaid, None)):
        assert folder.add(sha256(piece).hexdigest(), piece, 0, 100, captured) == 100
    assert folder.forget(72 * 3600) == 0
    assert folder.forget(70 * 3600) == 1
    assert folder.read(sha256(late).hexdigest()) is None
    assert folder.forget(-1) == 2, "what says that it is of tomorrow arrived now"
