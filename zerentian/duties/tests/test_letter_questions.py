"""Letters of responsibility: whose turn it is, who reads which, when a term ends, what each step writes down."""

import io
from datetime import date, timedelta

import pytest

from conftest import NOW
from zerentian.duties import actions
from zerentian.duties.actions import letters
from zerentian.duties.actions.letters import Wanted
from zerentian.duties.actions.signing import decline_letter
from zerentian.duties.models import Duty, Letter
from zerentian.duties.rules.letters import Direction, LetterState, LetterStep
from zerentian.duties.tests.letters import (
    SHARE,
    a_duty,
    drafted,
    letters_in_each_state,
    of_unit,
    sign,
    states,
    target,
)
from zerentian.duties.tests.world import TODAY, by, people, post_of, unit
from zerentian.evidence.actions import receive
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]
S = LetterState


@pytest.fixture
def duty(standing):
    return Duty.objects.get(title="汛期巡查")


@pytest.fixture(scope="module")
def standing(beginning):
    """Letters of a unit in the states through which they are signed, and one of a post."""
    return letters_in_each_state()


def facts(verb):
    return Entry.objects.filter(verb=verb).latest("id").fact


# -- who reads, who signs ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("leader", {S.DRAFTED, S.SENT, S.PARTLY, S.SIGNED, "post"}),
        ("cadre", {S.SENT, S.PARTLY, S.SIGNED, "post"}),
        ("neighbour_cadre", {S.SENT, S.PARTLY, S.SIGNED}),
        ("clerk", {S.SENT, S.PARTLY, S.SIGNED}),
        ("inspector", {S.SENT, S.PARTLY, S.SIGNED, "post"}),
        ("outsider", set()),
        ("administrator", set()),
    ],
)
def test_letters_of_units_are_read_where_one_looks_those_of_posts_by_whom_they_concern(standing, name, seen):
    assert states(standing, Letter.objects.visible_to(getattr(people(), name))) == seen


def test_what_was_withdrawn_is_for_who_keeps_it(standing):
    letters.withdraw_letter(Letter.objects.get(pk=standing[S.SENT]), reason="错", **by("leader"))
    assert S.SENT in states(standing, Letter.objects.visible_to(people().leader))
    assert S.SENT not in states(standing, Letter.objects.visible_to(people().cadre))


def test_a_letter_waits_for_the_post_whose_turn_it_is_and_for_nobody_else(standing):
    turn = Letter.objects.to_sign_by
    assert states(standing, turn(people().leader)) == {S.SENT, "post"}
    assert states(standing, turn(people().cadre)) == {S.PARTLY}
    for name in ("first", "neighbour_cadre", "clerk", "outsider"):
        assert not turn(getattr(people(), name)).exists()


def test_only_the_newest_text_asks_for_signatures(standing, duty):
    letter = Letter.objects.get(pk=standing[S.PARTLY])
    said = drafted(target(duty, value=90), signers=(post_of("first"), post_of("cadre")))
    letters.change_letter(letter, drafted=said, reason="改", **by("leader"))
    letter.refresh_from_db()
    assert letter.version == 2
    letters.send_letter(letter, digest=letter.newest.digest, **by("leader"))
    assert S.PARTLY in states(standing, Letter.objects.to_sign_by(people().first))
    assert S.PARTLY not in states(standing, Letter.objects.to_sign_by(people().cadre))


@pytest.mark.parametrize(("days", "soon"), [(29, True), (30, True), (31, False), (0, True), (-5, True)])
def test_a_signed_letter_ends_soon_from_a_month_before_its_last_day(standing, days, soon):
    letter = Letter.objects.get(pk=standing[S.SIGNED])
    on = letter.last - timedelta(days=days)
    assert states(standing, Letter.objects.ending_soon(on)) == ({S.SIGNED} if soon else set())
    assert letter.is_over(on) == (days < 0)
    assert letter.is_over(letter.last) is False


