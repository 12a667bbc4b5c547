"""What a notice to a resident says word by word: of one passed on or reviewed, and of what was promised then."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.reviews import Level, Outcome
from zerentian.reports import notices
from zerentian.reports.rules.document import text_of

AT = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)  # the second of March in China
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def told_shortly(monkeypatch):
    """Let where somebody is reached be the unit's name, and the reviewing organ one word."""
    monkeypatch.setattr(notices, "reached_within", lambda unit, day: f"{unit.name}{day.day}")
    monkeypatch.setattr(notices, "reviewer", lambda concern, day: f"复查机关是县府{day.day}。")


def concern(kind=Kind.PETITION, above="县府", **more):
    """Return a concern of a township below a county, or of a county."""
    county = SimpleNamespace(name=above) if above else None
    unit = SimpleNamespace(name="乡府", parent_on=lambda day: county, organ_on=lambda day: f"乡政府{day.day}")
    given = {"title": "修路。", "number": "2026-0001", "unit": unit, "kind": kind, "due": None, "lead": None}
    return SimpleNamespace(**given | more)


def happening(step="", words="", pk=1):
    return SimpleNamespace(step=step, words=words, at=AT, pk=pk, entry=None)


def lines(blocks) -> list[str]:
    return [text_of(block.runs) for block in blocks]


@pytest.mark.parametrize(("above", "asked"), [("县府", "乡府2或者县府2"), (None, "乡府2")])
def test_what_is_passed_on_says_to_whom_why_and_whom_to_ask(above, asked):
    told = lines(notices._passed_on(concern(above=above), happening(words="县水利局：不归乡里管：归县里")))
    assert told == [
        "简单说：您反映的事项转给了县水利局，由县水利局答复您。",
        "一、转送去向",
        "您反映的“修路”（编号2026-0001）已于2026年3月2日转送县水利局办理。",
        "二、转送理由",
        "不归乡里管：归县里。",
        "三、以后怎么办",
        "由县水利局依法办理并答复您。",
        "四、不同意怎么办",
        f"不同意转送，或者要查询办理情况的，可以联系{asked}。",
    ]


def review(level=Level.REVIEW, outcome=Outcome.UPHELD, pk=1, **more):
    unit = SimpleNamespace(name="县府", organ_on=lambda day: f"县政府{day.day}", parent_on=lambda day: None)
    given = {"organ": "", "request": "请求重修", "reasons": "路基已固"}
    return SimpleNamespace(level=level, outcome=outcome, pk=pk, decided_on=DAY, unit=unit, **given | more)


@pytest.mark.parametrize(
    ("given", "name", "organ", "outcome", "after"),
    [
        (
            review(),
            "复查",
            "县政府2",
            "维持原答复",
            "不服本复查意见的，可以自收到之日起三十日内向县政府2的上一级机关申请复核。上一级机关的名称、地址和电话，可以向县府2询问。",
        ),
        (
            review(Level.RECHECK, Outcome.CHANGED, organ="市政府"),
            "复核",
            "市政府",
            "改变原答复",
            "复核意见是信访程序的最后意见；同一事实和理由再次提出的，不再受理。",
        ),
        (
            review(outcome=Outcome.REDO, organ="县信访局"),
            "复查",
            "县信访局",
            "原答复撤销，由承办单位重新办理",
            "不服本复查意见的，可以自收到之日起三十日内向县信访局的上一级机关申请复核。"
            "上一级机关的名称、地址和电话，可以向县信访局询问。",
        ),
    ],
)
def test_an_opinion_says_by_whom_what_why_and_what_is_open_then(given, name, organ, outcome, after):
    more = "不服的，收到之日起三十日内可以申请复核。" if name == "复查" else ""
    assert lines(notices._opinion(concern(), given, DAY)) == [
        f"简单说：您申请的{name}有了意见：{outcome}。{more}",
        f"一、{name}请求",
        "请求重修。",
        f"二、{name}意见",
        f"对“修路”（编号2026-0001）的{name}申请，{organ}于2026年3月2日作出意见：{outcome}。",
        "三、理由",
        "路基已固。",
        "四、以后的权利",
        after,
    ]


def test_there_is_a_notice_for_each_review_that_was_decided_in_their_order():
    rows = [review(Level.RECHECK, pk=7), review(outcome="", pk=5), review(pk=3)]
    found = list(notices._reviewed(concern(reviews=SimpleNamespace(all=lambda: rows))))
    assert [(code, title) for code, title, *_ in found] == [
        (f"opinion-{Level.REVIEW}", "复查意见告知书"),
        (f"opinion-{Level.RECHECK}", "复核意见告知书"),
    ]
    assert {moment.isoformat() for _, _, moment, _ in found} == {"2026-03-02T12:00:00+08:00"}


def test_each_extension_of_the_residents_clock_has_a_number_and_no_other_clock_any():
    def run(purpose, *keys):
        rows = [SimpleNamespace(pk=key, told_on=DAY) for key in keys]
        return SimpleNamespace(purpose=purpose, extensions=SimpleNamespace(all=lambda: rows))

    other = next(one for one in Purpose if one != Purpose.ANSWER)
    clocks = [run(Purpose.ANSWER, 9), run(other, 4), run(Purpose.ANSWER, 2)]
    found = list(notices._extended(concern(clocks=SimpleNamespace(all=lambda: clocks))))
    assert [(code, title) for code, title, *_ in found] == [
        ("extended-1", "延期告知书"),
        ("extended-2", "延期告知书"),
    ]
    assert [drawn.args[1].pk for *_, drawn in found] == [2, 9]
    assert found[0][2].isoformat() == "2026-03-02T12:00:00+08:00"


def test_without_an_entry_a_concern_stood_as_it_stands():
    lead = SimpleNamespace(name="乡府")
    stood = notices.Stood(concern(due=DAY, lead=lead), None)
    assert (stood.due, stood.unit) == (DAY, lead)


@pytest.mark.parametrize(
    ("verb", "facts", "promised"),
    [
        ("concern.accepted", {"due": "2026-03-09"}, True),
        ("concern.accepted", {"due": ""}, False),
        ("concern.accepted", {}, False),
        ("clock.extended", {"due": "2026-03-09", "purpose": str(Purpose.ANSWER)}, True),
        ("clock.extended", {"due": "2026-03-09", "purpose": "other"}, False),
    ],
)
def test_a_promise_is_the_day_of_the_answer_and_of_no_other_clock(verb, facts, promised):
    assert notices.is_promise(SimpleNamespace(verb=verb, fact=facts)) is promised
