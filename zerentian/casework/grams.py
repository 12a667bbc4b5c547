"""The full-text index of concerns: pairs of characters in their order, on each engine by its own means.

SQLite: FTS5, read newest first. PostgreSQL: a tsvector with positions under a GIN index. A rare word must not let
the planner walk the whole table, nor a common one gather every hit: the newest rows are looked at first, and
only a word that is rare among them is taken from the index.
"""

from collections.abc import Iterable, Sequence
from itertools import islice

from django.db import connection

from zerentian.organization.rules.bigrams import in_order, runs

# How many of the newest rows are looked at before the index is asked: a word that is found less often than
# LIMIT times in so many rows has few enough hits in all to be sorted.
NEWEST = 5_000
MAX_POSITIONS = 16_000
EVERYTHING = 2**62


def on_postgresql() -> bool:
    """Tell which engine this is."""
    return connection.vendor == "postgresql"


def put(texts: Iterable[tuple[int, str]]) -> None:
    """Index texts by the key of their concern, in place of what was indexed before; an empty text takes it out."""
    rows = [(key, in_order(text)[:MAX_POSITIONS]) for key, text in texts]
    take_out([key for key, _ in rows])
    filled = [(key, grams) for key, grams in rows if grams]
    if not filled:
        return
    if on_postgresql():
        statement = "INSERT INTO casework_grams (concern_id, grams) VALUES (%s, %s::tsvector)"
        values = [(key, vector(grams)) for key, grams in filled]
    else:
        statement = "INSERT INTO casework_grams (rowid, grams) VALUES (%s, %s)"
        values = [(key, " ".join(grams)) for key, grams in filled]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def take_out(keys: Sequence[int]) -> None:
    """Take concerns out of the index."""
    column = "concern_id" if on_postgresql() else "rowid"
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM casework_grams WHERE {column} = %s", [(key,) for key in keys])


def vector(grams: Sequence[str]) -> str:
    """Return the text form of a tsvector: each pair with its places."""
    places: dict[str, list[int]] = {}
    for place, gram in enumerate(grams, start=1):
        places.setdefault(gram, []).append(place)
    # PostgreSQL keeps at most 255 places of a lexeme.
    return " ".join(f"'{gram}':{','.join(map(str, found[:255]))}" for gram, found in places.items())


def query_of(words: str) -> str:
    """Return the engine's query for texts that hold every run of the words; empty when there is none."""
    phrases = [in_order(run) for run in runs(words)]
    if on_postgresql():
        return " & ".join(
            f"'{phrase[0]}':*" if len(phrase[0]) == 1 else " <-> ".join(f"'{gram}'" for gram in phrase)
            for phrase in phrases
        )
    return " AND ".join(
        f'"{phrase[0]}"*' if len(phrase[0]) == 1 else '"' + " ".join(phrase) + '"' for phrase in phrases
    )


def newest(words: str, *, before: int | None = None, limit: int = 200) -> list[int]:
    """Return the keys of at most ``limit`` concerns that hold the words, newest first, below ``before``."""
    query = query_of(words)
    if not query:
        return []
    below = EVERYTHING if before is None else before
    if not on_postgresql():
        statement = (
            "SELECT rowid FROM casework_grams WHERE casework_grams MATCH %s AND rowid < %s"
            " ORDER BY rowid DESC LIMIT %s"
        )
        return keys(statement, [query, below, limit])
    common = keys(
        "SELECT concern_id FROM (SELECT concern_id, grams FROM casework_grams WHERE concern_id < %s"
        " ORDER BY concern_id DESC LIMIT %s) newest WHERE grams @@ %s::tsquery"
        " ORDER BY concern_id DESC LIMIT %s",
        [below, NEWEST, query, limit],
    )
    if len(common) == limit:
        return common
    return keys(
        "WITH hits AS MATERIALIZED (SELECT concern_id FROM casework_grams WHERE grams @@ %s::tsquery)"
        " SELECT concern_id FROM hits WHERE concern_id < %s ORDER BY concern_id DESC LIMIT %s",
        [query, below, limit],
    )


def newest_of(few: Sequence[int], words: str, *, limit: int) -> list[int]:
    """Return the keys of at most ``limit`` of a few concerns that hold the words, newest first.

    PostgreSQL looks at the words of each; SQLite has no other way to them than its index, and walks that once.
    """
    query = query_of(words)
    if not query or not few:
        return []
    if on_postgresql():
        statement = (
            "SELECT concern_id FROM casework_grams WHERE concern_id = ANY(%s) AND grams @@ %s::tsquery"
            " ORDER BY concern_id DESC LIMIT %s"
        )
        return keys(statement, [list(few), query, limit])
    statement = (
        "SELECT rowid FROM casework_grams WHERE casework_grams MATCH %s AND rowid BETWEEN %s AND %s"
        " ORDER BY rowid DESC"
    )
    wanted = set(few)
    with connection.cursor() as cursor:
        cursor.execute(statement, [query, min(few), max(few)])
        return list(islice((row[0] for row in cursor if row[0] in wanted), limit))


def alike(text: str, *, limit: int = 20) -> list[int]:
    """Return the keys of recent concerns that share most pairs of characters with a text, the likest first."""
    grams = sorted({gram for gram in in_order(text) if len(gram) == 2})[:40]
    if not grams:
        return []
    if on_postgresql():
        query = " | ".join(f"'{gram}'" for gram in grams)
        return keys(
            "SELECT concern_id FROM (SELECT concern_id, grams FROM casework_grams ORDER BY concern_id DESC LIMIT %s)"
            " newest WHERE grams @@ %s::tsquery ORDER BY ts_rank(grams, %s::tsquery) DESC LIMIT %s",
            [NEWEST, query, query, limit],
        )
    query = " OR ".join(f'"{gram}"' for gram in grams)
    return keys(
        "SELECT rowid FROM casework_grams WHERE casework_grams MATCH %s"
        " AND rowid > coalesce((SELECT id FROM casework_concern ORDER BY id DESC LIMIT 1 OFFSET %s), 0)"
        " ORDER BY rank LIMIT %s",
        [query, NEWEST, limit],
    )


def keys(statement: str, parameters: Sequence[str | int | list[int]]) -> list[int]:
    """Return the first column of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [row[0] for row in cursor.fetchall()]
