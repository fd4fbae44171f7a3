"""python -m cart.cli is smart-cart."""

import sys

from cart.cli import main

sys.exit(main())
