"""Signs catalogues, and packs them for the line: whole, and as what changed since the versions before.

It is done once, on import, and before the database is locked for it: a store that serves carts goes on meanwhile, and
only hands out what lies ready.
"""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from cart.core.catalog import Catalog
from cart.core.catalog_delta import apply, delta
from cart.core.encoding import canonical_plain, parse
from cart.core.signing import sealed_bytes
from store.schema import CatalogRow, DeltaRow, SealRow, StoreKeyRow

VERSIONS_BACK = 4
"""A cart that slept longer gets the whole catalogue."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The hash of a catalogue's bytes, and the store's signature of it."""

    version: str
    sha256: str
    signature: str


def store_key(session: Session) -> Ed25519PrivateKey:
    """The store's own key, made when it is first needed; it travels with the database, as its carts know it."""
    row = session.scalars(select(StoreKeyRow)).first()
    if row is not None:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(row.key))
    key = Ed25519PrivateKey.generate()
    session.add(StoreKeyRow(name="catalog", key=key.private_bytes_raw().hex()))
    session.flush()
    return key


@dataclass(frozen=True, slots=True)
class Packed:
    """A catalogue in gzip: whole, and what changed in it since others, by the SHA-256 of those."""

    sha256: str
    whole: bytes
    changes: tuple[tuple[str, bytes], ...]


def pack(body: bytes, before: Sequence[bytes]) -> Packed:
    """Pack a catalogue's bytes, and what changed since each of those `before`; takes seconds for a large one."""
    whole = gzip.compress(body, 6, mtime=0)
    new, changes = parse(body), []
    for each in before:
        old = parse(each)
        change = delta(old, new)
        packed = gzip.compress(canonical_plain(change, Catalog), 6, mtime=0)
        # A new order of the shelf is no small change: then the whole catalogue goes.
        if len(packed) < len(whole) and canonical_plain(apply(old, change), Catalog) == body:
            changes.append((sha256(each).hexdigest(), packed))
    return Packed(sha256(body).hexdigest(), whole, tuple(changes))


def latest(session: Session, but: str = "") -> list[bytes]:
    """The catalogues that were on sale last, without version `but`."""
    rows = select(CatalogRow.body).where(CatalogRow.version != but).order_by(CatalogRow.turn.desc())
    return list(session.scalars(rows.limit(VERSIONS_BACK)))


def seal(session: Session, version: str, packed: Packed) -> None:
    """Sign a catalogue and keep it packed, as far as that was not done already."""
    if session.get(SealRow, version) is None:
        signature = store_key(session).sign(sealed_bytes(version, packed.sha256)).hex()
        session.add(SealRow(version=version, sha256=packed.sha256, signature=signature, packed=packed.whole))
    for since, change in packed.changes:
        if session.get(DeltaRow, (since, version)) is None:
            session.add(DeltaRow(since=since, version=version, packed=change))
    session.flush()
