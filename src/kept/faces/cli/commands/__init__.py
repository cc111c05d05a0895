"""One module for each word of `kept`: `arguments(parser)` and `run(chosen) -> exit status`."""
