"""Forms of letters of responsibility: who may take one on, what it begins with, what is handed to its action."""

from datetime import date

import pytest
from django.utils import translation

from conftest import NOW
from zerentian.duties import actions
from zerentian.duties.forms import letters as letter_forms
from zerentian.duties.forms.letters import LetterForm, OfPostForm, PartyForm, SignForm, target_choices
from zerentian.duties.models import Duty
from zerentian.duties.rules.letters import CONSENT, Direction
from zerentian.duties.tests.letters import SHARE, a_duty, of_unit, sent_letter
from zerentian.duties.tests.owing import adopted, by, duty, make_duties
from zerentian.duties.tests.world import day, people, post_of, unit
from zerentian.duties.views.letters import duties_of, giver_of, usual
from zerentian.ledger.registry import FIGURES
from zerentian.organization.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


@pytest.fixture(scope="module", autouse=True)
def duties(beginning):
    """A weekly and a monthly duty of the upper village, one of the lower one."""
    make_duties()


def offered(form, name):
    """Return the rows that a field of a form offers."""
    return list(form.fields[name].queryset)


@pytest.mark.parametrize("name", ["cadre", "leader"])
def test_letters_are_shown_of_ones_own_post_or_of_those_one_may_read(name):
    posts = offered(OfPostForm(account=getattr(people(), name)), "post")
    assert post_of(name) in posts
    assert len(posts) == len(set(posts))
    if name == "cadre":
        assert posts == [post_of("cadre")]


def test_a_letter_is_taken_on_by_a_unit_or_a_post_and_never_by_both_or_none():
    village, post = unit("V01").pk, post_of("cadre").pk
    for data, right in (
        ({"of_unit": village}, True),
        ({"of_post": post}, True),
        ({"of_unit": village, "of_post": post}, False),
        ({}, False),
    ):
        assert PartyForm(data, account=people().leader).is_valid() is right, data
    form = PartyForm(account=people().leader)
    assert {one.kind for one in offered(form, "of_unit")} == {"village", "office"}
    assert unit("") not in offered(form, "of_unit")
    assert offered(PartyForm(account=people().cadre), "of_unit") == []


def test_targets_are_figures_that_may_be_one_in_the_readers_language():
    chinese = target_choices()
    with translation.override("en"):
        english = target_choices()
    for found, name in ((chinese, "label"), (english, "label_en")):
        assert found[0] == ("", "—")
        assert dict(found[1:]) == {
            code: getattr(one, name) for code, one in FIGURES.items() if one.may_be_target
        }
    rooms = [code.partition(".")[0] for code, _ in chinese[1:]]
    assert rooms == sorted(rooms)
    assert SHARE in dict(chinese)


def test_what_was_written_is_handed_on_duty_by_duty_and_signer_by_signer():
    weekly, monthly, once = duty("每周巡查"), duty("每月清理"), duty("一次登记")
    data = {
        "title": "责任书",
        "first": "2026-01-01",
        "last": "2026-12-31",
        "basis": "规定",
        "terms": "",
        f"duty_{weekly.pk}": "on",
        f"figure_{weekly.pk}": SHARE,
        f"direction_{weekly.pk}": "at_least",
        f"value_{weekly.pk}": "95",
        f"duty_{monthly.pk}": "on",
        f"direction_{monthly.pk}": "at_least",
        f"value_{monthly.pk}": "7",
        "signer1": post_of("leader").pk,
        "signer2": post_of("cadre").pk,
        "signer4": post_of("first").pk,
    }
    more = {"account": people().leader, "unit": unit(""), "duties": [weekly, monthly, once]}
    form = LetterForm(data, **more)
    assert form.is_valid(), form.errors
    said = form.drafted()
    first, second = said.wanted
    assert (first.duty, first.figure, first.direction, first.value) == (weekly, SHARE, Direction.AT_LEAST, 95)
    assert (second.duty, second.figure, second.direction, second.value) == (monthly, "", None, None)
    assert list(said.signers) == [post_of("leader"), post_of("cadre"), post_of("first")]
    assert (said.title, said.first, said.last, said.basis) == (
        "责任书",
        date(2026, 1, 1),
        date(2026, 12, 31),
        "规定",
    )
    assert "reason" not in form.fields
    assert [form.fields[f"signer{at}"].required for at in range(1, 7)] == [True, True, *[False] * 4]
    assert [one for one, _ in form.items()] == [weekly, monthly, once]
    assert next([field.name for field in fields] for _, fields in form.items()) == [
        f"{name}_{weekly.pk}" for name in ("duty", "figure", "direction", "value")
    ]
    assert [field.name for field in form.heads()] == ["title", "first", "last", "basis"]
    assert [field.name for field in form.tails()] == ["terms", *(f"signer{at}" for at in range(1, 7))]
    for missing in ("signer1", "signer2", "title", "basis"):
        assert missing in LetterForm(data | {missing: ""}, **more).errors
    assert post_of("outsider") not in offered(form, "signer1")


