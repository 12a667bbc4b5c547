"""What a text is, by its title and how it opens: on what is to come, a notice, minutes, a speech, news, a report.

Who reads sentence by sentence takes "成立专班" for done; in a plan nothing is done yet.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from zerentian.reports.rules.audit.sentences import Piece


class Genre(StrEnum):
    """What a text is."""

    PLAN = "plan"
    NOTICE = "notice"
    MINUTES = "minutes"
    SPEECH = "speech"
    REPORT = "report"
    NEWS = "news"
    UNTOLD = "untold"  # a piece of a text, without its title


_OPENING = 4  # sentences among which a text says what it is
_LONGEST = 60  # letters of a title
_AFTER = r"(?:[（(][^）)]{1,16}[）)]|[（(]?(?:试行|草案|讨论稿|征求意见稿|摘要)[）)]?|$)"
_BY_TITLE: tuple[tuple[Genre, str], ...] = (
    (Genre.MINUTES, "纪要|会议记录|议定事项"),
    (Genre.SPEECH, "讲话|发言|致辞|点评|主持词|报告会上的"),
    (Genre.REPORT, "总结|汇报|报告|自查|述职|述评|小结|通报|情况|简报|专报|月报|材料|回顾"),
    (
        Genre.NOTICE,
        f"(?:通知|通告|公告|告示|须知|倡议书?|一封信|公开信|告知书|公示|提示|招募令?){_AFTER}",
    ),
    (
        Genre.PLAN,
        f"(?:计划|方案|预案|规划|要点|安排|思路|办法|细则|规程|打算|路线图|任务分解表?|规定|守则|公约|村规民约|承诺书|责任书"
        f"|议事规则|若干措施|(?<!反馈)(?<!审查)(?<!处理)(?<!征求)意见|[一二三四五六七八九十\\d]+件(?:惠民|便民|民生)?实事(?:项目)?(?:清单)?){_AFTER}",
    ),
)
# What somebody did, as news says it in its title: "柏林镇召开秋粮收购工作会议" is no paper on a piece of work.
_TOLD_AS_NEWS = re.compile(
    "^(?!关于)[^，。；：]{2,20}?(?:召开|举行|举办|开展|组织|走访|慰问|看望|调研|视察|督导|检查|参加|扎实|全力|全面|积极|多措并举|有序|持续"
    "|助力|赋能|亮|掀起|吹响)"
)
# What a paper ends its title with, whatever was done before: "柏林镇召开会议情况的报告".
_CALLED = re.compile(
    "(?:总结|汇报|报告|述职|述评|小结|通报|情况|简报|专报|月报|材料|回顾|纪要|讲话|发言|致辞|记录)(?:[（(][^）)]*[）)])?$"
)
_TOLD_AS_PAPERS = (Genre.REPORT, Genre.MINUTES, Genre.SPEECH)
# Titles that name no news, although they are none of those above.
_OFFICIAL = re.compile("记录|提纲|要点|方案|计划|意见|公报|工作|答复|回复")
_BY_OPENING: tuple[tuple[Genre, str], ...] = (
    (Genre.NOTICE, "(?:通知|通告|公告)如下"),
    (
        Genre.PLAN,
        "(?:制定|制订|编制|拟定)(?:了)?(?:如下|以下|本)[^，。；]{0,8}(?:方案|计划|预案|要点|办法|规划)",
    ),
)
_TITLES = tuple((genre, re.compile(words)) for genre, words in _BY_TITLE)
_OPENINGS = tuple((genre, re.compile(words)) for genre, words in _BY_OPENING)


def genre_of(pieces: Sequence[Piece]) -> Genre:
    """Return what a text is; one that says nothing of it is news when it has a title, else nobody knows."""
    title = pieces[0].text if pieces else ""
    found = _named(title) if _is_title(title) else None
    if found is None:
        opening = [piece.text for piece in pieces[:_OPENING]]
        found = next((genre for genre, words in _OPENINGS if any(map(words.search, opening))), None)
    if found or not _is_title(title):
        return found or Genre.UNTOLD
    return Genre.REPORT if _OFFICIAL.search(title) else Genre.NEWS


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST and not text.endswith(("。", "；", "：", "！"))


def _named(title: str) -> Genre | None:
    """Return the kind of text that a title names."""
    plain = re.sub(r"\s+", "", title)
    found = next((genre for genre, words in _TITLES if words.search(plain)), None)
    paper = found in _TOLD_AS_PAPERS and _CALLED.search(plain)
    news = (found is None or found in _TOLD_AS_PAPERS) and _TOLD_AS_NEWS.search(plain)
    return Genre.NEWS if news and not paper else found
