"""The carts' contract: what they ask and send (JSON under /v1), behind the gate that checks their signatures."""

import gzip
from asyncio import wrap_future
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, HTTPException, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from sqlalchemy import select
from starlette.background import BackgroundTask

from cart.core.encoding import encode
from cart.core.signing import CHANGE, SEAL
from store.calls import Calls
from store.database import Database
from store.enrolment import NotEnrolled, enrol
from store.evidence import EvidenceFolder, NotWanted
from store.json_route import JsonRoute
from store.ledger import Booked, Gap, NotOurs, Parked, StoreLedger
from store.plain import Unkeepable, check_plain
from store.schema import PictureRow
from store.shelf import Shelf

Name = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$")]
Hash = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Query(ge=0, le=2**40)]
Moment = Annotated[int, Query(ge=0, le=2**53)]
Hash256 = Annotated[str, Query(pattern=r"^[0-9a-f]{64}$")]
IfNoneMatch = Annotated[str | None, Header()]


async def _signer(request: Request) -> str:
    """The cart that signed, as the gate found."""
    return str(request.scope["cart"])


Signer = Annotated[str, Depends(_signer)]


def carts_contract(
    database: Database, ledger: StoreLedger, folder: EvidenceFolder, calls: Calls, store_name: str
) -> APIRouter:
    contract = APIRouter(prefix="/v1", route_class=JsonRoute)
    shelf = Shelf(database)

    # The first of all, because nearly every request is for it and routes are tried in their order.
    @contract.post("/trips/{trip}/facts")
    async def facts(trip: Name, signer: Signer, batch: Annotated[Any, Body()]) -> JSONResponse:
        match await wrap_future(ledger.receive(trip, batch, signer)):
            case Booked(acked=seq, receipt=number):
                return JSONResponse({"acked": seq} | ({} if number is None else {"receipt": number}))
            case Gap(expected=seq):
                detail = f"Facts are missing: send trip {trip} from fact {seq} on."
                return JSONResponse({"expected": seq, "detail": detail}, status_code=409)
            case Parked(reason=reason):
                return JSONResponse({"detail": reason}, status_code=422)
            case NotOurs(reason=reason):
                return JSONResponse({"detail": reason}, status_code=403)

    @contract.post("/enrolments")
    def enrolment(signer: Signer, said: Annotated[dict[str, str], Body()]) -> dict[str, str]:
        """A cart shows its key with a one-time code; the request is signed by that key."""
        if said.keys() != {"cart", "code", "key"} or said["cart"] != signer:
            raise HTTPException(422, "An enrolment holds the cart that signed it, a code and a key.")
        try:
            enrol(database, said["cart"], said["code"], said["key"])
        except NotEnrolled as refusal:
            raise HTTPException(403, str(refusal)) from refusal
        return {"cart": signer, "store": store_name, "key": shelf.key}

    @contract.get("/key")
    def key() -> dict[str, str]:
        """The public key that catalogues are signed with: carts keep the first one that they are shown."""
        return {"key": shelf.key}

    @contract.get("/catalog")
    def catalog(request: Request, since: Hash256 | None = None, if_none_match: IfNoneMatch = None) -> Response:
        """The catalogue on sale, or what changed in it since the one with this SHA-256, sealed by the store."""
        sealed = shelf.on_sale()
        if sealed is None:
            raise HTTPException(404, "The store has no catalogue yet: import one.")
        headers = {"ETag": f'"{sealed.sha256}"', SEAL: f"{sealed.sha256};{sealed.signature}"}
        if if_none_match == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        change = shelf.change(since, sealed.version) if since else None
        body = change or shelf.whole(sealed.version)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
        else:
            body = gzip.decompress(body)
        soon = BackgroundTask(ledger.expect, sealed.version)
        return Response(body, media_type=CHANGE if change else "application/json", headers=headers, background=soon)

    @contract.get("/pictures")
    def pictures() -> dict[str, str]:
        """Which pictures there are: SKU to SHA-256, so that a cart fetches only what is new."""
        with database.read() as session:
            rows = session.execute(select(PictureRow.sku, PictureRow.sha256).order_by(PictureRow.sku))
            return {sku: digest for sku, digest in rows}

    @contract.get("/pictures/{sku}.jpg")
    def picture(sku: Name, if_none_match: IfNoneMatch = None) -> Response:
        with database.read() as session:
            row = session.get(PictureRow, sku)
        if row is None:
            raise HTTPException(404, f"There is no picture of {sku}.")
        return _unless_known(row.body, f'"{row.sha256}"', if_none_match, "image/jpeg")

    @contract.get("/carts/{cart}/open")
    def open_trips(cart: Name, signer: Signer) -> list[str]:
        """The cart's trips that are not over, newest first: for one that lost its memory."""
        _only(cart, signer)
        return ledger.open_trips(cart)

    @contract.post("/carts/{cart}/heartbeat")
    async def heartbeat(cart: Name, signer: Signer, said: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
        """A sign of life; the answer names the cart's calls that somebody is on the way to."""
        _only(cart, signer)
        try:
            check_plain(said)
        except Unkeepable as wrong:
            raise HTTPException(422, str(wrong)) from wrong
        await wrap_future(ledger.hear(cart, said))
        return {"heard": cart, "coming": await run_in_threadpool(calls.hear, cart, said)}

    @contract.post("/trips/positions")
    def positions(signer: Signer, trips: Annotated[list[str], Body(max_length=500)]) -> dict[str, int]:
        """Up to which fact the store has these trips of the cart: less than it acknowledged, after a restore."""
        return ledger.positions(trips, signer)

    @contract.get("/trips/{trip}")
    def trip(trip: Name, signer: Signer) -> dict[str, Any]:
        """What the store booked: state, total in minor units, receipt number once there is one."""
        row = _own(trip, signer).row
        return {"trip": trip, "state": row.state, "total": row.total, "receipt": row.receipt, "last": row.last_seq}

    @contract.get("/trips/{trip}/facts")
    def booked_facts(trip: Name, signer: Signer) -> dict[str, Any]:
        """The cart's own facts back, with the chain's last hash."""
        stored = _own(trip, signer)
        return {"facts": [encode(fact) for fact in stored.facts], "head": stored.row.head}

    @contract.post("/evidence/missing")
    def missing(hashes: Annotated[list[str], Body(max_length=10_000)]) -> dict[str, int]:
        """Which of these files the store lacks and wants, and how much of each is there already."""
        return folder.missing(hashes)

    @contract.put("/evidence/{name}")
    async def keep(
        name: Hash, request: Request, offset: Count = 0, size: Count | None = None, captured: Moment | None = None
    ) -> JSONResponse:
        """A piece of a file, in order; 409 names the offset to go on from. `captured`: when, in ms since 1970."""
        piece = await request.body()
        whole = len(piece) if size is None else size
        try:
            there = await run_in_threadpool(folder.add, name, piece, offset, whole, captured)
        except NotWanted as wrong:
            raise HTTPException(422, str(wrong)) from wrong
        if there < offset + len(piece):
            return JSONResponse({"expected": there, "detail": "Go on from there."}, status_code=409)
        return JSONResponse({"kept": name, "there": there})

    def _own(trip: str, cart: str) -> Any:
        stored = ledger.trip(trip)
        if stored is None or stored.row.cart != cart:
            raise HTTPException(404, f"The store knows no trip {trip} of cart {cart}.")
        return stored

    return contract


def _only(cart: str, signer: str) -> None:
    if cart != signer:
        raise HTTPException(403, f"Cart {signer} does not speak for cart {cart}.")


def _unless_known(body: bytes, etag: str, if_none_match: str | None, media_type: str) -> Response:
    headers = {"ETag": etag}
    if if_none_match == etag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
