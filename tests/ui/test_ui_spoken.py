"""Reading aloud: what changed, then the total; only to who wishes it; only the newest of what waits."""

import os
from dataclasses import replace
from pathlib import Path
from threading import Event

from cart.core.facts import Kind
from cart.core.news import Change, ChangeKind
from cart.core.units import Decigrams, Money, Sku
from cart.core.wishes import Choices
from cart.voice import Voice
from ui.example_views import FEW, question, shop
from ui.presenting.spoken import spoken

ADDED = Change(ChangeKind.ADDED, Sku("lemon"), "Lemon", 3, Money(135), Decigrams(3000))


def test_what_changed_is_said_once_with_the_total():
    before, after = shop(*FEW), shop(*FEW, news=(ADDED,))
    assert spoken(before, after, "en") == "3 × Lemon added. Total: €23.55"
    assert spoken(after, after, "en") == ""
    assert spoken(None, before, "en") == ""
    asked = question(Kind.WHICH_ADDED, "oat-drink", "banana")
    assert spoken(before, asked, "de") == "Was ist es?"
    assert spoken(asked, asked, "de") == ""


def test_only_who_wishes_it_is_read_to(screen):
    heard = []
    cart = screen(speak=lambda text, lang: heard.append((text, lang)))
    cart.show(shop(*FEW, news=(ADDED,)))
    assert heard == []
    likes = Choices(spoken=True, language="de")
    cart.show(shop(*FEW, choices=likes))
    cart.show(shop(*FEW, news=(ADDED,), choices=likes))
    assert cart.until(lambda: bool(heard))
    assert heard == [("3 × Lemon ist dabei. Summe: 23,55\u00a0€", "de")]
    cart.show(shop(*FEW, news=(replace(ADDED, quantity=1),), choices=replace(likes, quiet=True)))
    assert len(heard) == 1


def test_where_nothing_can_be_read_aloud_it_is_not_offered(screen):
    cart = screen()
    cart.show(replace(shop(*FEW)))
    assert cart.press("menu")
    assert cart.press("menu:settings")
    assert "wish:quiet" in cart.ids()
    assert "wish:spoken" not in cart.ids()


def test_a_program_is_given_language_and_text_and_its_failure_is_survived(tmp_path: Path):
    said = tmp_path / "said"
    os.mkfifo(said)
    program = tmp_path / "speaker"
    program.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/arguments\ncat > {said}\n', encoding="utf-8")
    program.chmod(0o755)
    voice = Voice(str(program))
    voice.say("Summe: 3 €", "de")
    assert said.read_text(encoding="utf-8") == "Summe: 3 €"  # waits until it was said
    voice.stop()
    assert (tmp_path / "arguments").read_text(encoding="utf-8") == "-v de --stdin\n"
    nobody = Voice(str(tmp_path / "nobody"))
    nobody.say("x", "en")
    Event().wait(0.05)
    nobody.stop()
