"""Whom the shopper waits for: open calls for staff, and what staff said of the shopper's age."""

from dataclasses import dataclass, replace

from cart.core.later import later
from cart.core.shopper_facts import AgeApproved, AgeRefused, CallAnswered, CallClosed, CallReason, StaffCalled


@dataclass(frozen=True, slots=True)
class Call:
    """Staff were called at `t_ms` on the cart's clock; `coming`: somebody said so."""

    call: int
    reason: CallReason
    age: int
    t_ms: int
    coming: bool = False


@dataclass(frozen=True, slots=True)
class Care:
    """A fold over facts. Goods up to `approved` years may be sold; those from `refused` years on (0: none) may not."""

    calls: tuple[Call, ...] = ()
    called: int = 0
    approved: int = 0
    refused: int = 0
    done: tuple[CallReason, ...] = later(())  # what staff were called for and have seen to

    def open(self, reason: CallReason) -> Call | None:
        return next((call for call in self.calls if call.reason is reason), None)


def cared(care: Care, t_ms: int, body: object) -> Care:
    """The calls after one more fact; most facts change none."""
    match body:
        case StaffCalled(call=number, reason=reason, age=age):
            return replace(care, calls=(*care.calls, Call(number, reason, age, t_ms)), called=max(care.called, number))
        case CallAnswered(call=number):
            calls = tuple(replace(each, coming=True) if each.call == number else each for each in care.calls)
            return replace(care, calls=calls)
        case CallClosed(call=number, by=by):
            seen_to = tuple(each.reason for each in care.calls if each.call == number and by == "staff")
            left = tuple(each for each in care.calls if each.call != number)
            return replace(care, calls=left, done=(*care.done, *seen_to))
        case AgeApproved(age=age):
            return replace(care, approved=max(care.approved, age), refused=0)
        case AgeRefused(age=age):
            return replace(care, refused=age)
    return care
