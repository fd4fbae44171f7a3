"""Every voice keeps the same rules: the newest sentence is said, nobody waits, and after its end it is silent."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cart.voice import PROGRAM, Listener, Speaker, Voice, program, speaker

PATIENCE_S = 20.0
Heard = Callable[[], list[str]]


@pytest.fixture
def recorder(tmp_path: Path) -> Path:
    """A program that takes espeak-ng's place, and writes down what it is given before it says it."""
    path = tmp_path / "speaker"
    script = f'cat >> "{tmp_path}/said"\necho >> "{tmp_path}/said"\nexec sleep 30\n'
    path.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture(params=["program", "listener"])
def voice(request, recorder: Path) -> Iterator[tuple[Speaker, Heard]]:
    said = recorder.with_name("said")
    one: Speaker = Voice(str(recorder)) if request.param == "program" else Listener()

    def heard() -> list[str]:
        if isinstance(one, Listener):
            return [text for text, _ in one.said]
        return said.read_text(encoding="utf-8").splitlines() if said.exists() else []

    yield one, heard
    one.stop()


def test_a_new_sentence_cuts_the_last_one_off(voice):
    one, heard = voice
    one.say("Total: 3 €", "en")
    wait(lambda: heard() == ["Total: 3 €"])
    one.say("Total: 4 €", "en")  # the first one would take 30 seconds
    wait(lambda: heard() == ["Total: 3 €", "Total: 4 €"])
    one.stop()
    one.say("Total: 5 €", "en")
    assert heard() == ["Total: 3 €", "Total: 4 €"]


def test_a_program_that_is_missing_or_fails_is_said_once_and_harms_nobody(tmp_path, monkeypatch, caplog):
    nobody = Voice(str(tmp_path / "nobody"))
    nobody.say("x", "en")
    wait(lambda: "Nothing is read aloud" in caplog.text)
    nobody.stop()
    monkeypatch.setenv("PATH", str(tmp_path))
    caplog.clear()
    caplog.set_level("INFO")
    assert speaker() is None
    assert caplog.messages == [f"Nothing is read aloud: {PROGRAM} is not installed."]


@pytest.mark.skipif(not program(), reason="espeak-ng is not installed")
@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "sv", "ja", "ar"])
def test_espeak_has_a_voice_for_every_language(lang, tmp_path):
    import subprocess

    sound = tmp_path / "said.wav"
    subprocess.run([program(), "-v", lang, "-w", str(sound), "12,40"], check=True, timeout=PATIENCE_S)
    assert sound.stat().st_size > 1000


def wait(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not there():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
