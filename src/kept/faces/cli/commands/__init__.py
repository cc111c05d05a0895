"""The commands of `kept`, a module for each: `arguments(parser)` and `run(args) -> exit status`."""
