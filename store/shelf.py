"""What carts fetch of the assortment, ready to be sent; the newest one is remembered."""

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select

from store.catalogs import on_sale
from store.database import Database
from store.schema import CatalogRow, DeltaRow, SealRow
from store.seals import Seal, latest, pack, seal, store_key


class Shelf:
    """Catalogues are imported by another process while this one runs: each call asks the database what is on sale."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.write() as session:
            self.key = store_key(session).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
            row = on_sale(session)
            # Of an earlier version of this program, it has no seal yet.
            if row is not None and session.get(SealRow, row.version) is None:
                seal(session, row.version, pack(row.body, latest(session, but=row.version)))
        self._whole: tuple[str, bytes] = ("", b"")

    def on_sale(self) -> Seal | None:
        with self._database.read() as session:
            rows = select(SealRow.version, SealRow.sha256, SealRow.signature).join(
                CatalogRow, CatalogRow.version == SealRow.version
            )
            row = session.execute(rows.order_by(CatalogRow.turn.desc()).limit(1)).first()
        return Seal(row.version, row.sha256, row.signature) if row else None

    def whole(self, version: str) -> bytes:
        """A sealed catalogue in gzip."""
        if self._whole[0] != version:
            with self._database.read() as session:
                packed = session.scalars(select(SealRow.packed).where(SealRow.version == version)).one()
            self._whole = (version, packed)
        return self._whole[1]

    def change(self, since: str, version: str) -> bytes | None:
        """What changed from the catalogue with this hash to the version, in gzip; None: send the whole."""
        with self._database.read() as session:
            rows = select(DeltaRow.packed).where(DeltaRow.since == since, DeltaRow.version == version)
            return session.scalars(rows).first()
