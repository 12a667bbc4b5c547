"""Late matters and next steps in words: who, what, by when, how late, why, and what of them is left out."""

from datetime import date
from types import SimpleNamespace

import pytest

from zerentian.ledger.rules.periods import Period, chinese_day
from zerentian.reports.actions import matters as told
from zerentian.reports.actions.matters import Matter
from zerentian.reports.actions.prose import Teller, alike, entries_mark, named_of, words
from zerentian.reports.rules.outline import Slot
from zerentian.reports.rules.prose import Before, Number

UNTIL = date(2026, 6, 30)


def day_of(day: date) -> str:
    return f"{day.month}月{day.day}日" if day.year == 2026 else chinese_day(day)


def teller(sealed=UNTIL):
    return SimpleNamespace(until=UNTIL, sealed=sealed, day=day_of)


def matter(subject="task:1", what="清理河道", unit="上坪村", due=date(2026, 6, 20), why="", at=1):
    return Matter(subject, what, unit, due, why, (SimpleNamespace(index=at),))


@pytest.fixture
def given(monkeypatch):
    """Let these be the matters behind the figures, measures mending what ``mended`` says."""

    def give(*found: Matter, mended=None, waiting=(), others=None):
        ranked = sorted(found, key=lambda one: (one.due, one.subject))
        monkeypatch.setattr(told, "_found", lambda one, slot, ahead=False: (ranked, others or {}))
        monkeypatch.setattr(told, "_mended", lambda one: (mended or {}).get(one.subject, ""))
        monkeypatch.setattr(told, "_open_at_the_seal", lambda one, slot: set(waiting))

    return give


def lines(tell, sealed=UNTIL, **options) -> list[str]:
    slot = Slot(
        "matters", ("tasks.overdue",), "", tuple((name, str(value)) for name, value in options.items())
    )
    return ["".join(run.text for run in one.runs if not run.aside) for one in tell(teller(sealed), slot)]


def late(**options):
    return lines(told.matters, **options)


def ahead(sealed=UNTIL, **options):
    return lines(told.ahead, sealed, **options)


# -- Late ----------------------------------------------------------------------------------------------


def test_what_is_late_is_told_with_whose_it_is_since_when_and_why(given):
    given(matter(why="因下雨延期至6月20日"))
    assert late() == ["清理河道，由上坪村办理，6月20日到期，逾期10天尚未办结；因下雨延期至6月20日。"]


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("task:1", "办理，6月20日到期，逾期10天尚未办结"),
        ("finding:1", "整改，6月20日到期，逾期10天尚未整改到位"),
        ("measure:1", "落实，6月20日到期，逾期10天尚未落实"),
    ],
)
def test_each_kind_has_its_own_words(given, subject, said):
    given(matter(subject, why="因"))
    assert late() == [f"清理河道，由上坪村{said}；因。"]


def test_the_longest_late_comes_first_and_of_one_day_the_first_of_its_name(given):
    given(
        matter("task:2", "乙", due=date(2026, 6, 1), why="因"),
        matter("task:3", "丙", due=date(2025, 12, 31), why="因"),
        matter("task:1", "甲", due=date(2026, 6, 1), why="因"),
    )
    assert [one[:3] for one in late()] == ["一是丙", "二是甲", "三是乙"]
    assert "2025年12月31日到期，逾期181天" in late()[0]


def test_what_is_called_the_same_and_is_one_units_is_told_once(given):
    given(
        matter("task:1", due=date(2026, 6, 1), why="甲因"),
        matter("task:2", due=date(2026, 6, 20), why="甲因"),
    )
    assert late() == [
        "“清理河道”2件，由上坪村办理，分别于6月1日、6月20日到期，分别逾期29天、10天，尚未办结；甲因。"
    ]
    given(matter("task:1", due=date(2025, 6, 1), why="甲因"), matter("task:2", why="乙因"))
    [one] = late()
    assert "分别于2025年6月1日、2026年6月20日到期" in one
    assert one.endswith("；其中1件甲因；其中1件乙因。")
    given(matter("task:1", why="因"), matter("task:2", unit="下坪村", why="因"))
    assert len(late()) == 2


@pytest.mark.parametrize(
    ("whys", "rest"),
    [
        (["因", "因"], []),
        (["", "因"], ["以上2件中，1件没有登记未按期完成的原因。"]),
        (["", ""], ["以上各件均没有登记未按期完成的原因。"]),
        ([""], ["未按期完成的原因没有登记。"]),
    ],
)
def test_how_many_have_no_recorded_cause_is_said_at_the_end(given, whys, rest):
    given(*(matter(f"task:{at}", f"事{at}", why=why) for at, why in enumerate(whys)))
    assert late()[len(whys) :] == rest


