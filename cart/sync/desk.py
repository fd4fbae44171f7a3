"""What a shopper's trip asks of the store in passing: who signs in, and who comes to help. No sale waits for it."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

import httpx2

from cart.core import encoding
from cart.core.effects import SignIn
from cart.core.inputs import Input
from cart.core.shopper_inputs import NoSignIn, SignedIn, SignInRefused, StaffComing, Wanted
from cart.core.state import State
from cart.core.units import Seconds
from cart.sync.line import Line, StoreDown, checked, plain


class StoreDesk:
    """Asked from the engine's thread, heard on sync's."""

    def __init__(self, put: Callable[[Input], None], now: Callable[[], Seconds], state: Callable[[], State]) -> None:
        """`state` gives the cart's state of this moment: its open calls go along with every sign of life."""
        self._put, self._now, self._state = put, now, state
        self._asked: SimpleQueue[SignIn] = SimpleQueue()

    def ask(self, wish: SignIn) -> None:
        """Ask who shops; the answer comes as an input, whatever it is."""
        self._asked.put(wish)

    def go(self, line: Line) -> None:
        """Ask the store what was asked for; raises StoreDown, after the shopper was told so."""
        while True:
            try:
                wish = self._asked.get_nowait()
            except Empty:
                return
            try:
                self._put(self._answer(wish, line))
            except StoreDown:
                self._put(SignInRefused(self._now(), wish.trip, NoSignIn.OFFLINE))
                raise

    def calls(self) -> list[dict[str, Any]]:
        """The open calls, as they are told to the store."""
        state = self._state()
        return [
            {"trip": state.trip, "call": call.call, "reason": call.reason.value, "age": call.age}
            for call in state.basket.care.calls
        ]

    def hear(self, heartbeat: httpx2.Response) -> None:
        """Take in who is on the way; an older store says nothing of it."""
        said = plain(heartbeat)
        for each in said.get("coming", []) if isinstance(said, dict) else []:
            match each:
                case {"trip": str(trip), "call": int(call)}:
                    self._put(StaffComing(self._now(), trip, call))

    def _answer(self, wish: SignIn, line: Line) -> Input:
        asked = {"trip": wish.trip, "text": wish.text, "card": wish.card}
        response = line.send("POST", "/v1/sign-ins", json=asked)
        if response.status_code in (404, 409, 410, 422):
            return SignInRefused(self._now(), wish.trip, _reason(response))
        said = plain(checked(response))
        try:
            coupons: tuple[str, ...] = encoding.decode(said["coupons"], tuple[str, ...])
            wanted: tuple[Wanted, ...] = encoding.decode(said["wanted"], tuple[Wanted, ...])
        except (encoding.Undecodable, KeyError, TypeError):
            return SignInRefused(self._now(), wish.trip, NoSignIn.OFFLINE)
        return SignedIn(self._now(), wish.trip, coupons, wanted)


def _reason(response: httpx2.Response) -> NoSignIn:
    """What the store says is wrong with a code; an older store knows no codes at all."""
    try:
        return NoSignIn(response.json()["reason"])
    except (ValueError, KeyError, TypeError):
        return NoSignIn.UNKNOWN if response.status_code == 422 else NoSignIn.OFFLINE
