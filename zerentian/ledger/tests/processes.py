"""Processes that a test waits for."""

import time
from pathlib import Path


def ended(pid: int, seconds: float = 30) -> bool:
    """Tell whether a process ends within seconds: it is gone, or only its state waits to be read.

    A killed process dies when the machine comes to it, not when it is killed: never ask only once.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state in "ZX":
            return True
        time.sleep(0.02)
    return False