def test_what_waits_or_holds_is_standing(standing):
    for state in (S.DRAFTED, S.SENT, S.PARTLY, S.SIGNED):
        letter = Letter.objects.get(pk=standing[state])
        assert (letter.is_standing, letter.is_open) == (True, state != S.SIGNED)
    assert letters.end_letter(letter, reason=" 机构调整 ", **by("leader")) == letter
    letter.refresh_from_db()
    assert (letter.state, letter.reason, letter.is_standing, letter.steps) == (S.ENDED, "机构调整", False, [])
    assert facts("letter.ended") == {"was": "signed"}


# -- entries -------------------------------------------------------------------------------------------


def test_a_draft_says_its_party_and_how_many_duties_targets_and_signatures(duty, standing):
    letter = Letter.objects.get(pk=standing[S.DRAFTED])
    told = Entry.objects.filter(subject=letter.ref, verb="letter.drafted").get().fact
    assert told == {
        "version": 1,
        "digest": letter.newest.digest,
        "party": "unit",
        "items": 1,
        "off_list": 1,
        "targets": 1,
        "signers": 2,
    }
    other = a_duty("护林防火", post_of("cadre"), people().leader, NOW)
    said = drafted(Wanted(duty), Wanted(other), signers=(post_of("leader"), post_of("cadre")))
    letters.draft_letter(unit=unit(""), of_post=post_of("cadre"), drafted=said, **by("leader"))
    assert {name: facts("letter.drafted")[name] for name in ("party", "items", "targets")} == {
        "party": "post",
        "items": 2,
        "targets": 0,
    }


def test_a_signature_says_its_place_its_post_and_whether_it_was_the_last(standing):
    letter = Letter.objects.get(pk=standing[S.SIGNED])
    told = [one.fact for one in Entry.objects.filter(subject=letter.ref, verb="letter.signed").order_by("id")]
    assert [(one["place"], one["of"], one["whole"], one["post"], one["consent"]) for one in told] == [
        (1, 2, False, post_of("leader").code, 1),
        (2, 2, True, post_of("cadre").code, 1),
    ]
    signed = letter.newest.signers.get(position=1)
    assert (signed.signed_by.username, signed.signed_on, signed.signed_at) == ("leader", TODAY, NOW)


def test_nobody_signs_for_both_sides(duty):
    letter = of_unit(duty, title="同一人")
    letter.newest.signers.filter(position=2).update(post=post_of("first"))
    sign(letter, people().leader, NOW)
    letter.newest.signers.filter(position=1).update(signed_by=people().first)
    with pytest.raises(NotAllowed, match="同一人不能代表双方"):
        sign(letter, people().first, NOW)


def test_who_returns_it_says_for_which_post_and_why(standing):
    letter = Letter.objects.get(pk=standing[S.PARTLY])
    assert decline_letter(letter, digest=letter.newest.digest, reason=" 不归本村 ", **by("cadre")) == letter
    assert facts("letter.declined") == {
        "version": 1,
        "digest": letter.newest.digest,
        "post": post_of("cadre").code,
    }
    assert (letter.story.last().step, letter.story.last().words) == (LetterStep.DECLINE, "不归本村")


@pytest.mark.parametrize(
    ("state", "act", "words"),
    [
        (S.SENT, lambda one: letters.send_letter(one, digest=one.newest.digest, **by("leader")), "“送签”"),
        (S.DRAFTED, lambda one: letters.send_letter(one, digest="0" * 64, **by("leader")), "不是最新文本"),
        (S.DRAFTED, lambda one: letters.end_letter(one, reason="错", **by("leader")), "“草拟”"),
        (S.SIGNED, lambda one: letters.withdraw_letter(one, reason="错", **by("leader")), "“已签署”"),
        (S.SENT, lambda one: letters.withdraw_letter(one, reason=" ", **by("leader")), "请写明理由"),
        (S.SIGNED, lambda one: letters.end_letter(one, reason=" ", **by("leader")), "请写明理由"),
        (S.DRAFTED, lambda one: letters.add_scans(one, uploads=[], **by("leader")), "“草拟”"),
        (S.SENT, lambda one: letters.add_scans(one, uploads=[], **by("leader")), "请选择扫描件"),
    ],
)
def test_a_step_that_may_not_be_says_why_and_changes_nothing(standing, state, act, words):
    letter = Letter.objects.get(pk=standing[state])
    entries = Entry.objects.filter(subject=letter.ref).count()
    with pytest.raises(NotAllowed, match=words):
        act(letter)
    assert Entry.objects.filter(subject=letter.ref).count() == entries


