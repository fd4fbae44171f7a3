"""The members' endpoints: the shop's app writes with its key, a cart asks with its signature."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException, Path
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from cart.core.shopper_inputs import NoSignIn
from store.members import VALID_S, Listed, Members, Membership

Number = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Text = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f]+$")]

_STATUS = {NoSignIn.UNKNOWN: 404, NoSignIn.EXPIRED: 410, NoSignIn.USED: 409, NoSignIn.OFFLINE: 503}
_WORDS = {
    NoSignIn.UNKNOWN: "The store does not know this code or card.",
    NoSignIn.EXPIRED: "This code has expired: the member's app draws a new one.",
    NoSignIn.USED: "This code was used for another trip: the member's app draws a new one.",
    NoSignIn.OFFLINE: "Signing in is not possible now.",
}


class Wanted(BaseModel):
    name: Text
    sku: str = Field("", max_length=64)
    quantity: int = Field(1, ge=1, le=99)


class Member(BaseModel):
    coupons: list[Text] = Field([], max_length=200)
    wanted: list[Wanted] = Field([], max_length=60)
    cards: list[Text] = Field([], max_length=20)


class SignIn(BaseModel):
    trip: Text
    text: Text
    card: bool = False


def app_api(members: Members, app_key: str) -> APIRouter:
    """For the shop's app; without a key nobody may use it."""

    def allowed(authorization: Annotated[str, Header()] = "") -> None:
        if not app_key:
            raise HTTPException(403, "The store has no key for an app: give it one with --app-key-file.")
        if not hmac.compare_digest(authorization.encode(), f"Bearer {app_key}".encode()):
            raise HTTPException(401, "The key is not that of the shop's app.")

    router = APIRouter(prefix="/members", dependencies=[Depends(allowed)])

    @router.put("/{member}")
    def keep(member: Number, said: Member) -> dict[str, str]:
        """A member's offers (as coupon numbers), shopping list, and the numbers of further cards."""
        wanted = [Listed(each.name, each.sku, each.quantity) for each in said.wanted]
        members.keep(member, Membership(list(said.coupons), wanted), list(said.cards))
        return {"member": member}

    @router.post("/{member}/codes")
    def code(member: Number) -> dict[str, str | int]:
        """A code for the member's phone, typed at the cart or shown as the QR code `qr`."""
        drawn = members.code(member)
        if drawn is None:
            raise HTTPException(404, f"The store knows no member {member}.")
        return {"code": drawn, "qr": f"smart-cart:sign-in:{drawn}", "valid_s": VALID_S}

    return router


def carts_api(members: Members) -> APIRouter:
    """For carts, behind the gate that checks their signatures."""
    router = APIRouter(prefix="/v1")

    @router.post("/sign-ins")
    def sign_in(said: SignIn) -> JSONResponse:
        """The offers and the list of who shops on a trip; a refusal says why under `reason`."""
        found = members.sign_in(said.trip, said.text, card=said.card)
        if isinstance(found, NoSignIn):
            return JSONResponse({"reason": found.value, "detail": _WORDS[found]}, _STATUS[found])
        wanted = [{"name": each.name, "sku": each.sku, "quantity": each.quantity} for each in found.wanted]
        return JSONResponse({"coupons": found.coupons, "wanted": wanted})

    return router
