"""What carts ask for on behalf of staff: a basket that goes on in another cart, and a place for their audit."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, HTTPException, Request
from fastapi.responses import PlainTextResponse
from sqlalchemy import LargeBinary, func, select
from sqlalchemy.orm import Mapped, mapped_column

from cart.core import chain
from cart.core.encoding import Undecodable, canonical, decode
from cart.core.handover import NoHandover, opened
from cart.core.sentences import Sentence
from cart.core.staff_effects import Audit
from store.booked import last_fact
from store.database import Database
from store.enrolment import Keyring, is_signed
from store.handovers import NotGranted
from store.handovers import claim as grant
from store.handovers import release as give_back
from store.plain import Unkeepable, check_plain
from store.schema import Base
from store.wording import Shop, moment

MOST_AT_ONCE = 500


class StaffAuditRow(Base):
    """A line of a cart's audit as it was sent, with the chain's hash after it; written once, never changed."""

    __tablename__ = "staff_audit"

    cart: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wall: Mapped[int] = mapped_column(index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    head: Mapped[str]


def _signer(request: Request) -> str:
    return str(request.scope["cart"])


Signer = Annotated[str, Depends(_signer)]


def staff_contract(database: Database) -> APIRouter:
    """Under /v1: behind the gate, signed by the cart that asks."""
    contract = APIRouter(prefix="/v1")
    keyring = Keyring(database)

    @contract.post("/handovers")
    def claim(signer: Signer, said: Annotated[dict[str, str], Body()]) -> dict[str, str]:
        """The basket of a code, for the cart that asks: granted to one cart alone, and to that again and again."""
        try:
            handover, body, signature = opened(said.get("text", ""))
        except NoHandover as wrong:
            raise HTTPException(422, str(wrong)) from wrong
        key = keyring.look_up(handover.cart)
        if key is None or not is_signed(key, signature, body):
            raise HTTPException(403, Sentence.BASKET_UNSIGNED.of(cart=handover.cart))
        try:
            with database.write() as session:
                grant(session, handover, signer, last_fact(session, handover.trip))
        except NotGranted as wrong:
            raise HTTPException(409, str(wrong)) from wrong
        return {"granted": handover.trip}

    @contract.post("/handovers/{trip}/release")
    def release(trip: str, signer: Signer) -> dict[str, str]:
        """The cart does not go on with it after all."""
        with database.write() as session:
            give_back(session, trip, signer)
        return {"released": trip}

    @contract.get("/carts/{cart}/audit")
    def position(cart: str, signer: Signer) -> dict[str, int]:
        _own(cart, signer)
        with database.read() as session:
            last = session.scalar(select(func.max(StaffAuditRow.seq)).where(StaffAuditRow.cart == cart))
        return {"last": last or 0}

    @contract.post("/carts/{cart}/audit")
    def audit(cart: str, signer: Signer, said: Annotated[list[Any], Body(max_length=MOST_AT_ONCE)]) -> dict[str, int]:
        """Entries in a row; those that are there already change nothing, and none is left out."""
        _own(cart, signer)
        try:
            check_plain(said)
        except Unkeepable as wrong:
            raise HTTPException(422, str(wrong)) from wrong
        with database.write() as session:
            last = session.scalar(
                select(StaffAuditRow).where(StaffAuditRow.cart == cart).order_by(StaffAuditRow.seq.desc()).limit(1)
            )
            seq, head = (last.seq, last.head) if last else (0, chain.first(cart))
            for each in said:
                number, entry = _entry(each)
                if number <= seq:
                    continue
                body = canonical(entry)
                head = chain.link_bytes(head, body)
                if number != seq + 1 or head != each["head"]:
                    raise HTTPException(409, f"The audit of cart {cart} does not go on from entry {seq}.")
                seq = number
                session.add(StaffAuditRow(cart=cart, seq=seq, wall=entry.wall, body=body, head=head))
        return {"acked": seq}

    return contract


def staff_pages(database: Database) -> APIRouter:
    """For the store's own people, beside the other pages."""
    pages = APIRouter()

    @pages.get("/audit.txt")
    def audit() -> PlainTextResponse:
        """What staff did at the carts, newest first."""
        with database.read() as session:
            rows = session.scalars(select(StaffAuditRow).order_by(StaffAuditRow.wall.desc(), StaffAuditRow.seq.desc()))
            told = [_line(row) for row in rows.fetchmany(1000)]
        return PlainTextResponse("".join(told) or "Nothing yet.\n", headers={"Cache-Control": "no-store"})

    return pages


def _line(row: StaffAuditRow) -> str:
    said = json.loads(row.body)
    when = moment(row.wall, Shop(), "yyyy-MM-dd HH:mm:ss") or "at no time that is known,"
    words = (said[name] for name in ("who", "role", "what", "about", "trip", "outcome"))
    return f"{when} UTC  {row.cart:12} " + "  ".join(str(word) or "-" for word in words) + "\n"


def _entry(plain: Any) -> tuple[int, Audit]:
    try:
        entry: Audit = decode(plain["audit"], Audit)
        number, _ = int(plain["seq"]), str(plain["head"])
    except (Undecodable, KeyError, TypeError, ValueError) as wrong:
        raise HTTPException(422, "An entry of an audit holds seq, audit and head.") from wrong
    return number, entry


def _own(cart: str, signer: str) -> None:
    if cart != signer:
        raise HTTPException(403, f"Cart {signer} does not speak for cart {cart}.")
