"""The rules below the suggestions and the routing, each by itself: shares, names of places, closeness, lots."""

from contextlib import nullcontext
from datetime import UTC, timedelta
from types import SimpleNamespace

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.sparse import csr_matrix

from conftest import NOW
from zerentian.casework.cli.triage import drawn
from zerentian.casework.forms.concerns import ConcernForm
from zerentian.casework.listed import Light, light_of
from zerentian.casework.models import Concern
from zerentian.casework.models.owed import SOON_DAYS
from zerentian.casework.models.routing import Routing
from zerentian.casework.rules.clocks import answer_rule
from zerentian.casework.rules.concerns import STEPS, Kind, State, steps_from
from zerentian.casework.rules.language.places import ends, shared_name
from zerentian.casework.rules.language.suggesting import HEAD_LENGTH, SURE, Message, Model, parts_of, softmax
from zerentian.casework.rules.language.topics import counted, topic_of
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Unit


@given(arrays.arrays(np.float64, (3, 3), elements=st.floats(-50, 50)))
def test_likelihoods_of_a_message_sum_to_one_and_the_highest_score_is_the_likeliest(scores):
    found = softmax(scores)
    assert found.sum(axis=1) == pytest.approx([1, 1, 1])
    assert (found.max(axis=1) == found[np.arange(3), scores.argmax(axis=1)]).all()


@pytest.mark.parametrize(
    ("days", "light"),
    [(-1, Light.RED), (0, Light.AMBER), (SOON_DAYS, Light.AMBER), (SOON_DAYS + 1, Light.GREEN)],
)
def test_an_answer_that_is_due_soon_is_amber_to_the_last_of_the_days(days, light):
    concern = Concern(state=State.HANDLING, due=NOW.date() + timedelta(days=days))
    assert light_of(concern, NOW) is light
    assert light_of(Concern(state=State.CLOSED, due=concern.due), NOW) is Light.NONE
    assert light_of(Concern(state=State.HANDLING), NOW) is Light.NONE


@pytest.mark.parametrize(
    ("seconds", "may"), [(-1, True), (0, True), (1, False)], ids=["before", "this very moment", "to come"]
)
def test_a_concern_was_received_by_now(seconds, may):
    moment = (NOW + timedelta(seconds=seconds)).astimezone(UTC)
    form = SimpleNamespace(cleaned_data={"received_at": moment}, now=NOW)
    with nullcontext() if may else pytest.raises(ValidationError):
        received = ConcernForm.clean_received_at(form)
        assert (received, received.utcoffset()) == (moment, timedelta(hours=8))


def test_a_message_is_read_whole_and_by_its_title_or_else_by_its_beginning():
    long = "水" * (HEAD_LENGTH + 5)
    wholes, heads = parts_of([Message("停水", "三天没水"), Message("", long)])
    assert wholes == ["停水\n三天没水", long]
    assert heads == ["停水", "水" * HEAD_LENGTH]


def test_a_name_may_have_begun_with_what_is_no_part_of_it_but_three_signs_stay():
    assert ends("在上坪村") == {"在上坪村", "上坪村"}
    assert ends("上坪村") == {"上坪村"}
    assert ends("村口") == {"村口"}


def test_a_topic_is_called_by_the_place_that_its_messages_share():
    said = [("路灯不亮", f"上坪村路口的灯坏了{n}天") for n in (1, 2, 3)]
    assert "上坪村" in shared_name(said)
    assert shared_name([("停水", "三天没水"), ("停电", "昨晚没电")]) == ""


@pytest.mark.parametrize(("whole", "name"), [(9, "石上坪村"), (8, "上坪村")])
def test_the_longer_name_is_taken_when_nine_in_ten_of_those_who_give_the_shorter_give_it(whole, name):
    said = [("", "石上坪村停水")] * whole + [("", "上坪村停水")] * (10 - whole)
    assert shared_name(said) == name


@pytest.mark.parametrize(
    ("likelihood", "score", "is_empty", "sure"),
    [
        (SURE, 2.0, False, True),
        (SURE - 0.001, 2.0, False, False),
        (SURE, 1.999, False, False),
        (SURE, 2.0, True, False),
    ],
    ids=["just", "less likely", "fits worse than any", "says nothing"],
)
def test_a_suggestion_is_sure_from_its_likelihood_on_if_the_message_fits_as_well_as_the_least_right_one(
    likelihood, score, is_empty, sure
):
    none = np.zeros(0)
    model = Model(("lamp", "water"), None, none, none, steepness=1.0, offsets=none, least=2.0)
    found = model._suggested(np.array([1 - likelihood, likelihood]), score, is_empty=is_empty)
    assert [one.category for one in found.suggestions] == ["water", "lamp"]
    assert found.sure is sure


@pytest.mark.parametrize("likeness", [0.5, 0.25])
def test_how_close_a_topic_is_is_the_mean_likeness_of_every_two_of_its_messages(likeness):
    alike = csr_matrix(np.full((4, 4), likeness) - np.eye(4) * likeness)
    messages = [Message("停水", "三天没水")] * 4
    topic = topic_of(np.array([0, 1, 3]), messages, [b"a", b"a", b"", b""], alike)
    assert topic.closeness == pytest.approx(likeness)
    assert topic.members == (0, 1, 3)
    assert (topic.people, topic.unknown) == (1, 1)


def test_people_are_counted_once_and_nobody_known_is_unknown():
    assert counted([b"a", b"b", b"a", b""]) == (2, 1)
    assert counted([b"", b""]) == (None, 2)


def test_so_many_labels_are_kept_by_lot_and_the_same_seed_keeps_the_same():
    stated = ["路灯", "", "供水", "路灯", "供水", ""]
    kept = drawn(stated, 2, 7, "表")
    assert sum(map(bool, kept)) == 2
    assert all(one in ("", label) for one, label in zip(kept, stated, strict=True))
    assert drawn(stated, 2, 7, "表") == kept
    assert drawn(stated, 4, 7, "表") == stated
    with pytest.raises(NotAllowed, match="4 行"):
        drawn(stated, 5, 7, "表")


@pytest.mark.parametrize("state", list(State))
def test_the_steps_offered_are_those_the_table_has_in_their_usual_order(state):
    offered = steps_from(state)
    assert set(offered) == {move for known, move in STEPS if known == state}
    assert offered == sorted(offered, key=list(type(offered[0])).index) if offered else True


def test_every_kind_has_a_clock_from_its_receipt_but_a_petition():
    assert answer_rule(Kind.PETITION) == ""
    assert all(answer_rule(kind).startswith("hotline.") for kind in Kind if kind != Kind.PETITION)
    assert answer_rule(Kind.CONSULT) == "hotline.consult"


def test_a_rule_for_a_category_goes_before_one_for_a_village_and_its_own_village_before_a_merged_one():
    here, merged = Unit(pk=1), Unit(pk=2)
    assert Routing(category_id=3, place_unit_id=1).closeness(here) == (True, True, True)
    assert Routing(category_id=3).closeness(here) == (True, False, False)
    assert Routing(place_unit_id=2).closeness(here) == (False, True, False)
    assert Routing(place_unit_id=2).closeness(merged) == (False, True, True)
    assert Routing(place_unit_id=1).closeness(None) == (False, True, False)