def test_a_letter_that_was_sent_is_changed_with_a_reason_and_begins_with_its_newest_text():
    own = a_duty("汛期巡查", post_of("cadre"), people().leader, NOW)
    other = duty("每周巡查")
    more = {"account": people().leader, "unit": unit(""), "duties": [own, other]}
    draft = of_unit(own, state="drafted")
    assert "reason" not in LetterForm(old=draft, **more).fields
    sent = of_unit(own)
    assert "reason" in LetterForm(old=sent, **more).fields
    assert [field.name for field in LetterForm(old=sent, **more).heads()][-1] == "reason"
    begun = letter_forms.initial_of(sent, [own, other])
    assert (begun[f"duty_{own.pk}"], begun[f"duty_{other.pk}"]) == (True, False)
    assert (begun[f"figure_{own.pk}"], begun[f"direction_{own.pk}"], begun[f"value_{own.pk}"]) == (
        SHARE,
        Direction.AT_LEAST,
        95,
    )
    assert f"figure_{other.pk}" not in begun
    assert (begun["signer1"], begun["signer2"]) == (post_of("leader").pk, post_of("cadre").pk)
    assert (begun["title"], begun["terms"]) == (sent.title, "乡里保障巡查物资。")


def test_who_signs_says_that_it_was_read_in_the_readers_language():
    own = a_duty("汛期巡查", post_of("cadre"), people().leader, NOW)
    letter = sent_letter(
        unit(""), post_of("cadre"), people().leader, NOW, post_of("leader"), post_of("cadre"), duties=[own]
    )
    form = SignForm(noun=letter, account=people().leader)
    assert form.fields["agreed"].label == CONSENT.zh
    assert form.fields["digest"].initial == letter.newest.digest
    assert "code" not in form.fields
    with translation.override("en"):
        assert SignForm(noun=letter, account=people().leader).fields["agreed"].label == CONSENT.en
    unread = SignForm({"digest": letter.newest.digest, "password": "x"}, noun=letter, account=people().leader)
    assert "agreed" in unread.errors


def test_a_new_letter_begins_with_this_year_and_who_signs():
    of_post = usual(people().leader, None, post_of("cadre"))
    assert of_post["title"] == "上坪村村干部2026年责任书"
    assert (of_post["first"], of_post["last"]) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (of_post["signer1"], of_post["signer2"]) == (post_of("leader").pk, post_of("cadre").pk)
    of_village = usual(people().leader, unit("V01"), None)
    assert of_village["title"] == "上坪村2026年责任书"
    assert of_village["signer2"] == post_of("cadre")


def test_a_letter_is_given_by_the_unit_above_where_one_keeps_its_letters():
    assert giver_of(unit("V01"), people().leader) == unit("")
    assert giver_of(unit(""), people().leader) == unit(""), "over the county the leader keeps none"
    assert giver_of(Unit.objects.get(code="990100"), people().supervisor).code == "990100"


def test_a_letter_rests_on_the_duties_in_force_of_who_takes_it_on():
    of_village = duties_of(unit("V01"), None)
    assert {one.title for one in of_village} >= {"每周巡查", "每月清理", "一次登记"}
    assert all(one.unit == unit("V01") for one in of_village)
    assert {one.title for one in duties_of(None, post_of("neighbour_cadre"))} == {"下坪村值守"}
    gone = adopted("撤销的", duty("每周巡查").rule, first=day(-10), to="neighbour_cadre")
    actions.retire_duty(gone, reason="不再要求", **by("leader"))
    assert {one.title for one in duties_of(None, post_of("neighbour_cadre"))} == {"下坪村值守"}
    assert Duty.objects.filter(title="撤销的").exists()
