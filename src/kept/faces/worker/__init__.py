"""The worker: hands over what waits. `run()` is what the command `kept worker` calls."""

from kept.faces.worker.loop import run

__all__ = ["run"]
