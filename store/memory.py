"""What the store remembers while it runs, so that it need not work it out again: catalogues and half-filled baskets."""

import threading
from collections import OrderedDict

from sqlalchemy.orm import Session

from cart.core.basket import Basket
from cart.core.catalog import Catalog
from store.catalogs import catalog_of

CATALOGS = 4  # those on sale now and a moment ago
BASKETS = 4096  # trips that are under way


class Catalogs:
    """Catalogues as they were read the first time: a version never changes. For any thread."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Catalog] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, session: Session, version: str) -> Catalog | None:
        """None when the store does not know the version; reading a large one takes a second."""
        with self._turn:
            if version in self._known:
                return self._known[version]
        catalog = catalog_of(session, version)
        if catalog is not None:
            with self._turn:
                self._known[version] = catalog
                if len(self._known) > CATALOGS:
                    self._known.popitem(last=False)
        return catalog


class Memory:
    """Kept by names that say what the contents are (a version, a chain's hash), so that it is never out of date."""

    def __init__(self) -> None:
        self.catalogs = Catalogs()
        self._baskets: OrderedDict[str, Basket] = OrderedDict()

    def basket(self, head: str) -> Basket | None:
        """What the facts up to this hash of a chain add up to, if nothing was wrong with them."""
        return self._baskets.pop(head, None)

    def keep(self, head: str, basket: Basket) -> None:
        self._baskets[head] = basket
        if len(self._baskets) > BASKETS:
            self._baskets.popitem(last=False)
