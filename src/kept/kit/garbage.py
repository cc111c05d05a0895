"""The garbage collector of a process that runs for long."""

import gc


def spare_what_is_loaded() -> None:
    """Keep the collector from looking through all that was loaded at start, which stays for good.

    A look through it takes 80 ms of CPU, as long as the longest work that Kept lets a merchant's template do.
    """
    gc.collect()
    gc.freeze()
