"""What is suggested to a person who decides, from the office's own closed matters; and a reply beside the question."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from zerentian.casework import actions, suggestions
from zerentian.casework.cli.triage import triage
from zerentian.casework.learning import learn_for, teaching
from zerentian.casework.models import Concern, Learnt
from zerentian.casework.models.learnt import Aspect
from zerentian.casework.rules.concerns import Channel, Group, Kind, State
from zerentian.casework.rules.language.replying import Usual
from zerentian.casework.rules.replies import MIN_SUBSTANCE, Decision, Parts, warnings
from zerentian.casework.shown.chores import is_night
from zerentian.ledger.models import Entry

LAMPS = ("村口路灯不亮", "三组路灯坏了", "晒谷坪照明灯不亮", "路灯杆歪了", "广场灯不亮")
WATER = ("水渠堵了", "抽水机坏了", "堰塘漏水", "灌溉用水不足", "水库放水时间")


@pytest.fixture
def water(township, receptionist, now):
    return actions.keep_category(
        unit=township, code="water", name="灌溉", group=Group.FARMING, by=receptionist, now=now
    )


@pytest.fixture
def closed(township, category, water, neighbour_office, village, resident, now):
    """Forty closed matters of two categories, each led by its own unit."""
    for at in range(40):
        words, kept, lead = (LAMPS, category, neighbour_office) if at % 2 else (WATER, water, village)
        title = words[at // 2 % 5]
        said = actions.Said(text=f"{title}，第{at}次反映，请来人看看。", title=title, category=kept)
        concern = actions.receive_concern(
            said, unit=township, channel=Channel.FORM, by=resident, now=now
        ).concern
        Concern.objects.filter(pk=concern.pk).update(
            state=State.CLOSED, category=kept, lead=lead, kind=Kind.HELP
        )
    return list(Concern.objects.all())


def test_the_words_of_categories_suggest_on_the_first_day_and_are_sure_of_nothing(concern, water):
    found = suggestions.for_triage(concern)
    assert [one.field for one in found] == ["category"]
    assert found[0].choices[0].label == "路灯照明"
    assert (found[0].sure, found[0].cases) == (False, 0)
    assert "路灯" in "".join(found[0].choices[0].why)


def test_closed_matters_teach_category_and_office(closed, concern, township, neighbour_office, village, now):
    assert {row.aspect for row in learn_for(township, now)} >= {Aspect.CATEGORY, Aspect.LEAD}
    found = suggestions.for_triage(concern)[0]
    assert (found.choices[0].label, found.cases) == ("路灯照明", 40)
    lead = suggestions.for_dispatch(concern, [neighbour_office, village])[0]
    assert lead.choices[0].value == str(neighbour_office.pk)


def test_learning_and_suggesting_record_nothing_and_change_no_matter(closed, concern, township, now):
    entries, before = Entry.objects.count(), list(Concern.objects.values())
    learn_for(township, now)
    suggestions.for_triage(concern)
    assert (Entry.objects.count(), list(Concern.objects.values())) == (entries, before)


def test_shielded_matters_never_teach(closed, township, category, neighbour_office, now):
    before = set(teaching(township).values_list("pk", flat=True))
    complaint, wrongdoing, accusing = closed[:3]
    Concern.objects.filter(pk=complaint.pk).update(kind=Kind.COMPLAINT)
    Concern.objects.filter(pk=wrongdoing.pk).update(kind=Kind.WRONGDOING, text="")
    accusing.accusations.create(unit=neighbour_office)
    gone = before - set(teaching(township).values_list("pk", flat=True))
    assert gone == {complaint.pk, wrongdoing.pk, accusing.pk}


def test_too_few_matters_take_away_what_was_learnt(closed, township, now):
    learn_for(township, now)
    Concern.objects.update(state=State.HANDLING)
    learn_for(township, now)
    assert not Learnt.objects.exclude(aspect__in=(Aspect.TOPICS, Aspect.NEAR)).exists()


def test_nothing_is_suggested_for_a_report_of_wrongdoing(concern):
    concern.kind = Kind.WRONGDOING
    assert suggestions.for_triage(concern) == []
    assert suggestions.for_dispatch(concern, []) == []


def test_the_triage_page_shows_them_and_an_address_fills_the_form(client_of, receptionist, concern, water):
    client = client_of(receptionist)
    address = f"/concerns/{concern.key}/do/triage/"
    page = client.get(address).content.decode()
    assert "路灯照明" in page
    chosen = client.get(f"{address}?category={water.pk}").content.decode()
    assert f'value="{water.pk}" selected' in chosen
    concern.refresh_from_db()
    assert concern.state == State.RECEIVED


def test_the_console_learns_for_every_township(closed, now):
    ran = CliRunner().invoke(triage, ["learn"], catch_exceptions=False)
    assert "category: 40" in ran.output


def test_it_is_learnt_at_night_and_once_a_night(closed, township, now):
    night = now.replace(hour=2, minute=30)
    assert is_night(night, None)
    assert not is_night(night, night - timedelta(hours=1))
    assert not is_night(night.replace(hour=12), None)
    learn_for(township, night)
    assert not is_night(night, None)


PAIRS = [
    (
        f"{words}的事请帮忙，地点在{at}组，已经很久了",
        f"工作人员到{at}组查看{words}，原因已经查明，近日处理完毕",
    )
    for at in range(30)
    for words in ("路灯", "水渠", "低保申请", "班车")
]


def test_a_reply_to_another_question_is_noticed_and_one_to_this_is_not():
    usual = Usual.of(PAIRS)
    assert usual is not None
    assert usual.is_beside("村口路灯不亮，晚上看不清路，请来修", "关于低保申请，请带身份证到窗口办理")
    assert not usual.is_beside(
        "村口路灯不亮，晚上看不清路，请来修", "村口路灯的控制器坏了，已换新，晚上看得清路了"
    )
    assert not usual.is_beside("修", "关于低保申请，请带身份证到窗口办理")


def test_few_answered_matters_say_nothing_about_a_reply():
    assert Usual.of(PAIRS[:49]) is None


def test_a_doubt_is_shown_before_release_and_does_not_keep_it_back(client_of, leader, drafted, township, now):
    usual = Usual.of(PAIRS)
    packed = suggestions.packed({**usual.as_arrays(), "bound": np.array([0.99])})
    Learnt.objects.create(unit=township, aspect=Aspect.REPLY, content=packed, cases=60, learnt_at=now)
    page = client_of(leader).get(f"/concerns/{drafted.key}/reply/release/").content.decode()
    assert "答非所问" in page
    actions.release_reply(drafted, told="code_page", by=leader, now=now)


def test_a_short_reply_is_worth_a_second_look():
    parts = Parts(
        "修路灯", "已收到。", "", Decision.EXPLAINED, "请您到村委会了解有关情况即可。", "无", "可以申请复查"
    )
    assert any("不足60字" in one.what for one in warnings(parts))
    for missing, is_short in ((0, False), (1, True)):
        said = replace(
            parts, facts_found="查" * (MIN_SUBSTANCE - len(parts.reasons) - missing), next_steps=""
        )
        assert any("不足60字" in one.what for one in warnings(said)) is is_short
