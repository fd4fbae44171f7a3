"""Who staff are to a cart, and what each role may do; checked by the core at every tap, whatever the screen offered."""

from enum import Enum


class Role(Enum):
    ASSOCIATE = "associate"  # on the floor, beside the shopper
    LEAD = "lead"  # answers for the floor: what takes money off a bill, and what a cart is taught
    TECHNICIAN = "technician"  # looks after the devices, and sees no shopper's basket
    MANAGER = "manager"  # everything: a small shop has one PIN


class Right(Enum):
    CARE = "care"  # see why a line is there, correct it, answer a question, a spot check
    VOID = "void"  # take a line off the bill
    END = "end"  # end a trip, sold or not
    HAND_OVER = "hand over"  # a basket to the till or to another cart
    ENROL = "enrol"  # teach the cart a product
    CALIBRATE = "calibrate"  # scale and camera
    DEVICES = "devices"  # logs, a restart


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ASSOCIATE: frozenset({Right.CARE, Right.HAND_OVER}),
    Role.LEAD: frozenset(set(Right) - {Right.DEVICES}),
    Role.TECHNICIAN: frozenset({Right.ENROL, Right.CALIBRATE, Right.DEVICES}),
    Role.MANAGER: frozenset(Right),
}


def may(role: Role, right: Right) -> bool:
    return right in RIGHTS[role]
