"""The staff's pages: which trips there were, and what each bill says and why."""

import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse

from cart.core.chain import fact_id
from cart.core.encoding import encode
from store.calls import Calls
from store.curve import drawn
from store.evidence import EvidenceFolder, media_type
from store.ledger import StoredTrip, StoreLedger
from store.receipt_forms import environment, html, text
from store.receipts import Receipt, receipt
from store.reviews import Reviews
from store.wording import Shop, moment, money

NO_STORE = {"Cache-Control": "no-store"}


def pages(ledger: StoreLedger, folder: EvidenceFolder, shop: Shop, calls: Calls, reviews: Reviews) -> APIRouter:
    templates = environment()
    router = APIRouter(include_in_schema=False)

    def at(wall: int, pattern: str = "d MMM yyyy, HH:mm") -> str:
        return moment(wall, shop, pattern)

    def priced(amount: int, currency: str) -> str:
        return money(amount, currency, shop.locale)

    templates.globals.update(shop=shop, moment=at, money=priced)

    def find(trip: str) -> StoredTrip:
        if stored := ledger.trip(trip):
            return stored
        raise HTTPException(404, f"The store knows no trip {trip}.")

    def picture(name: str) -> str | None:
        body = folder.read(name)
        if body is None:
            return None
        return f"/evidence/{name}.svg" if drawn(body) else f"/evidence/{name}"

    @router.get("/")
    def trips() -> HTMLResponse:
        page = templates.get_template("trips.html")
        carts = [(cart, _alarms(cart.said)) for cart in ledger.carts()]
        shown = page.render(
            trips=ledger.trips(), parked=ledger.parked(), carts=carts, calls=calls.open(), reviews=reviews.waiting()
        )
        return HTMLResponse(shown, headers=NO_STORE)

    @router.get("/trips/{trip}")
    def trip(trip: str) -> HTMLResponse:
        stored = find(trip)
        page = templates.get_template("trip.html")
        shown = page.render(
            row=stored.row,
            receipt=_receipt(stored, shop),
            picture=picture,
            waits=reviews.waits(trip),
            settlements=reviews.settlements(trip),
        )
        return HTMLResponse(shown, headers=NO_STORE)

    @router.get("/trips/{trip}/booked.json")
    def booked(trip: str) -> dict[str, Any]:
        """What was booked: state, total in minor units, receipt number if any, whether it waits for staff."""
        row = find(trip).row
        told = {"trip": trip, "state": row.state, "total": row.total, "receipt": row.receipt, "last": row.last_seq}
        return told | {"interventions": row.interventions, "waits": reviews.waits(trip)}

    @router.get("/trips/{trip}/facts.json")
    def facts(trip: str) -> list[dict[str, Any]]:
        """What was booked, fact by fact, each with its id."""
        return [{"id": str(fact_id(trip, fact.seq)), **encode(fact)} for fact in find(trip).facts]

    @router.get("/find")
    def find_receipt(code: str) -> RedirectResponse:
        """A receipt by its number or by what its QR code says."""
        trip = ledger.find(code)
        if trip is None:
            raise HTTPException(404, "The store has no receipt, or more than one, of this number or code.")
        return RedirectResponse(f"/trips/{quote(trip, safe='')}", 303)

    @router.get("/receipt/{trip}")
    def for_a_phone(trip: str) -> HTMLResponse:
        """What the code's link shows: the receipt without what the cart saw. The one page that may be public."""
        made = _receipt(find(trip), shop)
        return HTMLResponse(html(made, lambda _: None), headers=NO_STORE | {"Referrer-Policy": "no-referrer"})

    @router.get("/trips/{trip}/receipt.txt")
    def as_text(trip: str) -> PlainTextResponse:
        return PlainTextResponse(text(_receipt(find(trip), shop)))

    @router.get("/trips/{trip}/receipt.json")
    def as_json(trip: str) -> dict[str, Any]:
        """The receipt's words, its figures as numbers, and what its QR code says."""
        return asdict(_receipt(find(trip), shop))

    @router.get("/trips/{trip}/receipt.html")
    def as_html(trip: str) -> HTMLResponse:
        return HTMLResponse(html(_receipt(find(trip), shop), picture))

    @router.get("/evidence/{name}.svg")
    def weight_curve(name: str) -> Response:
        picture = drawn(folder.read(name) or b"")
        if picture is None:
            raise HTTPException(404, "The store has no weight curve of this name.")
        return Response(picture, media_type="image/svg+xml")

    @router.get("/evidence/{name}")
    def evidence(name: str) -> Response:
        body = folder.read(name)
        if body is None:
            raise HTTPException(404, "The store does not have this file (yet, or any more).")
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600"}
        return Response(body, media_type=media_type(body), headers=headers)

    @router.get("/style.css")
    def style() -> Response:
        sheet = files("store.console").joinpath("templates/style.css").read_text("utf-8")
        return Response(sheet, media_type="text/css")

    return router


def _alarms(said: str) -> list[str]:
    """What a cart's last sign of life asks staff to look at, a sentence each."""
    try:
        told = json.loads(said)
    except ValueError:
        return []
    parked = [f"trip {trip} is refused by the store and waits on the cart" for trip in _texts(told.get("parked"))]
    return parked + _texts(told.get("damaged"))


def _texts(said: object) -> list[str]:
    return [text for text in said if isinstance(text, str)] if isinstance(said, list) else []


def _receipt(stored: StoredTrip, shop: Shop) -> Receipt:
    row = stored.row
    return receipt(stored.facts, stored.catalog, shop, number=row.receipt, head=row.head)
