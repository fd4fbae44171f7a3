"""Benches of what must never be wrong: money, ledger, sync and store."""

import argparse

from cart.cli.benches.verb import check, give, seeded, verb
from cart.cli.errors import UsageError, Verbs, check_seed
from cart.cli.progress import counted

DRAINED_S = 10.0
"""In so long a healed network is to have carried what waited."""


def add(benches: Verbs) -> None:
    _faults_verb(benches)
    store = verb(benches, "store", "signed facts per second, and the wait of single requests of many carts", _store)
    store.add_argument("--carts", type=int, default=1000)
    store.add_argument("--seconds", type=float, default=30.0, help="of either")
    seeded(store)
    shelf = verb(benches, "catalog", "bytes and seconds of a large catalogue, whole and when prices change", _catalog)
    shelf.add_argument("--products", type=int, default=50_000)
    shelf.add_argument("--changed", type=int, default=500)
    seeded(shelf)
    checkout = verb(benches, "checkout", "from the exit lane's line to the receipt on the screen", _checkout)
    checkout.add_argument("--trips", type=int, default=200)
    checkout.add_argument("--lines", type=int, default=20)
    seeded(checkout)
    money = verb(benches, "money", "random baskets: order, undo, allocation, cart = store", _money)
    money.add_argument("--baskets", type=int, default=100_000)
    seeded(money)


def _faults_verb(benches: Verbs) -> None:
    faults = verb(benches, "faults", "kills, power cuts and a failing network, again and again", _faults)
    faults.add_argument("--kills", type=int, default=50, help="of engine, ledger and tape, in virtual time")
    faults.add_argument("--program-kills", type=int, default=0, help="of the whole program on the virtual cart")
    faults.add_argument("--pair-kills", type=int, default=0, help="of cart or store at random, with sync between them")
    faults.add_argument("--cuts", type=int, default=0, help="of the power of the cart's ledger, simulated")
    faults.add_argument("--syncs", type=int, default=0, help="batches of facts through a failing network")
    seeded(faults)


def _faults(arguments: argparse.Namespace) -> int:
    wanted = {name: getattr(arguments, name) for name in ("kills", "program_kills", "pair_kills", "cuts", "syncs")}
    if min(wanted.values()) < 0 or sum(wanted.values()) < 1:
        said = " ".join(f"--{name.replace('_', '-')} {number}" for name, number in wanted.items())
        raise UsageError(f"{said} measures nothing: take at least 1 of any.")
    check_seed(arguments.seed)
    from hw.bench.faults import Campaign, faults

    result = faults(Campaign(*wanted.values()), arguments.seed)
    give(result, arguments)
    late = result.get("network", {}).get("drained_s", 0.0) > DRAINED_S
    return 1 if late or result["lost"] or result["doubled"] or result["money_mismatch"] else 0


def _store(arguments: argparse.Namespace) -> int:
    if arguments.carts < 8 or not 1 <= arguments.seconds <= 3600:
        raise UsageError("take at least 8 --carts and 1 to 3600 --seconds.")
    check_seed(arguments.seed)
    from hw.bench.store_load import store_load

    give(store_load(arguments.carts, arguments.seconds, arguments.seed), arguments)
    return 0


def _catalog(arguments: argparse.Namespace) -> int:
    if not 1 <= arguments.changed <= arguments.products <= 100_000:
        raise UsageError("take up to 100000 --products, and 1 to all of them --changed.")
    check_seed(arguments.seed)
    from hw.bench.big_catalog import big_catalog

    give(big_catalog(arguments.products, arguments.changed, arguments.seed), arguments)
    return 0


def _checkout(arguments: argparse.Namespace) -> int:
    if arguments.trips < 2 or not 1 <= arguments.lines <= 200:
        raise UsageError("take at least 2 --trips and 1 to 200 --lines.")
    check_seed(arguments.seed)
    from hw.bench.checkout import checkout

    result = checkout(arguments.trips, arguments.lines, arguments.seed)
    give(result, arguments)
    return 0 if result["numbers_without_gaps"] else 1


def _money(arguments: argparse.Namespace) -> int:
    check(arguments, "baskets")
    from hw.bench.money import money

    def tell(done: int) -> None:
        if done % 1000 == 0:
            told(done, arguments.baskets, "baskets")

    with counted("baskets", arguments) as told:
        result = money(arguments.baskets, arguments.seed, tell)
    give(result, arguments)
    return 0 if not result["failures"] else 1
