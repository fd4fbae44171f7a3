"""Signs catalogues, and packs them for the line: whole, and as what changed since the versions before.

It is done once, on import: a store that serves carts only hands out what lies ready.
"""

import gzip
import json
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from cart.core.catalog_delta import apply, delta
from cart.core.encoding import canonical_plain
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


def seal(session: Session, row: CatalogRow) -> None:
    """Sign a catalogue and pack it, and what changed since those before, as far as that was not done already."""
    sealed = session.get(SealRow, row.version)
    if sealed is None:
        digest = sha256(row.body).hexdigest()
        signature = store_key(session).sign(sealed_bytes(row.version, digest)).hex()
        packed = gzip.compress(row.body, 6, mtime=0)
        sealed = SealRow(version=row.version, sha256=digest, signature=signature, packed=packed)
        session.add(sealed)
    rows = select(CatalogRow).where(CatalogRow.version != row.version).order_by(CatalogRow.turn.desc())
    for before in session.scalars(rows.limit(VERSIONS_BACK)):
        since = sha256(before.body).hexdigest()
        if session.get(DeltaRow, (since, row.version)) is None:
            old = json.loads(before.body)
            change = delta(old, json.loads(row.body))
            packed = gzip.compress(canonical_plain(change), 6, mtime=0)
            # A new order of the shelf is no small change: then the whole catalogue goes.
            if len(packed) < len(sealed.packed) and canonical_plain(apply(old, change)) == row.body:
                session.add(DeltaRow(since=since, version=row.version, packed=packed))
    session.flush()
