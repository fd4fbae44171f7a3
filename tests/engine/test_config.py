"""cart.toml: what cannot be used is refused with a sentence that names the key."""

import tomllib
from pathlib import Path

import pytest

from cart.config import Config, ConfigError, load, pin_fits, pin_hash


def written(folder: Path, text: str) -> Path:
    path = folder / "cart.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as error:
        load(written(folder, text))
    assert "\n" not in str(error.value)
    return str(error.value)


def test_an_empty_file_is_a_cart_of_defaults_with_its_data_beside_it(tmp_path: Path) -> None:
    assert load(written(tmp_path, "")) == Config(tmp_path / "data")


def test_everything_can_be_written(tmp_path: Path) -> None:
    config = load(
        written(
            tmp_path,
            """
            folder = "elsewhere"
            [cart]
            name = "cart-7"
            language = "de"
            [scale]
            port = "/dev/ttyACM0"
            [camera]
            kind = "twin"
            device = "frames"
            [screen]
            width = 800
            [evidence]
            keep_hours = 24
            [rules]
            look_wait_s = 2
            weigh_to_price = "demo"
            [rules.weigh]
            onset_g = 3.5
            [rules.costs]
            wrong_charge = 100
            """,
        )
    )
    assert config.folder == tmp_path / "elsewhere"
    assert (config.cart.name, config.cart.language) == ("cart-7", "de")
    assert (config.camera.kind, config.camera.device, config.screen.width) == ("twin", "frames", 800)
    assert config.evidence.keep_hours == 24.0
    assert (config.rules.look_wait_s, config.rules.weigh_to_price) == (2.0, "demo")
    assert isinstance(config.rules.look_wait_s, float)
    assert (config.rules.weigh.onset_g, config.rules.costs.wrong_charge) == (3.5, 100.0)


@pytest.mark.parametrize(
    ("text", "key", "hint"),
    [
        ("[scale]\nprot = 'x'", "scale.prot", "Did you mean 'port'?"),
        ("[rulse]", "rulse", "Did you mean 'rules'?"),
        ("[rules.weigh]\nonset = 3", "rules.weigh.onset", "Did you mean 'onset_g'?"),
        ("zzz = 1", "zzz", "Known here: camera, card_reader, cart"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest_known(tmp_path: Path, text: str, key: str, hint: str) -> None:
    said = refused(tmp_path, text)
    assert f"'{key}'" in said
    assert hint in said


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[screen]\nwidth = 10", "screen.width"),
        ("[evidence]\nkeep_hours = 0", "evidence.keep_hours"),
        ("[screen]\nwidth = 1e3", "screen.width"),
        ("[screen]\nwidth = true", "screen.width"),
        ("[rules]\nlook_wait_s = 99", "rules.look_wait_s"),
        ("[rules]\nlook_wait_s = nan", "rules.look_wait_s"),
        ("[rules]\nlook_wait_s = inf", "rules.look_wait_s"),
        ("[rules]\nlook_wait_s = '3'", "rules.look_wait_s"),
        ("[rules]\nlook_wait_s = true", "rules.look_wait_s"),
        ("[rules]\nweigh_to_price = 'yes'", "rules.weigh_to_price"),
        ("[cart]\nname = 7", "cart.name"),
        ("[cart]\nlanguage = 'tlh'", "cart.language"),
        ("[camera]\nkind = 'pinhole'", "camera.kind"),
        ("cart = 5", "cart"),
        ("[[cart]]\nname = 'a'", "cart"),
        ("folder = 5", "folder"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(tmp_path: Path, text: str, key: str) -> None:
    tomllib.loads(text)
    assert f"'{key}'" in refused(tmp_path, text)


@pytest.mark.parametrize("text", ["not toml at all", "[cart", "name = "])
def test_what_is_not_toml_is_said(tmp_path: Path, text: str) -> None:
    assert "is not TOML" in refused(tmp_path, text)


def test_bytes_that_are_no_text_are_said(tmp_path: Path) -> None:
    path = tmp_path / "cart.toml"
    path.write_bytes(b"\xff\xfe\x00name")
    with pytest.raises(ConfigError, match="is not TOML"):
        load(path)


def test_a_file_that_is_missing_or_a_folder_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(ConfigError, match="cannot be read"):
            load(path)


def test_a_pin_is_kept_as_a_hash_that_only_it_fits() -> None:
    kept = pin_hash("2468")
    assert "2468" not in kept
    assert kept != pin_hash("2468")
    assert pin_fits("2468", kept)
    assert not pin_fits("2469", kept)


@pytest.mark.parametrize("kept", ["", "2468", "$", "zz$2468", "ab$", "ab$ü"])
def test_what_is_no_hash_fits_no_pin(kept: str) -> None:
    for pin in ("", "2468"):
        assert not pin_fits(pin, kept)


def test_only_a_certified_head_prices_by_weight_without_a_word(tmp_path: Path) -> None:
    """A cart with converters of its own would have sold by weight as if it were approved."""
    certified = "[rules]\nweigh_to_price = 'certified'\n"
    for text in (certified, certified + "[scale]\nprotocol = 'smart-cart'\n"):
        said = refused(tmp_path, text)
        assert "'rules.weigh_to_price' is 'certified'" in said
        assert "not approved to price" in said
    config = load(written(tmp_path, certified + "[scale]\nprotocol = 'toledo'\n"))
    assert config.rules.weigh_to_price == "certified"
    for other in ("off", "demo"):
        assert load(written(tmp_path, f"[rules]\nweigh_to_price = '{other}'\n")).rules.weigh_to_price == other
