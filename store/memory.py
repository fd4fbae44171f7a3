"""What the store remembers while it runs, so that it need not work it out again: catalogues and half-filled baskets."""

from collections import OrderedDict

from sqlalchemy.orm import Session

from cart.core.basket import Basket
from cart.core.catalog import Catalog
from store.catalogs import catalog_of

CATALOGS = 4  # those on sale now and a moment ago
BASKETS = 4096  # trips that are under way


class Memory:
    """Kept by names that say what the contents are (a version, a chain's hash), so that it is never out of date."""

    def __init__(self) -> None:
        self._catalogs: OrderedDict[str, Catalog] = OrderedDict()
        self._baskets: OrderedDict[str, Basket] = OrderedDict()

    def catalog(self, session: Session, version: str) -> Catalog | None:
        """A catalogue as it was read the first time: a version never changes."""
        if version not in self._catalogs:
            catalog = catalog_of(session, version)
            if catalog is None:
                return None
            self._catalogs[version] = catalog
            if len(self._catalogs) > CATALOGS:
                self._catalogs.popitem(last=False)
        return self._catalogs[version]

    def basket(self, head: str) -> Basket | None:
        """What the facts up to this hash of a chain add up to, if nothing was wrong with them."""
        return self._baskets.pop(head, None)

    def keep(self, head: str, basket: Basket) -> None:
        self._baskets[head] = basket
        if len(self._baskets) > BASKETS:
            self._baskets.popitem(last=False)