def test_a_scan_is_counted_and_the_entry_rests_on_it(standing):
    letter = Letter.objects.get(pk=standing[S.SIGNED])
    paper = [
        receive(io.BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"), name="a.pdf") for _ in "ab"
    ]
    letters.add_scans(letter, uploads=paper, **by("leader"))
    told = facts("letter.scanned")
    assert (told["version"], told["files"], told["evidence"]) == (1, 1, 1)


def test_a_letter_is_of_one_unit_or_one_post_by_who_keeps_letters_of_both(duty):
    said = drafted(target(duty), signers=(post_of("leader"), post_of("cadre")))
    for party in ({}, {"of_unit": unit("V01"), "of_post": post_of("cadre")}):
        with pytest.raises(NotAllowed, match="一个承责单位或岗位"):
            letters.draft_letter(unit=unit(""), drafted=said, **party, **by("leader"))
    with pytest.raises(Forbidden):
        letters.draft_letter(unit=unit("DZ"), of_unit=unit("V01"), drafted=said, **by("office_head"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": " "}, "请写明责任书名称"),
        ({"basis": " "}, "请写明依据"),
        ({"last": date(2025, 12, 31)}, "开始日期之后"),
        ({"wanted": ()}, "至少选一项责任"),
    ],
)
def test_a_draft_has_title_basis_term_and_duties(duty, change, words):
    whole = {"signers": (post_of("leader"), post_of("cadre"))}
    wanted = change.get("wanted", (target(duty),))
    said = drafted(*wanted, **whole, **{name: value for name, value in change.items() if name != "wanted"})
    with pytest.raises(NotAllowed, match=words):
        letters.draft_letter(unit=unit(""), of_unit=unit("V01"), drafted=said, **by("leader"))


@pytest.mark.parametrize(
    "half",
    [
        {"figure": "no.such"},
        {"direction": None},
        {"value": None},
    ],
)
def test_a_target_is_stated_whole(duty, half):
    whole = {"figure": SHARE, "direction": Direction.AT_LEAST, "value": 95} | half
    said = drafted(Wanted(duty, **whole), signers=(post_of("leader"), post_of("cadre")))
    with pytest.raises(NotAllowed, match="“汛期巡查”的目标请写全"):
        letters.draft_letter(unit=unit(""), of_unit=unit("V01"), drafted=said, **by("leader"))


def test_a_duty_that_has_ended_enters_no_letter(duty):
    duty = actions.retire_duty(duty, reason="调整", **by("leader"))
    said = drafted(target(duty), signers=(post_of("leader"), post_of("cadre")))
    with pytest.raises(NotAllowed, match="“汛期巡查”已终止"):
        letters.draft_letter(unit=unit(""), of_unit=unit("V01"), drafted=said, **by("leader"))


def test_both_sides_sign_where_a_unit_takes_it_on(duty):
    for signers in ((post_of("cadre"),), (post_of("leader"), post_of("first"))):
        said = drafted(target(duty), signers=signers)
        with pytest.raises(NotAllowed, match="双方各一个"):
            letters.draft_letter(unit=unit(""), of_unit=unit("V01"), drafted=said, **by("leader"))


@pytest.mark.parametrize(
    ("state", "party", "words"),
    [
        (S.SENT, {"of_unit": "V01"}, "这一步现在不能做"),
        (S.SIGNED, {"of_unit": "V02"}, "同一承责方"),
    ],
)
def test_only_a_signed_letter_is_renewed_and_with_the_same_party(standing, duty, state, party, words):
    said = drafted(target(duty), signers=(post_of("leader"), post_of("cadre")))
    renews = Letter.objects.get(pk=standing[state])
    with pytest.raises(NotAllowed, match=words):
        letters.draft_letter(
            unit=unit(""), of_unit=unit(party["of_unit"]), drafted=said, renews=renews, **by("leader")
        )
