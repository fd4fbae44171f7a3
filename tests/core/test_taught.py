"""What staff weighed of a product counts where the catalogue cannot be right, and can be undone."""

from dataclasses import replace

from cart.beginning import first_state
from cart.core.brain import step
from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.inputs import CatalogArrived, StaffTapped
from cart.core.roles import Role
from cart.core.rules import Rules
from cart.core.staff_inputs import ProductLearned, StaffCame
from cart.core.state import State
from cart.core.taps import StaffTap
from cart.core.taught import Taught
from cart.core.units import Decigrams, Money, Seconds, Sku
from cart.learned import TAUGHT_FILE, load_taught, save_taught
from cart.ledger import Ledger


def product(sku: str, grams: float, sold: Sold = Sold.PIECE) -> Product:
    model = WeightModel(Decigrams(round(10 * grams)), Decigrams(round(0.1 * grams)))
    return Product(Sku(sku), sku.title(), sold, model, Money(100))


SHOP = Catalog("1", "EUR", (product("tea", 400), product("rice", 1000), product("lemon", 120, Sold.COUNT)))


def cart() -> State:
    return step(State(SHOP, Rules()), StaffCame(Seconds(1.0), "kim", Role.LEAD)).state


def taught(state: State, sku: str, grams: float, views: int = 3, refusal: str = "") -> State:
    said = ProductLearned(Seconds(2.0), Sku(sku), views, refusal, Decigrams(round(10 * grams)))
    return step(state, said).state


def weight(state: State, sku: str) -> int:
    return state.catalog[Sku(sku)].weight.mean


def test_a_weight_that_does_not_fit_the_catalogue_counts_at_once() -> None:
    state = taught(cart(), "tea", 448.0)
    assert weight(state, "tea") == 4480
    assert state.catalog[Sku("tea")].weight.sd >= 44
    assert weight(taught(state, "tea", 452.0), "tea") == 4520


def test_a_weight_that_fits_bears_the_catalogue_out() -> None:
    assert taught(cart(), "rice", 1012.0).catalog == SHOP


def test_one_lemon_says_nothing_about_lemons() -> None:
    assert taught(cart(), "lemon", 160.0).catalog == SHOP


def test_undone_it_is_the_catalogues_weight_again() -> None:
    state = taught(taught(cart(), "tea", 448.0), "tea", 0.0, views=0)
    assert (state.catalog, state.taught) == (SHOP, ())


def test_a_refusal_and_a_silent_scale_change_nothing() -> None:
    state = taught(cart(), "tea", 448.0)
    assert taught(state, "tea", 0.0, 0, "there is no room").catalog == state.catalog
    assert taught(cart(), "tea", 0.0).catalog == SHOP


def test_it_holds_for_every_catalogue_that_comes_later() -> None:
    state = taught(cart(), "tea", 448.0)
    dearer = replace(SHOP, version="2", products=(replace(SHOP.products[0], price=Money(120)), *SHOP.products[1:]))
    state = step(state, CatalogArrived(Seconds(3.0), dearer)).state
    assert (weight(state, "tea"), state.catalog[Sku("tea")].price) == (4480, 120)
    corrected = replace(SHOP, version="3", products=(product("tea", 449), *SHOP.products[1:]))
    state = step(state, CatalogArrived(Seconds(4.0), corrected)).state
    assert weight(state, "tea") == 4490
    assert taught(state, "tea", 0.0, views=0).catalog == corrected


def test_a_product_that_is_gone_is_no_trouble() -> None:
    state = taught(cart(), "tea", 448.0)
    state = step(state, CatalogArrived(Seconds(3.0), replace(SHOP, products=SHOP.products[1:]))).state
    assert Sku("tea") not in state.catalog
    state = step(state, CatalogArrived(Seconds(4.0), SHOP)).state
    assert weight(state, "tea") == 4480


def test_it_outlives_a_restart_and_a_spoilt_file_is_left_out(tmp_path) -> None:
    (tmp_path / "shelf").mkdir()
    file = tmp_path / TAUGHT_FILE
    save_taught(file, [Taught(Sku("tea"), Decigrams(4480))])
    state = first_state(Rules(), Ledger(tmp_path / "ledger.db"), tmp_path / "calibration.json", tmp_path / "shelf")
    assert [(each.sku, each.piece) for each in state.taught] == [("tea", 4480)]
    arrived = step(state, CatalogArrived(Seconds(1.0), SHOP)).state
    assert weight(arrived, "tea") == 4480
    file.write_text("{")
    assert load_taught(file) == ()


def test_what_was_taught_needs_nobody_to_wait_for_it() -> None:
    state = step(cart(), StaffTapped(Seconds(1.5), StaffTap.LEAVE)).state
    assert state.staffer is None
    assert weight(taught(state, "tea", 448.0), "tea") == 4480
