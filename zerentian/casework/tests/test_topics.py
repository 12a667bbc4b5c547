"""Hot matters: confirmed, split, merged and closed by a person; people told apart within one, and nowhere else."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from zerentian.casework import actions, suggestions
from zerentian.casework.actions.shield import erase_contact
from zerentian.casework.learning import learn_for
from zerentian.casework.models import Concern, Topic, TopicMember
from zerentian.casework.nearby import nearby
from zerentian.casework.rules.concerns import Channel, Kind, Step
from zerentian.casework.rules.topics import TopicState, heat_of
from zerentian.casework.views.suggested import nearby_for
from zerentian.casework.views.topics import heat_said
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import handover
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.units import open_unit
from zerentian.organization.rules.rights import Kind as UnitKind

PHONES = ("13900000001", "13900000001", "13900000002", "13900000003", "", "")


@pytest.fixture
def messages(township, category, resident, now):
    """Six messages about one noisy pump: two by one person, two by nobody known."""
    return [
        actions.receive_concern(
            actions.Said(
                text=f"锦绣花园的水泵整夜响，第{at}次反映，请检修。",
                title="锦绣花园水泵噪音扰民",
                category=category,
                contact=actions.Reachable(name="示例", phone=phone) if phone else None,
            ),
            unit=township,
            channel=Channel.FORM,
            by=resident,
            now=now,
        ).concern
        for at, phone in enumerate(PHONES)
    ]


@pytest.fixture
def topic(township, messages, receptionist, now):
    return actions.confirm_topic(
        unit=township, title="锦绣花园水泵噪音", concerns=messages, by=receptionist, now=now
    )


def heat(topic):
    found = topic.heat
    return found.messages, found.people, found.unknown


def test_heat_counts_people_once_and_the_unknown_apart(topic):
    assert heat(topic) == (6, 3, 2)
    assert (heat_of([]).people, heat_of(["", ""]).people) == (None, None)
    assert heat_of(["a", "a"]).is_series
    for writers, words in (
        (["a", "b", "", ""], "2人 · 4件，其中2件不知是谁"),
        (["a", "b"], "2人 · 2件"),
        (["a", "a"], "同一人多次反映，2件"),
        (["", ""], "人数未知，2件"),
    ):
        assert heat_said(heat_of(writers)) == words
    assert not heat_of(["a", ""]).is_series


def test_the_same_writer_has_another_mark_in_every_topic(topic, messages, receptionist, now):
    other = actions.split_topic(topic, concerns=messages[:1], title="另一件", by=receptionist, now=now)
    here = set(topic.members.filter(ended=False).values_list("writer", flat=True)) - {""}
    there = set(other.members.values_list("writer", flat=True))
    assert there
    assert not here & there


def test_a_split_and_a_merge_are_undone_by_each_other(topic, messages, receptionist, now):
    other = actions.split_topic(topic, concerns=messages[:2], title="拆出的", by=receptionist, now=now)
    assert (heat(topic), heat(other)) == ((4, 2, 2), (2, 1, 0))
    actions.merge_topics(other, into=topic, by=receptionist, now=now)
    other.refresh_from_db()
    assert (heat(topic), heat(other), other.state) == ((6, 3, 2), (0, None, 0), TopicState.MERGED)
    actions.unmerge_topic(other, by=receptionist, now=now)
    assert (heat(topic), heat(other)) == ((4, 2, 2), (2, 1, 0))


def test_every_step_has_its_entry(topic, receptionist, now):
    actions.describe_topic(
        topic, title="水泵", place="锦绣花园", standing="已约厂家", by=receptionist, now=now
    )
    actions.close_topic(topic, standing="水泵已换", by=receptionist, now=now)
    actions.reopen_topic(topic, by=receptionist, now=now)
    verbs = Entry.objects.filter(subject=topic.ref).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["topic.confirmed", "topic.described", "topic.closed", "topic.reopened"]


def test_what_cannot_be_a_topic_is_refused(topic, messages, township, receptionist, outsider, now):
    with pytest.raises(NotAllowed, match="至少"):
        actions.confirm_topic(unit=township, title="一件", concerns=[], by=receptionist, now=now)
    with pytest.raises(NotAllowed, match="已在"):
        actions.confirm_topic(unit=township, title="再来", concerns=messages[:2], by=receptionist, now=now)
    with pytest.raises(NotAllowed, match="不能全选"):
        actions.split_topic(topic, concerns=messages, title="全部", by=receptionist, now=now)
    with pytest.raises(NotAllowed, match="另一个"):
        actions.merge_topics(topic, into=topic, by=receptionist, now=now)
    with pytest.raises(NotAllowed, match="状态"):
        actions.reopen_topic(topic, by=receptionist, now=now)
    with pytest.raises(Forbidden):
        actions.close_topic(topic, standing="x", by=outsider, now=now)


def test_what_accuses_somebody_enters_no_topic_and_counts_in_none(
    topic, messages, township, category, receptionist, now
):
    Concern.objects.filter(pk=messages[0].pk).update(kind=Kind.COMPLAINT)
    assert heat(topic) == (5, 3, 2)
    messages[2].accusations.create(unit=township)
    assert heat(topic) == (4, 2, 2)


def test_an_erased_contact_leaves_no_mark(topic, messages, superior_of_contacts, now):
    erase_contact(messages[2], ground="request", by=superior_of_contacts, now=now)
    assert heat(topic) == (6, 2, 3)


@pytest.fixture
def superior_of_contacts(receptionist):
    return receptionist


def test_what_seems_one_matter_is_proposed_and_gone_once_it_is_confirmed(
    messages, township, receptionist, cadre, now
):
    learn_for(township, now)
    found = suggestions.together(township, receptionist)
    assert {one.pk for one in found[0].concerns} == {one.pk for one in messages}
    assert found[0].people == 3
    assert "锦绣花园" in found[0].place
    actions.confirm_topic(unit=township, title="水泵", concerns=messages, by=receptionist, now=now)
    assert suggestions.together(township, receptionist) == []


def test_a_proposal_becomes_a_topic_by_one_press(client_of, messages, township, receptionist, inspector, now):
    learn_for(township, now)
    client = client_of(receptionist)
    page = client.get("/concerns/topics/").content.decode()
    assert "看起来是同一件事" in page
    keys = [one.pk for one in messages]
    asked = client.get(f"/concerns/topics/new/?of={','.join(map(str, keys))}").content.decode()
    assert asked.count("checked") == len(keys)
    sent = client.post("/concerns/topics/new/", {"title": "水泵噪音", "concerns": keys})
    assert sent.status_code == 302
    topic = Topic.objects.get()
    shown = client.get(f"/concerns/topics/{topic.pk}/")
    assert "3人" in shown.content.decode()
    assert [code for code, _ in shown.context["steps"]] == ["describe", "join", "split", "merge", "close"]
    for step in ("describe", "join", "split", "merge", "close"):
        assert client.get(f"/concerns/topics/{topic.pk}/{step}/").status_code == 200
    assert client.get(f"/concerns/topics/{topic.pk}/reopen/").status_code == 302
    assert client.get(f"/concerns/topics/{topic.pk}/none/").status_code == 404
    seen = client_of(inspector).get(f"/concerns/topics/{topic.pk}/")
    assert (seen.status_code, seen.context["steps"]) == (200, [])


def test_what_is_near_is_looked_for_at_triage_and_by_who_triages_alone(concern, receptionist, cadre):
    form = SimpleNamespace(concern=concern)
    assert nearby_for(Step.DISPATCH, SimpleNamespace(), receptionist) is None
    assert nearby_for(Step.TRIAGE, form, cadre) is None
    assert nearby_for(Step.TRIAGE, form, receptionist) is None, "nothing was learnt yet"


def test_the_page_of_the_code_says_that_the_matter_is_known(client, topic, messages, receptionist, now):
    actions.describe_topic(
        topic, title="水泵", place="", standing="已约厂家周五来换", by=receptionist, now=now
    )
    messages[4].refresh_from_db()
    page = client.get(f"/c/{messages[4].code}/").content.decode()
    assert "这件事我们已经知道" in page
    assert "6件" in page
    assert "已约厂家周五来换" in page
    assert "3人" not in page


def test_few_messages_are_not_counted_in_public(client, topic, messages, receptionist, now):
    actions.split_topic(topic, concerns=messages[:2], title="拆出", by=receptionist, now=now)
    page = client.get(f"/c/{messages[0].code}/").content.decode()
    assert "这件事我们已经知道" in page
    assert "2件" not in page


def test_no_table_joins_people_across_topics(topic):
    marks = TopicMember.objects.exclude(writer="").values_list("writer", flat=True)
    assert all(len(one) == 64 for one in marks)


def test_a_topic_passes_to_the_township_into_which_its_own_merges(
    topic, township, unit_of, administrator, now
):
    first = now.date() - timedelta(days=30)
    other = open_unit(
        code="990103",
        kind=UnitKind.TOWNSHIP,
        name="示例丙乡",
        parent=unit_of("990100"),
        first=first,
        by=administrator,
        now=now,
    )
    handover.pass_on_all(township, into=other, by=administrator, now=now, because=Entry.objects.latest("id"))
    topic.refresh_from_db()
    assert (topic.unit, topic.path) == (other, other.path_on(now.date()))
    assert Entry.objects.filter(verb="topic.passed_on", subject=topic.ref).get().fact["to"] == topic.path
    assert not Topic.objects.open().filter(unit=township).exists()


def brought(township, category, by, now, title, text, **said):
    """Receive one more message, from nobody known."""
    given = actions.Said(text=text, title=title, category=category, **said)
    return actions.receive_concern(given, unit=township, channel=Channel.FORM, by=by, now=now).concern


@pytest.fixture
def pump_again(township, category, resident, messages, topic, now):
    """What the township has learnt in the night, and a message about the same pump that came after."""
    title, text = "锦绣花园水泵又响了", "锦绣花园的水泵今天又整夜响，请检修。"
    things = ["路灯", "井盖", "水渠", "垃圾", "围墙", "护栏", "站牌", "桥面", "沟渠", "电线", "树枝", "塘坝"]
    for at, what in enumerate(things):
        where = f"{'东西南北'[at % 4]}{'坪湾岭冲塘坳'[at % 6]}村"
        for often in ("坏了", "坏了没人修"):
            brought(township, category, resident, now, f"{where}{what}{often}", f"{where}的{what}{often}。")
    learn_for(township, now)
    return brought(township, category, resident, now, title, text)


def test_a_new_message_is_shown_the_hot_matter_it_seems_to_belong_to_and_joins_by_a_person(
    pump_again, topic, messages, receptionist, township, category, resident, client_of, now
):
    entries = Entry.objects.count()
    found = nearby(pump_again, receptionist)
    assert found.topic == topic
    assert set(found.concerns) <= set(messages)
    assert Entry.objects.count() == entries
    browser = client_of(receptionist)
    step = reverse("casework:concern-step", args=[pump_again.key, "triage"])
    page = browser.get(step).content.decode()
    join = reverse("casework:topic-step", args=[topic.pk, "join"]) + f"?of={pump_again.pk}"
    assert join in page
    assert f'value="{pump_again.pk}" ' in browser.get(join).content.decode().split("checked")[0][-200:]
    actions.join_topic(topic, concerns=[pump_again], by=receptionist, now=now)
    again = nearby(pump_again, receptionist)
    assert again is None or again.topic is None, "it is in one already"
    other = brought(township, category, resident, now, "春耕用水", "上坪水渠断流，秧田缺水，请调度。")
    assert nearby(other, receptionist) is None


def test_what_is_shielded_is_near_to_nothing_and_nothing_is_near_to_it(
    pump_again, topic, township, receptionist, outsider, now
):
    Concern.objects.filter(pk=pump_again.pk).update(kind=Kind.COMPLAINT)
    pump_again.refresh_from_db()
    assert nearby(pump_again, receptionist) is None
    Concern.objects.filter(pk=pump_again.pk).update(kind=Kind.HELP)
    pump_again.refresh_from_db()
    assert nearby(pump_again, outsider) is None, "who sees neither topic nor messages"


def test_a_township_with_too_few_messages_compares_nothing(township, category, resident, receptionist, now):
    learn_for(township, now)
    one = brought(township, category, resident, now, "路灯", "村口路灯坏了。")
    assert nearby(one, receptionist) is None
