"""What a signal asks for and the program waits for.

``threading.Event`` must not be set by a signal's handler: it runs within the very thread that waits, and where that
thread holds the event's own lock at this moment, as it does whenever a wait ends, it waits for itself for ever.
"""

import contextlib
import os
import select


class Stopping:
    """A request to stop: a byte in a pipe, which is written without any lock and never read."""

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()
        os.set_blocking(self.writing, False)

    def __del__(self) -> None:
        os.close(self.reading)
        os.close(self.writing)

    def set(self) -> None:
        """Ask to stop; a signal's handler may."""
        with contextlib.suppress(BlockingIOError):  # Thousands have asked before.
            os.write(self.writing, b"!")

    def is_set(self) -> bool:
        """Tell whether somebody asked to stop."""
        return self.wait(0)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait so long at most (for ever without), in any thread; return whether somebody asked to stop."""
        poll = select.poll()
        poll.register(self.reading, select.POLLIN)
        return bool(poll.poll(None if seconds is None else seconds * 1000))
