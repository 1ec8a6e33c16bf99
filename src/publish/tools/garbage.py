"""Python's search for garbage, made rare: a build makes millions of small objects that stay in use, and few that only hold each other."""

import gc

COLLECTIONS = (100_000, 20, 20)
"""New objects before a look at the youngest, such looks before one at those that outlived one, and of these before one at all."""


def collect_seldom() -> None:
    """Looks for garbage less often in this process, and never among what is there by now.

    By default Python looks after every 700 new objects: a tenth of the time of a layout, a quarter of that of reading pages back.
    """
    gc.freeze()
    gc.set_threshold(*COLLECTIONS)
