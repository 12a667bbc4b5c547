"""Which place a message names: the estate, firm or school first, then the street, village or town, then the district.

Without a gazetteer names are told by what they end with. How long a name is nobody can tell from its characters, so two
names are compared by the pairs of characters they share: "星沙中茂城" and "中茂城" share most of theirs.
"""

import re
from collections import Counter
from collections.abc import Iterable
from sys import intern
from typing import NamedTuple

from zerentian.casework.rules.language.runs import BREAK

BEHIND = re.compile(r"\(\?<!.+?\)")  # what may not stand before an end


def first_signs(end: str) -> str:
    """Return the signs with which an end begins, as they stand in a set of signs."""
    bare = BEHIND.sub("", end)
    return bare[1 : bare.index("]")] if bare.startswith("[") else bare[0]


def ending_in(ends: str) -> re.Pattern[str]:
    """Return the pattern of a name and its end, which is one of those between the strokes.

    Before the ends comes a look at the first signs of all of them: one look at a set instead of one at each end, at
    every place of every message.
    """
    firsts = "".join(dict.fromkeys("".join(map(first_signs, ends.split("|")))))
    return re.compile(rf"([a-z0-9\u3400-\u9fff]{{2,6}}?)(?=[{firsts}])({ends})")


# Where one building site, firm or school is meant: two messages that share such a name mostly are about one matter.
FINE = ending_in(
    "小区|花园|家园|公寓|广场|大厦|国际城|国际|公园|中学|小学|幼儿园|医院|市场|火车站|汽车站|地铁站|高铁站|公司|集团|"
    "新城|名城|景园|华府|佳园|雅苑|安置房|搅拌站|煤矿|砖厂|电站|水库|养殖场|屠宰场|"
    r"苑|城|园|(?<!政)府|湾|郡|山庄|庄园|[一二三四五六七八九十\d]+期|号线|路公交|路车|学院|大学"
)
# Where many matters happen: such a name in common says little, other such names say "another place".
COARSE = ending_in("社区|街道|大道|镇|乡|村|组|路|街|学校|机场")
# Ends that say what a place is for, not only that it is one.
IN_USE = re.compile(
    "公园|中学|小学|幼儿园|医院|市场|火车站|汽车站|地铁站|高铁站|公司|集团|搅拌站|煤矿|砖厂|电站|水库|养殖场|屠宰场|"
    "号线|路公交|路车|学院|大学|学校|机场"
)
DISTRICT = re.compile(r"(?:[a-z]\d{0,2}|[\u3400-\u9fff]{2})(?<![小社景片地校库园])[区县旗]|[a-z]\d{1,2}市")
WIDE = re.compile(r"[a-z]\d{0,2}[市区县]|[\u3400-\u9fff]{1,3}省")
# Characters that hardly stand in a name: what is before them is no part of it.
NO_NAME = frozenset(
    "的在是有了和与及请求反映关于咨询投诉建议对我们你好领导尊敬希望问题为何这个那一什么时候何时附近位于"
)
LOOKED_AT = 150
NAME_LENGTH = 4
WHOLE_NAME = 6


class Places(NamedTuple):
    """What a message names: pairs of characters of fine and of coarse names, and its districts."""

    fine: frozenset[str]
    coarse: frozenset[str]
    districts: frozenset[str]


def places_in(title: str, text: str) -> Places:
    """Return the places that a message in plain characters names in its title and where it begins."""
    said = f"{title}，{text[:LOOKED_AT]}"
    near = WIDE.sub("，", said)
    return Places(pairs(named(near, FINE)), pairs(named(near, COARSE)), frozenset(DISTRICT.findall(said)))


def beside_names(said: str) -> str:
    """Return what a text in plain characters says beside names of places: a ``BREAK`` stands for each of them.

    That it is a quarry or a school stays: that may be what the message is about.
    """
    said = DISTRICT.sub(BREAK, WIDE.sub(BREAK, said))
    for pattern in (FINE, COARSE):
        said = pattern.sub(lambda found: beside(found.group(1), found.group(2)), said)
    return said


def beside(stem: str, end: str) -> str:
    """Return what is left of a name: what was said before it, and its end where that says what the place is for."""
    return said_before_name(stem) + BREAK + (end if IN_USE.fullmatch(end) else "")


def said_before_name(stem: str) -> str:
    """Return what of the characters before a name's end cannot belong to it."""
    last = max((at for at, sign in enumerate(stem) if sign in NO_NAME), default=-1)
    return stem[: last + 1]


def named(said: str, pattern: re.Pattern[str], length: int = NAME_LENGTH) -> list[str]:
    """Return the names that end as the pattern says, without what cannot belong to them."""
    names = []
    for found in pattern.finditer(said):
        stem = found.group(1)
        names.append(stem[len(said_before_name(stem)) :][-length:] + found.group(2))
    return names


def pairs(names: Iterable[str]) -> frozenset[str]:
    """Return the pairs of neighbouring characters of names."""
    # Each pair is in memory once, however many messages have it.
    return frozenset(intern(name[at : at + 2]) for name in names for at in range(len(name) - 1))


def shared_name(messages: Iterable[tuple[str, str]]) -> str:
    """Return the name that most of a topic's messages give, the finer first; "" where they share none."""
    said = [WIDE.sub("，", f"{title}，{text[:LOOKED_AT]}") for title, text in messages]
    for pattern in (FINE, COARSE):
        counted = Counter(
            end for one in said for end in set().union(*map(ends, named(one, pattern, WHOLE_NAME)))
        )
        most = max(counted.values(), default=0)
        if most >= 2 and 3 * most >= len(said):
            return max(
                (one for one, times in counted.items() if 10 * times >= 9 * most),
                key=lambda one: (len(one), one),
            )
    return ""


def ends(name: str) -> set[str]:
    """Return a name and what is left of it without its first characters, three at least: they may be no part of it."""
    return {name[at:] for at in range(max(1, len(name) - 2))}
