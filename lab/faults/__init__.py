"""One fault per cause: what breaks the lab, and beside it what mends it."""
