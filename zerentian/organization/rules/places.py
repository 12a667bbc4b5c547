"""The place in a list, and the key of a row, that an address names."""

MOST_DIGITS = 9
LONGEST_KEY = 18


def place(text: str, start: int = 0) -> int:
    """Return the place that a text names in digits 0 to 9, at least ``start``; ``start`` for whatever names none.

    So many digits at most: a database counts no further, and ``²`` is a digit that no number begins with.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        return start
    return max(int(text), start)


def row_key(text: str) -> int:
    """Return the key of a row that a text names in digits 0 to 9; 0, which no row has, for what names none.

    Longer ones no column holds, and Python refuses to read thousands of digits at all.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else 0
