"""``zerentian topics find``: which matters many people raise, in a file; nothing is stored.

A module of its own, and not listed in the package: the arithmetic it needs takes a while to load.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import click

from zerentian.casework.rules.language.suggesting import Message
from zerentian.casework.rules.language.tables import read_rows, read_topic_map
from zerentian.casework.rules.language.topics import Topic, find_topics
from zerentian.ledger.cli.progress import progress
from zerentian.ledger.rules.refusals import NotAllowed

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 50


@click.group()
def topics() -> None:
    """热点事项 · Matters that many people raise."""


@topics.command()
@click.argument("file", type=EXISTING)
@click.option(
    "--map", "map_file", type=EXISTING, required=True, help="列映射（TOML） · map of the columns (TOML)"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
def find(file: Path, map_file: Path, as_json: bool) -> None:
    """从表格中找出热点事项，不保存任何内容 · Find hot matters in a CSV file; nothing is stored."""
    columns = read_topic_map(map_file)
    every = [dict(zip(columns, cells, strict=True)) for cells in read_rows(file, list(columns.values()))]
    rows = each_once(every, file.name, columns["number"])
    if repeated := len(every) - len(rows):
        click.echo(
            f"编号重复、只取第一行的 {repeated} 行 · rows that repeat a number, left out: {repeated}",
            err=True,
        )
    numbers = list(rows)
    messages = [Message(row.get("title", ""), row.get("text", "")) for row in rows.values()]
    persons = hashed([row.get("person", "") for row in rows.values()])
    with progress("比较 · comparing", len(rows)) as done:
        found = find_topics(messages, persons, done)
    if as_json:
        click.echo(
            json.dumps({"topics": [as_data(one, numbers) for one in found]}, ensure_ascii=False, indent=1)
        )
        return
    for line in as_text(found, numbers, messages):
        click.echo(line)


def each_once(rows: Sequence[Mapping[str, str]], name: str, heading: str) -> dict[str, Mapping[str, str]]:
    """Return the rows by number, the first of each; refuse one without."""
    first: dict[str, Mapping[str, str]] = {}
    for row, cells in enumerate(rows, start=1):
        number = cells["number"].strip()
        if not number:
            raise NotAllowed(
                f"{name} 第 {row} 行“{heading}”列是空的，每件须有编号",
                f"{name}, row {row}, column {heading} is empty; every message needs a number",
            )
        first.setdefault(number, cells)
    return first


def hashed(persons: Sequence[str]) -> list[bytes]:
    """Return what tells persons apart within this run: the key is thrown away with the process."""
    key = secrets.token_bytes(32)
    stripped = (one.strip() for one in persons)
    return [
        blake2b(one.encode("utf-8", "surrogatepass"), key=key, digest_size=16).digest() if one else b""
        for one in stripped
    ]


def as_data(topic: Topic, numbers: Sequence[str]) -> dict[str, Any]:
    """Return a topic as JSON data; ``people`` is null where nobody is known."""
    return {
        "members": [numbers[one] for one in topic.members],
        "messages": len(topic.members),
        "people": topic.people,
        "unknown": topic.unknown,
        "place": topic.place,
        "series": topic.series,
    }


def as_text(found: Sequence[Topic], numbers: Sequence[str], messages: Sequence[Message]) -> list[str]:
    """Return the hottest topics in lines, the series of one person after them."""
    together = [one for one in found if not one.series]
    lines = []
    for rank, topic in enumerate(together[:SHOWN], start=1):
        people = "未知" if topic.people is None else f"{topic.people} 人"
        more = f"，另 {topic.unknown} 件未知" if topic.people and topic.unknown else ""
        example = messages[topic.members[0]]
        beginning = " ".join((example.title or example.text).split())[:30]
        listed = "、".join(numbers[one] for one in topic.members[:5])
        lines.append(
            f"{rank:>3} {people}{more}，{len(topic.members)} 件  {topic.place or '—'}  {beginning}  ({listed}…)"
        )
    lines.append(
        f"共 {len(together)} 个事项，显示前 {min(SHOWN, len(together))} 个；"
        f"同一人多次反映的 {len(found) - len(together)} 组另计"
        f" · {len(together)} topics; {len(found) - len(together)} series of one person apart"
    )
    return lines
