"""What is learnt and suggested, each limit by itself."""

from datetime import timedelta

import pytest

from zerentian.casework import actions, suggestions
from zerentian.casework.learning import (
    FEWEST,
    FEWEST_EACH,
    LOOKED_BACK,
    answered_pairs,
    comparable,
    kept,
    learn_all,
    learnt,
    reach_of,
    seeming_one,
    teaching,
)
from zerentian.casework.models import Category, Concern, Learnt
from zerentian.casework.models.learnt import Aspect
from zerentian.casework.rules.concerns import Group, Kind
from zerentian.casework.rules.language.suggesting import Message, untaught
from zerentian.casework.rules.replies import substance
from zerentian.casework.suggestions import Together, packed, suggested, together, unpacked, words_of
from zerentian.casework.views.suggested import chosen_in, links

pytestmark = pytest.mark.django_db

TEXTS = [f"锦绣花园的水泵整夜响，第{at}次反映，请检修。" for at in range(3)]


@pytest.fixture
def pump(brought):
    """Three messages about one pump: two by one person, one by nobody known."""
    return [
        brought(text, phone) for text, phone in zip(TEXTS, ("13900000001", "13900000001", ""), strict=True)
    ]


# -- what teaches ----------------------------------------------------------------------------------------------------


def test_what_waits_as_spam_and_what_is_of_another_township_teaches_nothing(
    brought, pump, township, other_township
):
    waiting = brought("买灯找我", suspected=True)
    Concern.objects.filter(pk=pump[0].pk).update(unit=other_township)
    assert set(teaching(township)) == set(pump[1:])
    assert waiting not in teaching(township)


@pytest.mark.parametrize(("seconds", "many"), [(-1, 3), (0, 3), (1, 0)])
def test_what_seems_one_and_what_is_near_is_of_the_last_year(pump, township, seconds, many, now):
    later = now + LOOKED_BACK + timedelta(seconds=seconds)
    assert len(comparable(township, later).get("keys", ())) == many
    assert len(seeming_one(township, later).get("members", ())) == many
    assert timedelta(days=365) == LOOKED_BACK


def test_people_are_counted_once_and_what_is_in_a_topic_seems_one_no_more(pump, township, receptionist, now):
    found = seeming_one(township, now)
    assert set(found["members"].tolist()) == {one.pk for one in pump}
    assert (found["sizes"].tolist(), found["people"].tolist()) == ([3], [1])
    assert "锦绣花园" in found["places"][0]
    actions.confirm_topic(unit=township, title="水泵", concerns=pump[:2], by=receptionist, now=now)
    assert seeming_one(township, now) == {}
    assert len(comparable(township, now)["keys"]) == 3, "what is in a topic is compared all the same"
    Concern.objects.filter(pk=pump[0].pk).update(kind=Kind.COMPLAINT)
    assert comparable(township, now) == {}, "two are too few"


def test_who_wrote_is_known_by_the_phone_or_not_at_all(pump):
    assert reach_of(pump[0]) == reach_of(pump[1]) != ""
    assert reach_of(pump[2]) == ""


def test_a_pair_is_what_was_asked_and_what_our_reply_said(answered):
    ((message, reply),) = answered_pairs([answered])
    assert message == f"{answered.title}\n{answered.text}"
    assert reply == substance(answered.replies.get().parts)
    answered.replies.update(imported=True)
    assert answered_pairs([answered]) == []


@pytest.mark.parametrize(("many", "is_learnt"), [(FEWEST - 1, False), (FEWEST, True)])
def test_twenty_labelled_messages_of_two_labels_teach(township, many, is_learnt, now):
    messages = [Message("路灯坏了" if at % 2 else "水渠堵了", f"第{at}次") for at in range(many)]
    labels = ["灯" if at % 2 else "渠" for at in range(many)]
    row = learnt(township, Aspect.LEAD, messages, labels, {}, now)
    assert (row is not None) is is_learnt
    assert Learnt.objects.filter(unit=township, aspect=Aspect.LEAD).exists() is is_learnt
    if row:
        assert (row.cases, row.learnt_at) == (many, now)
    assert (FEWEST, FEWEST_EACH) == (20, 3)


