"""The verb bench: everything that is measured, by fixed seeds."""

from cart.cli.benches import devices, recogniser, selling
from cart.cli.errors import Verbs


def add(verbs: Verbs) -> None:
    bench = verbs.add_parser("bench", help="measure")
    benches = bench.add_subparsers(title="benches", metavar="BENCH", required=True)
    for family in (selling, devices, recogniser):
        family.add(benches)
