"""The C2SP tlog-tiles layout: tile paths and entry bundles."""

from collections.abc import Iterable, Iterator

WIDTH = 256


def tile_number(number: int) -> str:
    """Return a tile's number as its path: ``x001/x234/067``."""
    parts = [f"{number % 1000:03}"]
    while number >= 1000:
        number //= 1000
        parts.append(f"x{number % 1000:03}")
    return "/".join(reversed(parts))


def tile_path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Return the path of a tile (level ``"entries"`` for bundles), partial when narrower than 256."""
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{tile_number(number)}{partial}"


def tiles_of(count: int, first: int = 0) -> Iterator[tuple[int, int]]:
    """Yield (tile number, width) covering hashes ``first`` to ``count``, beginning with the tile of ``first``."""
    for number in range(first // WIDTH, (count + WIDTH - 1) // WIDTH):
        yield number, min(WIDTH, count - number * WIDTH)


def bundle(entries: Iterable[bytes]) -> bytes:
    """Return entries as a bundle: each with its length in two bytes, big-endian."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle; ValueError when it is cut off."""
    entries, place = [], 0
    while place < len(data):
        end = place + 2 + int.from_bytes(data[place : place + 2], "big")
        if end > len(data):
            raise ValueError("the bundle ends within an entry")
        entries.append(data[place + 2 : end])
        place = end
    return entries