@pytest.mark.parametrize(("rare", "cases"), [(2, 20), (3, 23)])
def test_a_label_is_learnt_from_three_on(township, rare, cases, now):
    labels = ["灯", "渠"] * 10 + ["桥"] * rare
    messages = [Message(f"{one}坏了", f"第{at}次") for at, one in enumerate(labels)]
    row = learnt(township, Aspect.LEAD, messages, labels, {}, now)
    assert row.cases == cases
    model = suggestions.model_of(township, Aspect.LEAD)[0]
    assert ("桥" in model.categories) is (rare == 3)


def test_what_is_learnt_takes_the_place_of_what_was_learnt_before(township, now):
    first = kept(township, Aspect.LEAD, b"a", 1, now)
    again = kept(township, Aspect.LEAD, b"b", 2, now + timedelta(days=1))
    assert (first.pk, again.cases) == (again.pk, 2)
    assert Learnt.objects.get().learnt_at == now + timedelta(days=1)


def test_it_is_learnt_for_townships_with_categories(pump, township, other_township, now):
    assert {row.unit for row in learn_all(now)} == {township}
    Concern.objects.update(category=None)
    Category.objects.all().delete()
    assert learn_all(now) == []


# -- what is suggested -----------------------------------------------------------------------------------------------


def test_a_category_is_known_by_its_name_hint_function_and_the_words_of_its_field(category, function):
    category.hint, category.function = "灯不亮", function
    words = words_of(category)
    assert words[:3] == ["路灯照明", "灯不亮", "村级路灯管护"]
    assert "照明" in words[3:]
    category.group = Group.OTHER
    assert words_of(category)[3:] == ["其他", "咨询", "建议"]


def test_nothing_is_suggested_where_nothing_was_said_or_nothing_may_be_chosen(
    concern, category, township, receptionist, now
):
    kept_ = {"unit": township, "code": "water", "name": "灌溉", "group": Group.FARMING}
    actions.keep_category(**kept_, by=receptionist, now=now)
    keys = {str(one.pk): one.name for one in Category.objects.filter(unit=township)}
    found = suggested(concern, Aspect.CATEGORY, keys, "category")
    assert found.choices[0].label == "路灯照明"
    assert sum(one.percent for one in found.choices) in (99, 100, 101)
    model, _ = suggestions.model_of(township, Aspect.CATEGORY)
    (told,) = model.suggest([Message(concern.title, concern.text)])
    assert [one.percent for one in found.choices] == [
        round(one.probability * 100) for one in told.suggestions
    ]
    assert found.choices[0].percent < 100 * told.suggestions[0].probability + 0.51
    few = suggested(concern, Aspect.CATEGORY, {str(category.pk): "路灯照明"}, "category")
    assert ([one.label for one in few.choices], few.sure) == (["路灯照明"], False)
    assert suggested(concern, Aspect.CATEGORY, {}, "category") is None
    assert suggested(concern, Aspect.LEAD, keys, "unit") is None
    concern.title, concern.text = " ", "\n"
    assert suggested(concern, Aspect.CATEGORY, keys, "category") is None


def test_a_choice_leads_to_an_address_that_fills_its_field_beside_what_is_chosen(rf, concern, category):
    request = rf.get("/", {"category": "7", "kind": "help", "other": "x"})
    assert chosen_in(request) == {"category": "7", "kind": "help"}
    one = suggestions.Suggestions("unit", [suggestions.Choice("9", "办", 90, ())], False, 0)
    assert [where for _, where in links(one, {"category": "7"})] == ["?category=7&unit=9"]


def test_what_seems_one_is_shown_as_far_as_one_may_read_it(pump, township, receptionist, outsider, now):
    content = packed(seeming_one(township, now))
    assert {name: values.tolist() for name, values in unpacked(content).items()}["sizes"] == [3]
    kept(township, Aspect.TOPICS, content, 3, now)
    (found,) = together(township, receptionist)
    assert ({one.pk for one in found.concerns}, found.people) == ({one.pk for one in pump}, 1)
    assert found.address.startswith("unit=990101&place=")
    assert found.address.endswith("%2C".join(str(one.pk) for one in found.concerns))
    assert together(township, outsider) == []
    Concern.objects.filter(pk=pump[0].pk).update(kind=Kind.COMPLAINT)
    (fewer,) = together(township, receptionist)
    assert len(fewer.concerns) == 2
    pump[1].accusations.create(account=receptionist)
    assert together(township, receptionist) == []
    assert Together(pump, None, "").people is None
    assert untaught({}) is None
