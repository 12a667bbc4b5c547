"""Measure suggestions and topics on a folder of labelled messages, and write their sections of ``bench/results.md``.

``.venv/bin/python bench/language.py FOLDER [suggestions] [topics] [many]``, all three unless named. The folder holds
``labelled.csv`` (label, title, text, seg_text, text_kind, dup_group), ``taxonomy.csv`` (level1, level2, level3),
``messages.csv`` (msg_id, poster, title, text, posted_at), ``hot_consensus.csv`` (group_id, group_type, msg_id, role).
Every split keeps near-duplicates together (dup_group).
"""

import argparse
import csv
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from zerentian.casework.rules.language.likeness import Compared, both_ways  # noqa: E402
from zerentian.casework.rules.language.linking import linked  # noqa: E402
from zerentian.casework.rules.language.suggesting import Message, Suggested  # noqa: E402
from zerentian.casework.rules.language.teaching import teach  # noqa: E402
from zerentian.casework.rules.language.topics import BOUND, Topic, belonging, find_topics  # noqa: E402

RESULTS = ROOT / "bench/results.md"
SPLITS = 6
MANY, ASKED = 100_000, 500
Row = dict[str, str]


def read(folder: Path, name: str) -> list[Row]:
    """Return the rows of a CSV file."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def message(row: Row) -> Message:
    """Return a row's message: as written, or where only its words survive, those."""
    if row["text_kind"] == "original":
        return Message(row["title"] or "", row["text"])
    return Message("", row["seg_text"])


def splits(rows: Sequence[Row]) -> Iterator[tuple[list[Row], list[Row]]]:
    """Yield (learnt from, asked): whole groups of near-duplicates on one side, original texts alone are asked."""
    groups = sorted({row["dup_group"] for row in rows})
    part = dict(zip(groups, np.random.default_rng(1).integers(0, SPLITS, len(groups)), strict=True))
    for one in range(SPLITS):
        asked = [row for row in rows if part[row["dup_group"]] == one and row["text_kind"] == "original"]
        yield [row for row in rows if part[row["dup_group"]] != one], asked


def judged(name: str, asked: Sequence[Row], found: Sequence[Suggested], seconds: tuple[float, float]) -> str:
    """Return a line of the table for one split."""
    true = np.array([row["label"] for row in asked])
    named = np.array([[each.category for each in one.suggestions] for one in found])
    sure = np.array([one.sure for one in found])
    likely = np.array([one.suggestions[0].probability for one in found])
    right = named[:, 0] == true
    bins = np.minimum((likely * 10).astype(int), 9)
    error = sum(
        abs(right[bins == one].mean() - likely[bins == one].mean()) * (bins == one).mean()
        for one in set(bins)
    )
    top2, top3 = ((named[:, :many] == true[:, None]).any(axis=1).mean() for many in (2, 3))
    learning, asking = seconds
    return (
        f"| {name} | {f1_score(true, named[:, 0], average='macro'):.3f} | {top2:.3f} | {top3:.3f} | {error:.3f} | "
        f"{sure.mean():.0%} / {right[sure].mean():.1%} / {right[~sure].mean():.1%} | "
        f"{learning:.1f} s | {len(asked) / asking:,.0f}/s |"
    )


def suggestions(folder: Path) -> Iterator[str]:
    """Yield the table of suggestions."""
    rows, words = read(folder, "labelled.csv"), defaultdict(list)
    for row in read(folder, "taxonomy.csv"):
        words[row["level1"]] += [row["level1"], row["level2"], row["level3"]]
    categories = sorted({row["label"] for row in rows})
    yield "| split | macro-F1 | in 2 | in 3 | calibration error | sure / right if sure / if not | learnt in | asked |"
    yield "|---|---|---|---|---|---|---|---|"
    for number, (learnt, asked) in enumerate(splits(rows), start=1):
        cases = [
            ("all labels", len(learnt), {}),
            ("100 labels, taxonomy", 100, words),
            ("taxonomy alone", 0, words),
        ]
        for name, many, taxonomy in cases[: None if number <= 2 else 1]:
            chosen = set(np.random.default_rng(number).choice(len(learnt), many, replace=False).tolist())
            labels = [row["label"] if at in chosen else "" for at, row in enumerate(learnt)]
            began = time.process_time()
            model = teach([message(row) for row in learnt], labels, taxonomy=taxonomy, categories=categories)
            middle = time.process_time()
            found = list(model.suggest([message(row) for row in asked]))
            seconds = (middle - began, time.process_time() - middle)
            yield judged(f"{number}, {len(asked)} asked, {name}", asked, found, seconds)


