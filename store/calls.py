"""Calls for staff: what carts say with their signs of life, and that somebody is on the way."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from store.database import Database
from store.schema import CallRow, CartRow

MOST = 20  # calls that one cart is listened to for
FORGOTTEN_MS = 120_000
"""A cart that was not heard for so long is away, and nobody stands beside it any more: carts with a call speak up
every few seconds."""


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call of a cart that was heard just now; `since` is when the store first heard of it, in ms since 1970."""

    cart: str
    trip: str
    call: int
    reason: str
    age: int
    since: int
    coming: bool


class Calls:
    """The open calls of all carts; which are open is in each cart's last sign of life."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hear(self, cart: str, said: dict[str, Any]) -> list[dict[str, Any]]:
        """Note a cart's calls; those of them that somebody is on the way to."""
        named = {(trip, call) for trip, call, _, _ in _calls(said)}
        if not named:
            return []
        with self._database.read() as session:
            known = {key: row for key in named if (row := session.get(CallRow, key)) is not None}
        new = named - known.keys()
        if new:
            with self._database.write() as session:
                for trip, call in sorted(new):
                    session.merge(CallRow(trip=trip, call=call, cart=cart, heard=_now(), coming=None))
        coming = sorted(key for key, row in known.items() if row.coming is not None and row.cart == cart)
        return [{"trip": trip, "call": call} for trip, call in coming]

    def open(self) -> list[OpenCall]:
        """Those that wait longest first."""
        found = []
        with self._database.read() as session:
            for row in session.scalars(select(CartRow).where(CartRow.seen > _now() - FORGOTTEN_MS)):
                for trip, call, reason, age in _calls(_said(row.said)):
                    known = session.get(CallRow, (trip, call))
                    if known is not None and known.cart == row.cart:
                        told = OpenCall(row.cart, trip, call, reason, age, known.heard, known.coming is not None)
                        found.append(told)
        return sorted(found, key=lambda each: (each.since, each.cart, each.call))

    def come(self, cart: str, trip: str, call: int) -> bool:
        """Somebody is on the way; said twice it is the same. False when there is no such call."""
        with self._database.write() as session:
            row = session.get(CallRow, (trip, call))
            if row is None or row.cart != cart:
                return False
            row.coming = row.coming or _now()
            return True


def calls_pages(calls: Calls) -> APIRouter:
    """What the staff's page asks and says of calls."""
    router = APIRouter(include_in_schema=False)

    @router.get("/calls.json")
    def open_calls() -> list[OpenCall]:
        return calls.open()

    @router.post("/calls/{cart}/{trip}/{call}/coming")
    def coming(cart: str, trip: str, call: int) -> RedirectResponse:
        if not calls.come(cart, trip, call):
            raise HTTPException(404, f"Cart {cart} has no call {call} on trip {trip}.")
        return RedirectResponse("/", 303)

    return router


def _calls(said: Any) -> Iterator[tuple[str, int, str, int]]:
    """Trip, number, reason and age of each call in a sign of life; what is none of that is passed over."""
    told = said.get("calls") if isinstance(said, dict) else None
    for each in told[:MOST] if isinstance(told, list) else []:
        match each:
            case {"trip": str(trip), "call": int(call), "reason": str(reason), "age": int(age)} if (
                0 < call < 2**31 and call is not True
            ):
                yield trip, call, reason, age


def _said(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _now() -> int:
    return time.time_ns() // 1_000_000