def test_those_beyond_the_limit_are_counted(given):
    given(*(matter(f"task:{at:02}", f"事{at}", why="因") for at in range(12)))
    assert len(late()) == 11
    assert late()[-1] == "另有2件从略。"
    assert [len(late(limit=at)) for at in (1, 11, 12)] == [2, 12, 12]
    given(*(matter(f"task:{at}", f"事{at}") for at in range(3)))
    assert late(limit=2)[-1] == "以上各件均没有登记未按期完成的原因。另有1件从略。"
    given()
    assert late() == []


def test_a_measure_is_told_with_the_finding_it_mends_where_that_is_late_as_well(given):
    finding = matter("finding:1", "护栏缺失", why="因", at=3)
    measure = matter("measure:1", "装护栏", due=date(2026, 6, 25), at=4)
    given(finding, measure, mended={"measure:1": "finding:1"})
    [one, *_] = late()
    assert one.startswith("护栏缺失，由上坪村整改")
    assert one.endswith("；因；整改措施“装护栏”6月25日到期，尚未落实。")
    [paragraph, *_] = told.matters(teller(), Slot("matters"))
    assert [run.text for run in paragraph.runs if run.aside] == ["〔台账3、4〕"]
    given(measure, mended={"measure:1": "finding:9"})
    assert late()[0].startswith("装护栏，由上坪村落实")


# -- Ahead ---------------------------------------------------------------------------------------------

SOON, LATER = date(2026, 7, 10), date(2026, 8, 1)


def test_what_falls_due_after_the_period_is_told_soonest_first(given):
    given(
        matter("task:2", "乙", due=LATER),
        matter("task:1", "甲", due=SOON),
        matter("finding:3", "丙", due=LATER),
    )
    assert ahead() == [
        "一是7月10日前，上坪村甲。",
        "二是8月1日前，上坪村完成“丙”问题的整改。",
        "三是8月1日前，上坪村乙。",
    ]
    assert ahead(limit=2)[-1] == "另有1件从略。"


def test_a_measure_names_the_day_of_the_finding_it_mends_which_then_is_not_told_again(given):
    finding, measure = (
        matter("finding:1", "护栏缺失", due=LATER, at=3),
        matter("measure:1", "装护栏", due=SOON, at=4),
    )
    given(finding, measure, mended={"measure:1": "finding:1"})
    assert ahead() == ["7月10日前，上坪村装护栏，8月1日前完成“护栏缺失”问题的整改。"]
    [paragraph] = told.ahead(teller(), Slot("ahead"))
    assert [run.text for run in paragraph.runs if run.aside] == ["〔台账3、4〕"]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([matter()], "已经逾期的1件事项，由上坪村尽快办结。"),
        ([matter("finding:1")], "已经逾期的1件事项，由上坪村尽快整改到位。"),
        ([matter(), matter("task:2")], "已经逾期的2件事项，由上坪村尽快办结。"),
        ([matter(), matter("task:2", unit="下坪村")], "已经逾期的2件事项，由各责任单位尽快办结。"),
        ([matter(due=UNTIL)], "已经逾期的1件事项，由上坪村尽快办结。"),
    ],
)
def test_what_is_overdue_already_is_to_be_done_soon(given, found, said):
    given(*found)
    assert ahead() == [said]
    given(*found, matter("task:9", "新", due=SOON))
    assert ahead() == ["一是7月10日前，上坪村新。", f"二是{said}"]


def test_after_matters_left_out_what_is_overdue_bears_no_number(given):
    given(matter(), matter("task:8", "甲", due=SOON), matter("task:9", "乙", due=LATER))
    assert ahead(limit=1)[1:] == ["另有1件从略。", "已经逾期的1件事项，由上坪村尽快办结。"]


def test_what_was_done_with_by_the_day_of_the_seal_is_no_next_step_and_a_day_that_is_past_no_promise(given):
    done, open_one = matter("task:1", "甲", due=SOON), matter("task:2", "乙", due=SOON)
    given(done, open_one, waiting=["task:2"])
    assert ahead(date(2026, 7, 15)) == ["尽快（原定7月10日前），上坪村乙。"]
    assert len(ahead(SOON)) == 2, "on the very day it still may be done"
    given(matter("task:3", due=LATER), waiting=[])
    assert len(ahead(date(2026, 7, 15))) == 1, "nothing of what is told is past"


