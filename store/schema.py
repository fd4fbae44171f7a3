"""The store's tables."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class TripRow(Base):
    """A trip and what its facts add up to; times are milliseconds since 1970, money is in minor units."""

    __tablename__ = "trips"

    trip: Mapped[str] = mapped_column(primary_key=True)
    cart: Mapped[str]
    arrived: Mapped[int]
    last_seq: Mapped[int]
    head: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    receipt: Mapped[int | None] = mapped_column(unique=True, default=None)
    catalog: Mapped[str] = mapped_column(default="")
    currency: Mapped[str] = mapped_column(default="")
    started: Mapped[int] = mapped_column(default=0)
    items: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    questions: Mapped[int] = mapped_column(default=0)
    interventions: Mapped[int] = mapped_column(default=0)


class FactRow(Base):
    """A fact as its canonical bytes, with the chain's hash after it; written once, never changed.

    Its name is its trip and its number, once in here. Its id (`cart.core.chain.fact_id`) is made of these two and says
    no more; an index of its own would cost more than all else of a booking, because ids lie all over it.
    """

    __tablename__ = "facts"

    trip: Mapped[str] = mapped_column(ForeignKey("trips.trip"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    head: Mapped[str]


class ParkedRow(Base):
    """A record that could not be booked, kept for people; `digest` keeps retries from piling up."""

    __tablename__ = "parked"

    digest: Mapped[str] = mapped_column(primary_key=True)
    trip: Mapped[str]
    arrived: Mapped[int]
    reason: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class CatalogRow(Base):
    """A version of the assortment; the one with the highest turn is on sale."""

    __tablename__ = "catalogs"

    version: Mapped[str] = mapped_column(primary_key=True)
    turn: Mapped[int] = mapped_column(unique=True)
    arrived: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class SealRow(Base):
    """A catalogue ready to be sent: the SHA-256 of its bytes, the store's signature (hex), and the bytes in gzip."""

    __tablename__ = "catalog_seals"

    version: Mapped[str] = mapped_column(ForeignKey("catalogs.version"), primary_key=True)
    sha256: Mapped[str]
    signature: Mapped[str]
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class DeltaRow(Base):
    """What changed from the catalogue with the SHA-256 `since` to a version, in gzip."""

    __tablename__ = "catalog_deltas"

    since: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(ForeignKey("catalogs.version"), primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class StoreKeyRow(Base):
    """The private Ed25519 key (hex) that the store signs its catalogues with."""

    __tablename__ = "store_keys"

    name: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]


class PictureRow(Base):
    __tablename__ = "pictures"

    sku: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class CartRow(Base):
    """The last sign of life of a cart, and what it said about itself."""

    __tablename__ = "carts"

    cart: Mapped[str] = mapped_column(primary_key=True)
    seen: Mapped[int]
    said: Mapped[str]


class CartKeyRow(Base):
    """The public Ed25519 key (hex) that a cart signs with; `revoked` is when it stopped to count, or null."""

    __tablename__ = "cart_keys"

    cart: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
    enrolled: Mapped[int]
    revoked: Mapped[int | None] = mapped_column(default=None)


class CodeRow(Base):
    """A one-time code to enrol a cart, as its SHA-256; `used_by` is the key that was enrolled with it."""

    __tablename__ = "enrolment_codes"

    digest: Mapped[str] = mapped_column(primary_key=True)
    cart: Mapped[str]
    expires: Mapped[int]
    used_by: Mapped[str] = mapped_column(default="")


class EvidenceRow(Base):
    """An evidence file that arrived; `gone` is when it was deleted, so that no cart sends it again."""

    __tablename__ = "evidence"

    name: Mapped[str] = mapped_column(primary_key=True)
    arrived: Mapped[int] = mapped_column(index=True)
    gone: Mapped[int | None] = mapped_column(default=None)


class CounterRow(Base):
    """Numbers without gaps: a counter moves in the transaction that uses its number."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class CallRow(Base):
    """A call for staff that the store heard of, and when somebody said to be on the way."""

    __tablename__ = "calls"

    trip: Mapped[str] = mapped_column(primary_key=True)
    call: Mapped[int] = mapped_column(primary_key=True)
    cart: Mapped[str]
    heard: Mapped[int]
    coming: Mapped[int | None] = mapped_column(default=None)


class MemberRow(Base):
    """A member's offers (numbers of coupons) and shopping list, as JSON."""

    __tablename__ = "members"

    member: Mapped[str] = mapped_column(primary_key=True)
    coupons: Mapped[str]
    wanted: Mapped[str]


class MemberCardRow(Base):
    """A card or a tag of a member, as the SHA-256 of its number."""

    __tablename__ = "member_cards"

    digest: Mapped[str] = mapped_column(primary_key=True)
    member: Mapped[str]


class PhoneCodeRow(Base):
    """A code for a member's phone, as its SHA-256; it counts for one trip."""

    __tablename__ = "phone_codes"

    digest: Mapped[str] = mapped_column(primary_key=True)
    member: Mapped[str]
    expires: Mapped[int]
    trip: Mapped[str] = mapped_column(default="")


class SignInRow(Base):
    """Whose trip it is: here, and in no ledger."""

    __tablename__ = "sign_ins"

    trip: Mapped[str] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(index=True)
    at: Mapped[int]
