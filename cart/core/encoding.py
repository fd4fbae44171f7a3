"""Data of the core as plain JSON values and back: one spelling for ledger, tape, wire and store."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from cattrs import BaseValidationError, Converter
from cattrs.gen import make_dict_unstructure_fn, override
from cattrs.preconf.json import make_converter
from cattrs.strategies import configure_tagged_union

from cart.core.checking import Entry
from cart.core.effects import Effect
from cart.core.facts import Body, Fact
from cart.core.inputs import Input
from cart.core.later import LATER
from cart.core.tariff import Offer

T = TypeVar("T")


class Undecodable(ValueError):
    """Somebody sent data that is none of ours; the message names what does not fit."""


def _converter() -> Converter:
    converter = make_converter(forbid_extra_keys=True)

    def shorter(cls: type) -> Callable[[Any], dict[str, Any]]:
        short: dict[str, Any] = {
            each.name: override(omit_if_default=True) for each in fields(cls) if each.metadata == LATER
        }
        # A catalogue's indexes are no part of it.
        hidden: dict[str, Any] = {each.name: override(omit=True) for each in fields(cls) if not each.init}
        return make_dict_unstructure_fn(cls, converter, **short, **hidden)

    converter.register_unstructure_hook_factory(_has_later, shorter)
    configure_tagged_union(Offer, converter, tag_name="type")
    configure_tagged_union(Body, converter, tag_name="type")
    configure_tagged_union(Input, converter, tag_name="type")
    configure_tagged_union(Effect, converter, tag_name="type")
    configure_tagged_union(Entry, converter, tag_name="type")
    return converter


def _has_later(cls: Any) -> bool:
    return isinstance(cls, type) and is_dataclass(cls) and any(each.metadata == LATER for each in fields(cls))


_CONVERTER = _converter()
# One encoder for all: json.dumps would make one for each fact, which costs as much as the fact.
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)


def encode(value: object, as_type: Any = None) -> Any:
    """Plain JSON values of `value`; pass `as_type` (Input, Body, Effect, Entry) where its name must travel."""
    return _CONVERTER.unstructure(value, unstructure_as=as_type)


def decode(plain: Any, as_type: type[T] | Any) -> T:
    """The value of plain JSON values.

    Raises Undecodable when they do not fit `as_type`.
    """
    try:
        return _CONVERTER.structure(plain, as_type)  # type: ignore[no-any-return]
    except (BaseValidationError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Undecodable(f"not a {getattr(as_type, '__name__', 'known record')}: {error}") from error


def canonical(value: object, as_type: Any = None) -> bytes:
    """One byte string for equal values: sorted keys, no spaces, UTF-8; what hash chains are made of."""
    return canonical_plain(encode(value, as_type))


def canonical_plain(plain: Any) -> bytes:
    """The same, of values that are plain already."""
    return _CANONICAL.encode(plain).encode()


def fact_bytes(fact: Fact) -> bytes:
    """The canonical bytes of a fact, as hashed into the chain, stored and sent."""
    return canonical(fact)