# -- What telling needs --------------------------------------------------------------------------------


def telling(period="2026H1", sealed=date(2026, 7, 5), asked=date(2025, 1, 3), **more):
    said = {
        "unit": None,
        "path": "c/t",
        "period": Period.parse(period),
        "seal": SimpleNamespace(today=sealed),
    }
    return Teller(
        **said, hidden=None, below=list, value=None, run=None, opened=None, fetch=None, asked=[asked], **more
    )


def test_records_tell_up_to_the_periods_last_day_or_the_seals():
    assert telling().until == UNTIL
    assert telling(sealed=date(2026, 5, 1)).until == date(2026, 5, 1)
    assert telling().naming.as_of == ("截至2026年6月30日", "截至6月底")
    assert telling().naming.name(Before()) == "2025年下半年（以下称上期）"


def test_a_number_is_of_the_period_of_the_year_before_or_of_the_one_before():
    found = [telling().at(Number("a.b", when)).code for when in ("now", "a year ago", "before")]
    assert found == ["2026H1", "2025H1", "2025H2"]


@pytest.mark.parametrize(
    ("first", "day", "covers"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), True),
        (date(2026, 1, 8), date(2026, 1, 1), True),
        (date(2026, 1, 9), date(2026, 1, 1), False),
        (None, date(2026, 1, 1), False),
    ],
)
def test_a_time_is_whole_whose_first_deed_lies_within_a_week_of_its_first_day(first, day, covers):
    one = telling(asked=first)
    assert one.covers(day) is covers
    assert one.began == (first or date.min)


@pytest.mark.parametrize(
    ("period", "first", "words_"),
    [
        ("2026H1", date(2025, 1, 1), ""),
        ("2026H1", date(2025, 7, 1), "；上年同期没有完整记录，不作同比"),
        ("2026H1", date(2026, 1, 1), "；此前没有完整记录，不作比较"),
        ("2026H1", None, "；此前没有完整记录，不作比较"),
        ("2025", date(2025, 1, 1), "；此前没有完整记录，不作比较"),
        ("2025", date(2024, 1, 1), ""),
        ("2025", date(2025, 7, 2), "；最早的落实记录为2025年7月2日，此前没有登记，不作比较"),
        ("2026", date(2025, 1, 1), "；全年尚未结束，不与以前的整期比较"),
        ("2026-07", date(2025, 1, 1), "；2026年7月尚未结束，不与以前的整期比较"),
    ],
)
def test_what_cannot_be_compared_is_said(period, first, words_):
    assert telling(period, asked=first).comparable == words_


def test_a_day_of_the_periods_own_year_is_named_without_it():
    assert telling().day(date(2026, 3, 2)) == "3月2日"
    assert telling().day(date(2025, 3, 2)) == "2025年3月2日"
    assert telling("2025-12-01..2026-01-31").day(date(2026, 1, 2)) == "2026年1月2日"


@pytest.mark.parametrize(
    ("sizes", "most", "named"),
    [
        ([5], 3, 1), ([5, 4, 3, 2], 3, 4), ([5, 4, 3, 2, 1], 3, 3), ([5, 4, 3, 3, 1], 3, 2), ([5, 4, 4, 4, 1], 3, 1),
        ([4, 4, 4, 4, 1], 3, 4), ([4, 4, 4, 4, 4], 3, 5),
    ],
)  # fmt: skip
def test_nobody_is_named_among_equals_while_others_are_left_to_the_rest(sizes, most, named):
    assert named_of(sizes, most) == named


@pytest.mark.parametrize(
    ("sizes", "left", "said"),
    [
        ([1, 1, 1], 3, "3个单位各1"),
        ([2, 2], 4, "2个单位各2"),
        ([1, 2], 3, ""),
        ([3], 3, ""),
        ([1, 1], 3, ""),
        ([], 0, ""),
    ],
)
def test_a_rest_of_several_parts_of_one_size_is_told_so(sizes, left, said):
    assert alike(sizes, left, "个单位各") == said


def test_the_mark_names_each_sealed_entry_once_in_its_order():
    found = entries_mark(SimpleNamespace(index=at) for at in (40, 12, None, 40))
    assert (found.text, found.aside) == ("〔台账12、40〕", True)


@pytest.mark.parametrize(
    ("text", "said"), [("清理。\n\n 疏通； ", "清理，疏通"), ("", ""), ("路灯坏了？", "路灯坏了？")]
)
def test_a_text_within_a_sentence_is_one_line_without_its_stop(text, said):
    assert words(text) == said
