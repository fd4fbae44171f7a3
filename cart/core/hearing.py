"""What becomes of what sync brings: acknowledgements with receipt numbers, catalogues, the time, how things stand."""

from dataclasses import replace

from cart.core.inputs import Acked, CatalogArrived, CatalogConfirmed, RecordsDamaged, StoreTime
from cart.core.state import Turn
from cart.core.taught import weighed


def hear(turn: Turn, said: Acked | CatalogArrived | CatalogConfirmed | StoreTime | RecordsDamaged) -> None:
    """A catalogue counts from the next trip on; a receipt is final when the store has all of its facts."""
    state = turn.state
    match said:
        case Acked(trip=trip, seq=seq, receipt=number):
            receipt = state.receipt
            if receipt and receipt.trip == trip and seq >= state.receipt_seq:
                turn.state = replace(state, receipt=replace(receipt, stored=True, number=number or receipt.number))
        case CatalogArrived(catalog=catalog):
            catalog, taught = weighed(catalog, state.taught)
            state = replace(state, taught=taught)
            turn.state = replace(state, next_catalog=catalog) if state.trip else replace(state, catalog=catalog)
        case CatalogConfirmed(wall=wall):
            standing = replace(state.standing, prices_at=wall)
            turn.state = replace(state, standing=standing, clock=state.clock.known(wall))
        case StoreTime(t=t, wall=wall):
            clock = state.clock.heard(t, wall)
            turn.state = replace(state, clock=clock, wall=clock.at(t))
        case RecordsDamaged(count=count):
            turn.state = replace(state, standing=replace(state.standing, damaged=count))
