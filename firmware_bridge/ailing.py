"""Which cells of a scale cannot be weighed with, and what the fitter should do about them."""

from firmware_bridge.protocol import BAD_READ_BIT, CELLS, NO_READING, SATURATED_BIT


class Ailing:
    """The cells that were missing since the last whole sample: not read, or at the end of their range."""

    def __init__(self) -> None:
        self._fitted = CELLS
        self._unread: set[int] = set()
        self._ended: set[int] = set()

    def hears(self, counts: tuple[int, ...], flags: int) -> bool:
        """Take a sample's counts; True when it is not whole."""
        self._fitted = len(counts)
        unread = {n for n, count in enumerate(counts) if count == NO_READING or flags >> (BAD_READ_BIT + n) & 1}
        ended = {n for n in range(len(counts)) if flags >> (SATURATED_BIT + n) & 1} - unread
        if not unread and not ended:
            self._unread.clear()
            self._ended.clear()
            return False
        self._unread |= unread
        self._ended |= ended
        return True

    def sentence(self) -> str:
        """What the fitter should look at, cells numbered from 1 as `doctor` does; empty when nothing is missing."""
        said = []
        if len(self._unread) == self._fitted:
            said.append("the board answers but its converters do not; check the cells' wiring")
        elif self._unread:
            said.append(f"the board answers, but not the converter of {_named(self._unread)}; check its wiring")
        if self._ended:
            end = f"{_named(self._ended)} at the end of the range"
            said.append(f"{end}; take the load off, and check the bridge's wires E+, E-, A+, A-")
        return "; ".join(said)


def _named(cells: set[int]) -> str:
    return f"cell{'s' * (len(cells) > 1)} {', '.join(str(n + 1) for n in sorted(cells))}"
