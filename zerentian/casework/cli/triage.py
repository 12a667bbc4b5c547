"""``zerentian triage predict``: what would be suggested for the rows of a file; no office's records are touched.

A module of its own, and not listed in the package: scikit-learn takes a second to load.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
import numpy as np

from zerentian.casework.learning import learn_all
from zerentian.casework.rules.language.suggesting import Message, Model, Suggested
from zerentian.casework.rules.language.tables import read_rows, read_taxonomy
from zerentian.casework.rules.language.teaching import teach
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def triage() -> None:
    """类别建议 · Suggested categories."""


@triage.command()
@click.argument("train", type=EXISTING)
@click.argument("test", type=EXISTING)
@click.option("--taxonomy", type=EXISTING, help="分类表 CSV（level1,level2,level3） · the taxonomy")
@click.option(
    "--labels", type=click.IntRange(0), help="只用这么多条标签，其余当作没有标签 · use so many labels only"
)
@click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), default=0, help="抽取标签的种子 · seed of their drawing"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
def predict(
    train: Path, test: Path, taxonomy: Path | None, labels: int | None, seed: int, as_json: bool
) -> None:
    """学习 TRAIN（label,title,text），为 TEST（title,text）建议类别 · Learn from one file, suggest for another."""
    rows = read_rows(train, ("label", "title", "text"))
    asked = [Message(*cells) for cells in read_rows(test, ("title", "text"))]
    words = read_taxonomy(taxonomy) if taxonomy else {}
    model = learnt(rows, words, train.name, taxonomy.name if taxonomy else "", labels, seed)
    suggested = model.suggest(asked)
    for line in as_json_lines(suggested) if as_json else as_text(asked, suggested):
        click.echo(line, nl=not as_json)


@triage.command()
def learn() -> None:
    """从本单位已办结的诉求学习类别建议；后台每夜自动运行 · Learn from the office's own closed matters."""
    for row in learn_all(now()):
        click.echo(f"{row.unit.code} {row.aspect}: {row.cases}")


def learnt(
    rows: Sequence[tuple[str, ...]],
    words: Mapping[str, Sequence[str]],
    train: str,
    taxonomy: str,
    labels: int | None,
    seed: int,
) -> Model:
    """Learn from the rows of a file, from so many of its labels, and from a taxonomy's words."""
    stated = [label.strip() for label, _, _ in rows]
    categories = sorted({one for one in stated if one})
    if not categories:
        raise NotAllowed(
            f"{train} 的 label 列全是空的，请填写类别",
            f"the column label of {train} is empty: write categories",
        )
    if taxonomy and not set(categories) & set(words):
        raise NotAllowed(
            f"{train} 的类别（{'、'.join(categories[:5])}……）在 {taxonomy} 的 level1 列中一个也没有，请核对名称",
            f"none of the categories of {train} ({', '.join(categories[:5])}…) stands in the column level1"
            f" of {taxonomy}",
        )
    messages = [Message(title, text) for _, title, text in rows]
    kept = stated if labels is None else drawn(stated, labels, seed, train)
    return teach(messages, kept, taxonomy=words, categories=categories)


def drawn(stated: Sequence[str], labels: int, seed: int, train: str) -> list[str]:
    """Return the labels with all but so many blanked, by lot; the same seed draws the same."""
    places = [at for at, label in enumerate(stated) if label]
    if labels > len(places):
        raise NotAllowed(
            f"--labels {labels} 多于 {train} 中有标签的 {len(places)} 行",
            f"--labels {labels} is more than the {len(places)} labelled rows of {train}",
        )
    chosen = set(np.random.default_rng(seed).choice(places, labels, replace=False).tolist())
    return [label if at in chosen else "" for at, label in enumerate(stated)]


def as_json_lines(suggested: Iterator[Suggested]) -> Iterator[str]:
    """Yield the parts of one JSON document, row by row."""
    yield '{"rows": ['
    for row, one in enumerate(suggested, start=1):
        data = {
            "row": row,
            "suggestions": [
                {"category": each.category, "probability": round(each.probability, 4)}
                for each in one.suggestions
            ],
            "sure": one.sure,
        }
        yield (",\n" if row > 1 else "\n") + json.dumps(data, ensure_ascii=False)
    yield "\n]}\n"


def as_text(asked: Sequence[Message], suggested: Iterator[Suggested]) -> Iterator[str]:
    """Yield a line per message for a person to read."""
    unsure = 0
    for row, (message, one) in enumerate(zip(asked, suggested, strict=True), start=1):
        unsure += not one.sure
        shown = "，".join(f"{each.category} {each.probability:.0%}" for each in one.suggestions)
        mark = "  " if one.sure else "? "
        beginning = " ".join((message.title or message.text).split())[:24]
        yield f"{row:>6} {mark}{shown}  {beginning}"
    yield f"共 {len(asked)} 件，没有把握的 {unsure} 件（标 ?） · {len(asked)} messages, {unsure} unsure (?)"
