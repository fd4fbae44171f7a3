"""Products that no training ever saw, drawn by other dice than the store's own: singles, and families of look-alikes.

Nothing of them comes from the assortment: brands, layouts, illustrations and skins are of their own. Siblings
differ as real ones do: by an accent colour and a word, a flavour's picture, a fat content, or the colour of a lid.
Every one can be told from its siblings from above: bare steel lids, which show nothing, are left out.
"""

from hw.twin.newcomers.assortment import Newcomer, newcomers

__all__ = ["Newcomer", "newcomers"]
