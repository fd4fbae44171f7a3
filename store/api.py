"""The store's web application: what carts ask and send (JSON under /v1), and the staff's pages.

Carts prove themselves by one shared key, which is thin: signatures of each cart come later. The pages ask
for no password, so serve them on a network that only staff can reach.
"""

import secrets
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, FastAPI, Header, HTTPException, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from sqlalchemy import select

from store.catalogs import on_sale
from store.console.pages import pages
from store.database import Database
from store.evidence import EvidenceFolder
from store.ledger import Booked, Gap, Parked, StoreLedger
from store.schema import PictureRow
from store.wording import Shop

LARGEST_EVIDENCE = 8 * 2**20  # a clip is budgeted at 0.3 MB, a crop at far less

Name = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$")]
Hash = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
IfNoneMatch = Annotated[str | None, Header()]


def create_app(db_url: str, evidence: FilePath, cart_key: str, *, shop: Shop | None = None) -> FastAPI:
    """The application on a database and a folder for evidence files."""
    database = Database(db_url)
    ledger = StoreLedger(database)
    folder = EvidenceFolder(evidence)
    app = FastAPI(title="Smart cart store", docs_url=None, redoc_url=None)
    app.include_router(_carts_contract(database, ledger, folder, cart_key))
    app.include_router(pages(ledger, folder, shop or Shop()))
    return app


def _carts_contract(database: Database, ledger: StoreLedger, folder: EvidenceFolder, cart_key: str) -> APIRouter:
    def with_key(authorization: Annotated[str, Header()] = "") -> None:
        if not secrets.compare_digest(authorization.encode(), f"Bearer {cart_key}".encode()):
            raise HTTPException(401, "The cart's key is not the store's: set the same key on both.")

    contract = APIRouter(prefix="/v1", dependencies=[Depends(with_key)])

    @contract.get("/catalog")
    def catalog(if_none_match: IfNoneMatch = None) -> Response:
        with database.read() as session:
            row = on_sale(session)
        if row is None:
            raise HTTPException(404, "The store has no catalogue yet: import one.")
        return _unless_known(row.body, f'"{row.version}"', if_none_match, "application/json")

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

    @contract.get("/trips/{trip}")
    def trip(trip: Name) -> dict[str, Any]:
        """What the store booked: state, total in minor units, receipt number once there is one."""
        stored = ledger.trip(trip)
        if stored is None:
            raise HTTPException(404, f"The store knows no trip {trip}.")
        row = stored.row
        return {"trip": trip, "state": row.state, "total": row.total, "receipt": row.receipt, "last": row.last_seq}

    @contract.post("/trips/{trip}/facts")
    def facts(trip: Name, batch: Annotated[Any, Body()]) -> JSONResponse:
        match ledger.receive(trip, batch):
            case Booked(acked=seq):
                return JSONResponse({"acked": seq})
            case Gap(expected=seq):
                detail = f"Facts are missing: send trip {trip} from fact {seq} on."
                return JSONResponse({"expected": seq, "detail": detail}, status_code=409)
            case Parked(reason=reason):
                return JSONResponse({"detail": reason}, status_code=422)

    @contract.post("/evidence/missing")
    def missing(hashes: Annotated[list[str], Body(max_length=10_000)]) -> list[str]:
        """Which of these files the store lacks."""
        return folder.missing(hashes)

    @contract.put("/evidence/{name}")
    async def keep(name: Hash, request: Request) -> dict[str, str]:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_EVIDENCE:
                raise HTTPException(413, f"Evidence may hold {LARGEST_EVIDENCE} bytes at most.")
        if not await run_in_threadpool(folder.keep, name, bytes(body)):
            raise HTTPException(422, f"The {len(body)} bytes sent do not have the hash {name}.")
        return {"kept": name}

    @contract.post("/carts/{cart}/heartbeat")
    def heartbeat(cart: Name, said: Annotated[dict[str, Any], Body()]) -> dict[str, str]:
        ledger.hear(cart, said)
        return {"heard": cart}

    return contract


def _unless_known(body: bytes, etag: str, if_none_match: str | None, media_type: str) -> Response:
    headers = {"ETag": etag}
    if if_none_match == etag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
