"""Carries facts and evidence to the store and brings its catalogue back; no sale ever waits for it."""

from cart.sync.desk import StoreDesk
from cart.sync.identity import Identity, NoIdentity, load_identity, make_identity
from cart.sync.line import Line, Peer, StoreDown
from cart.sync.outbox import Outbox
from cart.sync.rounds import Periods
from cart.sync.shelf import SHELF, catalog_file, confirmed_at, forget_catalogs
from cart.sync.thread import Folders, Sync

__all__ = [
    "SHELF",
    "Folders",
    "Identity",
    "Line",
    "NoIdentity",
    "Outbox",
    "Peer",
    "Periods",
    "StoreDesk",
    "StoreDown",
    "Sync",
    "catalog_file",
    "confirmed_at",
    "forget_catalogs",
    "load_identity",
    "make_identity",
]
