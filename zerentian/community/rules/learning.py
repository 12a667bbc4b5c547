"""Learning (学习培训): what posts have to know, until when they know it, and a self-check of which nothing is kept.

No hours, notes, photos or points: 国办函〔2026〕12号 bans them as merit. What counts is that a post is covered.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zerentian.ledger.rules.periods import chinese_day, month_end
from zerentian.ledger.rules.refusals import NotAllowed

CYCLES = (0, 3, 6, 12, 24, 36)  # months; 0: once
REMIND_DAYS = 30
MOST_QUESTIONS = 30
LETTERS = "ABCDEFGH"


def holds_until(done_on: date, months: int) -> date | None:
    """Return the last day for which something learned on a day holds: as many months on; None for ever.

    From the 31st it goes to the end of a shorter month.
    """
    if not months:
        return None
    year, month = divmod(done_on.month - 1 + months, 12)
    first = date(done_on.year + year, month + 1, 1)
    return first.replace(day=min(done_on.day, month_end(first).day)) - timedelta(days=1)


def check_done_on(done_on: date, since: date, today: date) -> date:
    """Return the day something was learned; NotAllowed for one to come, and one before the material that holds now."""
    if done_on > today:
        raise NotAllowed("学习日期不能晚于今天", "the day can't lie after today")
    if done_on < since:
        raise NotAllowed(
            f"现行学习材料{chinese_day(since)}才启用，请按现行材料学习后再登记",
            f"the material holds since {since}: learn by it first",
        )
    return done_on


def check_cycle(months: int) -> int:
    """Return the months after which something is learned again; NotAllowed for any but the usual ones."""
    if months not in CYCLES:
        raise NotAllowed(
            "周期只能是一次、3、6、12、24或36个月", "it is learned once, or every 3, 6, 12, 24 or 36 months"
        )
    return months


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the self-check: its options, which are right (from 0), and why."""

    text: str
    options: tuple[str, ...]
    right: frozenset[int]
    why: str = ""

    @property
    def letters(self) -> str:
        """Return the letters of the right options: AC."""
        return "".join(LETTERS[at] for at in sorted(self.right))


OPTION = re.compile(r"([*＊√]?)\s*[A-Ha-h][.．、)）]\s*(.+)")
WHY = re.compile(r"(?:解析|说明|because)\s*[:：]\s*(.+)", re.IGNORECASE)


def read_questions(text: str) -> tuple[Question, ...]:
    """Read a self-check as it is typed: a question, its options A. B. …, the right ones with ``*``, then 解析：….

    Blank lines part the questions. NotAllowed names the number of the question that is wrong, and what it lacks.
    """
    blocks = [block.strip().splitlines() for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    if len(blocks) > MOST_QUESTIONS:
        raise NotAllowed(
            f"自测题最多{MOST_QUESTIONS}道", f"a self-check has at most {MOST_QUESTIONS} questions"
        )
    return tuple(question_of(number, lines) for number, lines in enumerate(blocks, 1))


def question_of(number: int, lines: Sequence[str]) -> Question:
    """Read one question from its lines."""
    asked: list[str] = []
    options: list[tuple[bool, str]] = []
    why = ""
    for line in (one.strip() for one in lines):
        if found := OPTION.fullmatch(line):
            options.append((bool(found[1]), found[2].strip()))
        elif options and (said := WHY.fullmatch(line)):
            why = said[1]
        elif options:
            raise NotAllowed(
                f"第{number}题看不懂这一行：“{line[:40]}”；选项写成 A. …，正确的前面加 *，最后可写“解析：…”",
                f"question {number}: can't read “{line[:40]}”; options are “A. …”, right ones with * before",
            )
        else:
            asked.append(line)
    if len(options) > len(LETTERS):
        raise NotAllowed(
            f"第{number}题最多{len(LETTERS)}个选项", f"question {number} has at most {len(LETTERS)} options"
        )
    right = frozenset(at for at, (is_right, _) in enumerate(options) if is_right)
    if not asked or len(options) < 2 or not right:
        raise NotAllowed(
            f"第{number}题要有题目、至少两个选项，并在正确的选项前加 *",
            f"question {number} needs a text, two options at least, and * before the right ones",
        )
    return Question(" ".join(asked), tuple(words for _, words in options), right, why)


def marked(questions: Sequence[Question], given: Mapping[int, Iterable[int]]) -> list[bool]:
    """Return for each question whether exactly the right options were given; nothing of it is kept anywhere."""
    return [frozenset(given.get(at, ())) == question.right for at, question in enumerate(questions)]
