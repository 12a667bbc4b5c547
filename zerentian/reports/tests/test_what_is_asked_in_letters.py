"""Letters to who asked for information, each part by its words: which can be drawn up, and what each of them says."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from zerentian.community.rules.fees import Measure
from zerentian.community.rules.inquiries import KINDS, Outcome
from zerentian.reports import inquiry_letters as letters
from zerentian.reports.rules.document import text_of

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)  # the second of March in China
ASKED = "您申请公开的“某合同”，本机关于2026年3月2日收到。"


class Rows(list):
    """Rows that are asked as a queryset is."""

    def filter(self, **wanted):
        return Rows(one for one in self if all(getattr(one, name) == value for name, value in wanted.items()))

    def exists(self):
        return bool(self)

    def first(self):
        return self[0] if self else None

    def last(self):
        return self[-1] if self else None

    def select_related(self, *names):
        return self


@pytest.fixture(autouse=True)
def reached_shortly(monkeypatch):
    """Let where somebody is reached be the unit's name and the day."""
    monkeypatch.setattr(letters, "reached", lambda unit, day: f"{unit.name}{day.day}")


def inquiry(**more):
    given = {
        "title": "某合同。",
        "received_on": DAY,
        "unit": SimpleNamespace(name="乡府"),
        "correct_by": None,
    }
    return SimpleNamespace(**given | {"times": Rows(), "steps_taken": Rows(), "released_answer": None} | more)


def lines(letter) -> tuple[date, list[str]]:
    day, blocks = letter
    return day, [text_of(block.runs) for block in blocks]


def test_letters_that_can_be_drawn_up_come_in_the_order_of_what_they_tell():
    granted, refused = SimpleNamespace(granted=True), SimpleNamespace(granted=False)
    assert letters.letters_of(inquiry()) == []
    assert letters.letters_of(inquiry(times=Rows([refused]))) == []
    whole = inquiry(correct_by=DAY, fee=object(), times=Rows([refused, granted]), released_answer=object())
    assert letters.letters_of(whole) == [
        ("correction", "补正告知书"),
        ("fee", "信息处理费收费通知书"),
        ("extension", "延期答复告知书"),
        ("answer", "政府信息公开申请答复书"),
    ]


def test_what_is_to_be_completed_is_said_with_its_day_and_what_follows():
    step = SimpleNamespace(step="ask-correction", words="写明项目", at=AT)
    one = inquiry(correct_by=date(2026, 3, 12), steps_taken=Rows([SimpleNamespace(step="receive"), step]))
    assert lines(letters._correction(one)) == (
        DAY,
        [
            "简单说：您的申请还缺一些内容，请在2026年3月12日以前补正。",
            "一、申请事项",
            ASKED,
            "二、需要补正的事项",
            "写明项目。",
            "三、补正期限",
            "请在2026年3月12日以前补正，答复期限自收到补正之日起计算。无正当理由逾期不补正的，视为放弃申请，"
            "本机关不再处理（《中华人民共和国政府信息公开条例》第三十条）。",
            "四、怎样联系",
            "乡府2。",
        ],
    )


@pytest.mark.parametrize(
    "more", [{"correct_by": DAY}, {"steps_taken": Rows([SimpleNamespace(step="ask-correction")])}]
)
def test_nothing_is_said_of_a_completion_that_was_not_asked_for(more):
    with pytest.raises(KeyError):
        letters._correction(inquiry(**more))


@pytest.mark.parametrize(
    ("measure", "counted"),
    [(Measure.REQUESTS, "属于当月第64件申请，按件计收"), (Measure.PAGES, "需提供64页，按量计收")],
)
def test_a_fee_is_said_with_how_it_was_counted(measure, counted):
    fee = SimpleNamespace(
        measure=measure, number=64, yuan=340, until=date(2026, 3, 30), how="窗口", asked_on=DAY
    )
    day, told = lines(letters._fee(inquiry(fee=fee)))
    assert day == DAY
    assert told[0] == "简单说：办理您的申请需缴纳信息处理费340元，请在2026年3月30日以前缴纳。"
    assert told[4].endswith(f"您的申请{counted}，应缴340元。")
    assert told[5:7] == ["三、缴纳方式", "窗口。"]
    assert told[8].startswith("请在2026年3月30日以前缴纳；")
    assert told[-1] == "乡府2。"


def test_of_several_extensions_the_last_one_is_told():
    times = [
        SimpleNamespace(granted=granted, days=days, reason=f"理由{days}", decided_on=date(2026, 3, days))
        for granted, days in ((True, 5), (True, 10), (False, 20))
    ]
    day, told = lines(letters._extension(inquiry(times=Rows(times))))
    assert day == date(2026, 3, 10)
    assert told[0] == "简单说：需要延长10个工作日答复您的申请。"
    assert told[-1] == "理由10。"
    for rows in ([], [SimpleNamespace(granted=True, decided_on=None)]):
        with pytest.raises(KeyError):
            letters._extension(inquiry(times=Rows(rows)))


@pytest.mark.parametrize("outcome", Outcome)
def test_an_answer_says_its_kind_with_its_article_what_is_given_and_what_is_open(monkeypatch, outcome):
    monkeypatch.setattr(letters, "remedy", lambda outcome, *, organ, court: f"{outcome}：{organ}、{court}")
    files = [
        SimpleNamespace(file=SimpleNamespace(name=f"{name}.pdf", erased_at=erased))
        for name, erased in (("合同", None), ("已删", AT))
    ]
    given = {"outcome": outcome.value, "text": "", "where": "窗口领取", "reason": "", "released_on": DAY}
    answer = SimpleNamespace(**given, organ="县府", court="县法院", files=Rows(files))
    day, told = lines(letters._answer(inquiry(released_answer=answer)))
    kind = KINDS[outcome]
    law = f"依照《中华人民共和国政府信息公开条例》{kind.article}，" if kind.article else ""
    assert day == DAY
    assert told == [
        f"简单说：{kind.words}。",
        "一、申请事项",
        ASKED,
        "二、答复意见",
        f"{law}{kind.words}。",
        "三、获取方式和途径",
        "窗口领取。",
        "四、所附文件",
        "合同.pdf",
        "五、救济途径",
        f"{outcome}：县府、县法院。",
    ]


@pytest.mark.parametrize("answer", [None, SimpleNamespace(released_on=None)])
def test_an_answer_that_was_not_released_is_no_letter(answer):
    with pytest.raises(KeyError):
        letters._answer(inquiry(released_answer=answer))