def best_match(topics: Sequence[Topic], members: set[int], ignored: set[int]) -> tuple[float, int]:
    """Return the F1 of the topic that fits a group best, and its place in the order of heat."""
    best = (0.0, len(topics))
    for place, topic in enumerate(topics):
        own = set(topic.members) - ignored
        if hit := len(own & members):
            best = max(best, (2 * hit / (len(own) + len(members)), place))
    return best


def topics_found(folder: Path) -> Iterator[str]:
    """Yield the table of topics."""
    rows, groups = read(folder, "messages.csv"), defaultdict(lambda: (set(), set()))
    place, kinds = {row["msg_id"]: at for at, row in enumerate(rows)}, {}
    for row in read(folder, "hot_consensus.csv"):
        groups[row["group_id"]][row["role"] == "ignore"].add(place[row["msg_id"]])
        kinds[row["group_id"]] = row["group_type"]
    began = time.process_time()
    topics = find_topics(
        [Message(row["title"], row["text"]) for row in rows], [row["poster"].encode() for row in rows]
    )
    seconds = time.process_time() - began
    of = {member: number for number, topic in enumerate(topics) for member in topic.members}
    real = {one: best_match(topics, *groups[one]) for one, kind in kinds.items() if kind.endswith("_people")}
    many = [real[one] for one, kind in kinds.items() if kind == "many_people"]
    mixed = [
        one in of and of.get(one) == of.get(other)
        for group, kind in kinds.items()
        if kind == "generic_mixture"
        for one in groups[group][0]
        for other in groups[group][0]
        if one < other
    ]
    yield "| what | measured |"
    yield "|---|---|"
    yield f"| best-match F1 over {len(real)} known topics | {np.mean([one for one, _ in real.values()]):.3f} |"
    yield f"| pairs of one problem at two places that were merged | {np.mean(mixed):.0%} |"
    yield f"| topics of many people among the first 50 | {sum(f >= 0.5 and at < 50 for f, at in many)} of {len(many)} |"
    yield f"| {len(rows)} messages | {seconds:.1f} s |"


def mixed(rows: Sequence[Row], many: int) -> list[Message]:
    """Return so many messages, each the title of one and sentences of two others, shuffled.

    Words and names are real ones, and occur as often.
    """
    draw = np.random.default_rng(4)
    sentences = [[one for one in row["text"].split("。") if one] for row in rows]
    found = []
    for title, one, other in draw.integers(0, len(rows), (many, 3)):
        parts = (
            sentences[one][: len(sentences[one]) // 2 + 1] + sentences[other][: len(sentences[other]) // 2]
        )
        draw.shuffle(parts)
        found.append(Message(rows[title]["title"], "。".join(parts)))
    return found


def many_messages(folder: Path) -> Iterator[str]:
    """Yield what a hundred thousand messages need, and one more against them."""
    messages = mixed(read(folder, "messages.csv"), MANY + ASKED)
    known, asked = messages[:MANY], messages[MANY:]
    began = time.process_time()
    compared = Compared.of(known)
    weighed = time.process_time()
    groups, spent = np.arange(MANY) // 5, []
    for one in asked:
        start = time.perf_counter()
        belonging(compared.alike(one), groups)
        spent.append((time.perf_counter() - start) * 1000)
    middle = time.process_time()
    near = compared.likenesses()
    del compared
    linked(both_ways(near), BOUND)
    linking = time.process_time() - middle
    yield f"| {MANY:,} messages, mixed from real ones: weighed, compared, linked | wanted | measured |"
    yield "|---|---|---|"
    yield f"| all of them | ≤ 3 min | {weighed - began + linking:.0f} s, of which weighing {weighed - began:.0f} s |"
    yield f"| one more against them, median | ≤ 20 ms | {np.median(spent):.1f} ms |"
    yield f"| one more, the slowest in a hundred | ≤ 20 ms | {np.percentile(spent, 99):.1f} ms |"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    yield f"| memory at most | ≤ 1.5 GB | {peak:.2f} GB |"


PARTS = {
    "suggestions": ("Suggestions", suggestions),
    "topics": ("Topics", topics_found),
    "many": ("Topics among many messages", many_messages),
}


def write(name: str, lines: Sequence[str]) -> None:
    """Put a section into the results, in place of the one that stood there."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = RESULTS.read_text().partition(begin)
    after = rest.partition(end)[2]
    RESULTS.write_text(before.rstrip("\n") + "\n\n" + "\n".join([begin, *lines, end]) + "\n" + after)


def main() -> None:
    """Measure and write the sections that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("parts", nargs="*", default=list(PARTS))
    given = parser.parse_args()
    for name in given.parts:
        title, measure = PARTS[name]
        lines = [
            f"## {title}",
            "",
            "Written by `bench/language.py`; the messages are no part of the project. Seconds are what the process"
            " computed, milliseconds pass on the wall.",
            "",
            *measure(given.folder),
        ]
        print("\n".join(lines))
        write(name, lines)


if __name__ == "__main__":
    main()
