"""The place in a list that an address names."""

MOST_DIGITS = 9


def place(text: str, start: int = 0) -> int:
    """Return the place that a text names in digits 0 to 9, at least ``start``; ``start`` for whatever names none.

    So many digits at most: a database counts no further, and ``²`` is a digit that no number begins with.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        return start
    return max(int(text), start)
