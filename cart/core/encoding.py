"""Data of the core as plain JSON values and back: one spelling for ledger, tape, wire and store."""

import json
from typing import Any

import msgspec

from cart.core.facts import Fact
from cart.core.reading import Misfit, reader
from cart.core.spelling import has_fractions, speller

# Fractions are spelt as Python spells them, which is not msgspec's way.
_ANY = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)
_EXACT = msgspec.json.Encoder(order="sorted")


class Undecodable(ValueError):
    """Somebody sent data that is none of ours; the message names what does not fit, and where."""


def encode(value: object, as_type: Any = None) -> Any:
    """Plain JSON values of `value`; pass `as_type` (Input, Body, Effect, Entry) where its name must travel."""
    kind: Any = as_type or type(value)
    return msgspec.to_builtins(speller(kind)(value))


def decode(plain: Any, as_type: Any) -> Any:
    """The value of plain JSON values.

    Raises Undecodable when they do not fit `as_type`.
    """
    try:
        return reader(as_type)(plain)
    except Misfit as misfit:
        raise Undecodable(f"not a {getattr(as_type, '__name__', 'known record')}: {misfit}") from misfit


def parse(body: bytes) -> Any:
    """Plain values of JSON text; raises Undecodable when it is none."""
    try:
        return msgspec.json.decode(body)
    except ValueError as wrong:
        raise Undecodable(f"no JSON: {wrong}") from wrong


def canonical(value: object, as_type: Any = None) -> bytes:
    """One byte string for equal values: sorted keys, no spaces, UTF-8; what hash chains are made of."""
    kind: Any = as_type or type(value)
    return canonical_plain(encode(value, kind)) if has_fractions(kind) else _EXACT.encode(speller(kind)(value))


def canonical_plain(plain: Any, kind: Any = float) -> bytes:
    """The same, of values that are plain already; `kind` is what they are of, if that is known."""
    return _ANY.encode(plain).encode() if has_fractions(kind) else _EXACT.encode(plain)


def fact_bytes(fact: Fact) -> bytes:
    """The canonical bytes of a fact, as hashed into the chain, stored and sent."""
    return canonical(fact)
