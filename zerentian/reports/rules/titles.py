"""Titles in lines as GB/T 9704 wants them: words whole, in the shape of a trapezium or a rhomb."""

import re
from collections.abc import Iterator
from itertools import combinations

FULL_LINE = 18  # characters of 22 pt; 20 would fill the 156 mm of the page from edge to edge
MOST_LINES = 4
# What may not be cut: a span of time, a number, 关于, a bracket; what is left is cut two by two, as most words go.
PIECE = re.compile(
    r"[0-9A-Za-z.-]+(?:年(?:上半年|下半年|第[一二三四]季度)?|月|日)?(?:[0-9]+月)?(?:[0-9]+日)?"
    r"|关于|[《“（][^》”）]*[》”）]|[和与及至]|[的、，。；：]|(?:(?!关于)[^0-9A-Za-z《“（和与及至的、，。；：])+|."
)
FOLLOWS = "的、，。；："  # never begins a line
INNER = str.maketrans("“”", "‘’")  # a quotation within a quotation (GB/T 15834-2011, 4.8)
# What calls itself a briefing is one: 第一季度责任落实情况简报.
BRIEFING = "简报"
UNITS = re.compile(r"[\u4e00-\u9fff]{2,12}?(?:人民政府|办公室|委员会|街道|服务站|乡|镇|县|村)(?=关于)")


def title_lines(title: str) -> list[str]:
    """Return a title in as few lines as hold it, broken between words, no line much longer than the next.

    A title of more than four lines, or with a word longer than a line, is left to the renderer.
    """
    words = list(title_words(title))
    fewest = -(-int(width(title) * 2) // (FULL_LINE * 2))
    for count in range(max(fewest, 1), MOST_LINES + 1):
        cuts = combinations(range(1, len(words)), count - 1)
        shapes = [["".join(line) for line in pieces(words, cut)] for cut in cuts]
        if fitting := [lines for lines in shapes if max(map(width, lines), default=0) <= FULL_LINE]:
            return min(fitting, key=ugliness)
    return [title]


def is_briefing(title: str) -> bool:
    """Tell whether a title is that of a briefing (简报), which is addressed and signed by nobody."""
    return title.endswith(BRIEFING)


def addressed(title: str, recipient: str) -> tuple[str, str]:
    """Return to whom a paper is addressed over its text (主送机关), and what its foot says of it (报)."""
    if not recipient or not is_briefing(title):
        return recipient, ""
    return "", f"报：{recipient}。"


def title_words(title: str) -> Iterator[str]:
    """Yield the words of a title; what only follows a word stays with it."""
    unit = UNITS.match(title)
    held = unit[0] if unit else ""
    for found in PIECE.finditer(title, len(held)):
        for word in pairs(found[0]):
            if held and word not in FOLLOWS:
                yield held
                held = ""
            held += word
    if held:
        yield held


def pairs(piece: str) -> Iterator[str]:
    """Yield a piece of Chinese two by two, an odd last character with the pair before it."""
    if not "\u4e00" <= piece[0] <= "\u9fff" or len(piece) < 4:
        yield piece
        return
    ends = [*range(2, len(piece) - 1, 2), len(piece)]
    yield from (piece[start:end] for start, end in zip([0, *ends], ends, strict=False))


def pieces(words: list[str], cut: tuple[int, ...]) -> Iterator[list[str]]:
    """Yield the words between cuts."""
    for start, end in zip((0, *cut), (*cut, len(words)), strict=True):
        yield words[start:end]


def ugliness(lines: list[str]) -> float:
    """Return how far lines are from even, and more for a line that hangs, an hourglass or an oblong."""
    widths = [width(line) for line in lines]
    uneven = max(widths) - min(widths)
    hourglass = len(widths) > 2 and min(widths[1:-1]) < min(widths[0], widths[-1])
    oblong = uneven < 0.5
    opened = any(line.endswith("关于") for line in lines[:-1])
    return uneven + 20 * hourglass + 3 * oblong + 2 * opened


def width(text: str) -> float:
    """Return how many full characters a text is wide."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def unstopped(title: str) -> str:
    """Return a title as it stands quoted within a sentence: in one line, without the stop that whoever wrote it put at
    its end, what it quotes itself in single marks."""
    line = " ".join(title.split())
    return (line.rstrip("。；;.，, ") or line).translate(INNER)
