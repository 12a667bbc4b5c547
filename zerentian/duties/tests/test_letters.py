"""Letters of responsibility: made of duties that exist, signed in order over the very bytes shown, never marked."""

import html
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.duties.actions import letters
from zerentian.duties.actions.signing import decline_letter
from zerentian.duties.models import Letter, LetterSigner
from zerentian.duties.rules.letters import (
    Content,
    Direction,
    ItemText,
    LetterState,
    check_target,
    letter_text,
)
from zerentian.duties.shown.filed import told_of_letter
from zerentian.duties.tests.letters import PASSWORD, a_duty, drafted, sent_letter, sign, target
from zerentian.evidence.actions import receive
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES, VERBS
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import handover
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.factors import begin_factor, confirm_factor
from zerentian.organization.actions.sign_ins import unlock
from zerentian.organization.rules.totp import code_at, step_at


@pytest.fixture
def own(cadre, now):
    return cadre.posts_on(now.date())[0]


@pytest.fixture
def boss(leader, now):
    return leader.posts_on(now.date())[0]


@pytest.fixture
def duty(own, leader, now):
    return a_duty("汛期巡查", own, leader, now)


@pytest.fixture
def letter(township, own, boss, duty, leader, now):
    """A letter to the village's post, sent: the leader signs first, then the cadre."""
    return sent_letter(township, own, leader, now, boss, own, duties=[duty])


def test_a_letter_bears_a_number_of_its_office_and_year_and_never_another(
    letter, township, own, boss, duty, leader, now
):
    following = sent_letter(
        township, own, leader, now, boss, own, duties=[a_duty("汛后清淤", own, leader, now)]
    )
    later = sent_letter(
        township, own, leader, now + timedelta(days=365), boss, own,
        duties=[a_duty("汛前检查", own, leader, now)],
    )  # fmt: skip
    year = now.year
    numbers = [f"ZR{year}-001", f"ZR{year}-002", f"ZR{year + 1}-001"]
    assert [one.number for one in (letter, following, later)] == numbers
    assert told_of_letter(letter).number == f"ZR{year}-001-1"


def test_a_letter_says_whence_each_duty_comes_and_is_made_of_duties_of_its_taker_alone(
    letter, duty, own, boss, neighbour_cadre, leader, township, now
):
    text = letter.newest.text
    assert "汛期巡查（清单外，县级提出）" in text
    assert "承责方：上坪村村民委员会（上坪村村干部）" in text
    assert "责任按期落实率" in text or "不低于95%（按上坪村统计）" in text
    assert "1. 云岭乡　分管副乡长\n2. 上坪村　上坪村村干部" in text
    entry = Entry.objects.get(verb="letter.drafted")
    assert (entry.fact["off_list"], entry.fact["targets"], entry.fact["digest"]) == (
        1,
        1,
        letter.newest.digest,
    )
    other = a_duty("防火", neighbour_cadre.posts_on(now.date())[0], leader, now)
    for wanted, signers, words in (
        ([target(other)], (boss, own), "不是承责方的责任"),
        ([], (boss, own), "至少选一项责任"),
        ([target(duty)], (own,), "双方各一个"),
        ([target(duty)], (boss, boss), "只签一次"),
        ([target(duty), target(duty)], (boss, own), "只写一次"),
    ):
        with pytest.raises(NotAllowed, match=words):
            letters.draft_letter(
                unit=township, of_post=own, drafted=drafted(*wanted, signers=signers), by=leader, now=now
            )
    said = drafted(target(duty), signers=(boss, own), last=date(2025, 1, 1))
    with pytest.raises(NotAllowed, match="开始日期之后"):
        letters.draft_letter(unit=township, of_post=own, drafted=said, by=leader, now=now)


@pytest.mark.parametrize("direction", list(Direction))
def test_no_figure_that_counts_is_a_target_from_either_side(direction):
    allowed = set()
    for code, figure in FIGURES.items():
        try:
            check_target(figure, direction, 50)
        except NotAllowed:
            continue
        allowed.add(code)
    sides = {Direction.AT_LEAST: {"ratio"}, Direction.AT_MOST: {"median", "stock"}}
    assert {FIGURES[code].measure for code in allowed} == sides[direction]
    stocks = {code for code in allowed if FIGURES[code].measure == "stock"}
    assert all(code.endswith("overdue") for code in stocks)
    assert bool(stocks) == (direction == Direction.AT_MOST)
    assert ("occurrences.on_time_share" in allowed) == (direction == Direction.AT_LEAST)


@pytest.mark.parametrize("code", ["deeds.meeting", "deeds.people", "personal.handled", "reports.count"])
def test_meetings_people_hours_and_media_are_refused_by_their_type(code):
    with pytest.raises(NotAllowed, match="不能作为责任书的目标"):
        check_target(FIGURES[code], Direction.AT_MOST, 1)
    for kind in ("outcome", "course"):
        with pytest.raises(ValueError, match="may not be aimed at"):
            replace(FIGURES[code], kind=kind)


def test_every_figure_has_decided_whether_it_may_be_aimed_at():
    """Counts are decided by their measure; every share and length of time says so itself, and what is past its day."""
    undecided = [code for code, one in FIGURES.items() if one.measure in ("ratio", "median") and not one.kind]
    assert not undecided, "declare a kind with the figure, in the room that owns it"
    late = {code for code, one in FIGURES.items() if one.measure == "stock" and code.endswith("overdue")}
    assert late == {code for code, one in FIGURES.items() if one.measure == "stock" and one.may_be_target}
    assert {one.measure for one in FIGURES.values() if one.may_be_target} == {"ratio", "median", "stock"}
    assert all(one.may_be_target for one in FIGURES.values() if one.gives_marks)


@pytest.mark.parametrize(
    "code",
    [
        *("concerns.received", "concerns.kind.complaint", "concerns.open", "reviews.asked.review"),
        *(
            "questions.open",
            "objections.raised",
            "published.disputes",
            "scorecards.objections",
            "findings.opened",
        ),
        *("learning.covered", "deeds.evidenced_share", "patrols.abnormal"),
        *("published.disputes_right_share", "scorecards.changed_share", "demands.off_list_share"),
    ],
)
def test_how_much_is_brought_up_found_or_learned_is_no_target_from_either_side(code):
    for direction in Direction:
        with pytest.raises(NotAllowed, match="不能作为责任书的目标"):
            check_target(FIGURES[code], direction, 1)


@pytest.mark.parametrize(
    "code", ["concerns.overdue", "questions.overdue", "reviews.overdue", "findings.overdue"]
)
def test_what_is_late_may_be_bounded_whoever_brought_it(code):
    check_target(FIGURES[code], Direction.AT_MOST, 0)
    with pytest.raises(NotAllowed, match="不高于"):
        check_target(FIGURES[code], Direction.AT_LEAST, 1)


@given(st.text(), st.text(), st.text())
def test_a_text_has_its_lines_whatever_is_written_into_it(title, basis, terms):
    items, term = [ItemText(title, "清单外")], (date(2026, 1, 1), date(2026, 12, 31))
    said = Content("责任书", "甲", "乙", *term, basis, items, terms, ["甲岗"])
    lines = letter_text(said).split("\n")
    assert [line for line in lines if line.startswith(("一、责任事项", "三、签署"))][:1] == ["一、责任事项"]
    assert lines[-1] == "1. 甲岗"


def test_it_is_signed_in_order_each_in_person_and_holds_with_the_last_signature(
    letter, cadre, leader, first, clerk, now
):
    with pytest.raises(NotAllowed, match="现在轮到“分管副乡长”"):
        sign(letter, cadre, now)
    with pytest.raises(NotAllowed, match="密码不正确"):
        sign(letter, leader, now, password="wrong")
    with pytest.raises(NotAllowed, match="不是最新文本"):
        sign(letter, leader, now, digest="0" * 64)
    sign(letter, leader, now)
    letter.refresh_from_db()
    assert letter.state == LetterState.PARTLY
    sign(letter, cadre, now)
    letter.refresh_from_db()
    assert letter.state == LetterState.SIGNED
    told = [one.fact for one in Entry.objects.filter(verb="letter.signed").order_by("id")]
    assert [(one["place"], one["whole"], one["digest"]) for one in told] == [
        (1, False, letter.newest.digest),
        (2, True, letter.newest.digest),
    ]
    with pytest.raises(NotAllowed, match="这一步现在不能做"):
        sign(letter, cadre, now)


def test_the_page_of_the_signer_shows_exactly_the_bytes_whose_digest_is_sealed(
    letter, leader, client_of, now
):
    address = reverse("duties:letter-step", args=[letter.pk, "sign"])
    page = client_of(leader).get(address).content.decode()
    shown = html.unescape(re.search(r'<pre class="letter-text">(.*?)</pre>', page, re.DOTALL)[1])
    hidden = re.search(r'name="digest" value="(\w{64})"', page)[1]
    assert sha256(shown.encode()).hexdigest() == hidden
    said = {"digest": hidden, "password": PASSWORD, "agreed": "on"}
    assert client_of(leader).post(address, said | {"agreed": ""}).status_code == 422
    assert client_of(leader).post(address, said).status_code == 302
    assert Entry.objects.get(verb="letter.signed").fact["digest"] == hidden


def test_nobody_else_gets_the_page_on_which_it_is_signed(letter, cadre, first, client_of):
    address = reverse("duties:letter-step", args=[letter.pk, "sign"])
    for account in (cadre, first):
        assert client_of(account).get(address).status_code == 302
    said = {"digest": letter.newest.digest, "password": PASSWORD, "agreed": "on"}
    client_of(first).post(address, said)
    assert not LetterSigner.objects.exclude(signed_on=None).exists()


def test_who_signs_in_with_a_code_signs_with_one(letter, leader, now):
    secret = begin_factor(leader, now=now).secret
    confirm_factor(leader, code=code_at(secret, step_at(now.timestamp())), now=now, machine_now=now)
    later = now + timedelta(minutes=2)
    with pytest.raises(NotAllowed, match="动态验证码"):
        sign(letter, leader, later, code="000000")
    code = code_at(secret, step_at(later.timestamp()))
    assert sign(letter, leader, later, code=code).state == LetterState.PARTLY


def test_wrong_passwords_and_codes_in_a_row_make_the_signer_wait_as_at_the_sign_in(
    letter, leader, security, now
):
    secret = begin_factor(leader, now=now).secret
    confirm_factor(leader, code=code_at(secret, step_at(now.timestamp())), now=now, machine_now=now)
    later = now + timedelta(minutes=2)
    right = code_at(secret, step_at(later.timestamp()))
    for _ in range(3):
        with pytest.raises(NotAllowed, match="密码不正确"):
            sign(letter, leader, later, password="wrong", code=right)
    for _ in range(2):
        with pytest.raises(NotAllowed, match="动态验证码"):
            sign(letter, leader, later, code="000000")
    with pytest.raises(NotAllowed, match="连续输错次数过多"):
        sign(letter, leader, later, code=right)
    assert not letter.newest.signers.exclude(signed_on=None).exists()
    unlock(leader, by=security, now=later)
    assert sign(letter, leader, later, code=right).state == LetterState.PARTLY


def test_another_text_is_signed_by_all_again_and_the_first_stays_with_its_signatures(
    letter, duty, own, boss, leader, cadre, client_of, now
):
    sign(letter, leader, now)
    letter.refresh_from_db()
    said = drafted(target(duty, value=90), signers=(boss, own))
    with pytest.raises(NotAllowed, match="改文理由"):
        letters.change_letter(letter, drafted=said, by=leader, now=now)
    letters.change_letter(letter, drafted=said, reason="指标改为90%", by=leader, now=now)
    letter.refresh_from_db()
    assert (letter.state, letter.version) == (LetterState.DRAFTED, 2)
    assert not letter.newest.signers.exclude(signed_on=None).exists()
    first_text = client_of(leader).get(reverse("duties:letter-version", args=[letter.pk, 1])).content.decode()
    assert "不低于95%" in first_text
    assert leader.name in first_text


def test_a_signer_returns_it_unsigned_with_the_reason(letter, leader, cadre, now):
    sign(letter, leader, now)
    with pytest.raises(NotAllowed, match="理由"):
        decline_letter(letter, digest=letter.newest.digest, reason=" ", by=cadre, now=now)
    decline_letter(letter, digest=letter.newest.digest, reason="这一项不归本村", by=cadre, now=now)
    letter.refresh_from_db()
    assert letter.state == LetterState.DRAFTED
    assert letter.story.last().words == "这一项不归本村"


def test_who_returns_it_unsigned_on_the_page_is_led_to_a_page_there_is(letter, leader, cadre, client_of, now):
    sign(letter, leader, now)
    address = reverse("duties:letter-step", args=[letter.pk, "decline"])
    said = {"digest": letter.newest.digest, "reason": "这一项不归本村"}
    answer = client_of(cadre).post(address, said, follow=True)
    assert (answer.status_code, answer.redirect_chain[0][0]) == (200, reverse("duties:letter-posts"))
    letter.refresh_from_db()
    assert letter.state == LetterState.DRAFTED


def test_a_duty_that_a_text_leaves_out_stays_out_when_the_text_is_changed_or_renewed(
    letter, duty, own, leader, cadre, client_of, now
):
    other = a_duty("护林防火", own, leader, now)
    change = reverse("duties:letter-change", args=[letter.pk])
    renew = f"{reverse('duties:letter-new')}?renews={letter.pk}"
    for address in (change, renew):
        page = client_of(leader).get(address).content.decode()
        for one, ticked in ((duty, True), (other, False)):
            (tag,) = re.findall(rf'<input[^>]*name="duty_{one.pk}"[^>]*>', page)
            assert ("checked" in tag) == ticked, tag


def test_a_letter_is_given_to_nobody_out_of_ones_reach(own, boss, duty, office_head, office, now):
    said = drafted(target(duty), signers=(boss, own))
    with pytest.raises(Forbidden):
        letters.draft_letter(unit=office, of_post=own, drafted=said, by=office_head, now=now)


def test_a_renewed_letter_gives_way_only_when_the_new_one_is_wholly_signed(
    letter, duty, own, boss, leader, cadre, township, now
):
    sign(letter, leader, now)
    sign(letter, cadre, now)
    letter.refresh_from_db()
    said = drafted(target(duty), signers=(boss, own), title="换签")
    new = letters.draft_letter(unit=township, of_post=own, drafted=said, renews=letter, by=leader, now=now)
    with pytest.raises(NotAllowed, match="已在换签"):
        letters.draft_letter(unit=township, of_post=own, drafted=said, renews=letter, by=leader, now=now)
    letters.send_letter(new, digest=new.newest.digest, by=leader, now=now)
    sign(new, leader, now)
    letter.refresh_from_db()
    assert letter.state == LetterState.SIGNED
    sign(new, cadre, now)
    letter.refresh_from_db()
    assert letter.state == LetterState.RENEWED


def test_a_scan_stands_beside_and_is_seen_by_who_reads_the_letter(letter, leader, outsider, clerk, now):
    received = receive(io.BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"), name="签署件.pdf")
    letters.add_scans(letter, uploads=[received], by=leader, now=now)
    file = letter.newest.scans.get().file
    visible = type(file).objects.visible_to
    assert visible(leader).filter(pk=file.pk).exists()
    assert not visible(clerk).filter(pk=file.pk).exists()
    with pytest.raises(NotAllowed, match="已经存过"):
        letters.add_scans(letter, uploads=[received], by=leader, now=now)


def test_who_may_not_keep_them_neither_drafts_nor_ends_and_drafts_are_for_keepers(
    letter, township, own, boss, duty, clerk, cadre, leader, inspector, neighbour_cadre, now
):
    said = drafted(target(duty), signers=(boss, own))
    for act in (
        lambda: letters.draft_letter(unit=township, of_post=own, drafted=said, by=clerk, now=now),
        lambda: letters.withdraw_letter(letter, reason="错", by=cadre, now=now),
    ):
        with pytest.raises(Forbidden):
            act()
    seen = [
        Letter.objects.visible_to(one).filter(pk=letter.pk).exists()
        for one in (leader, cadre, inspector, neighbour_cadre, clerk)
    ]
    assert seen == [True, True, True, False, False]
    draft = letters.draft_letter(unit=township, of_post=own, drafted=said, by=leader, now=now)
    assert not Letter.objects.visible_to(cadre).filter(pk=draft.pk).exists()


def test_the_database_holds_that_nobody_signs_for_both_sides(letter, leader, cadre, now):
    sign(letter, leader, now)
    second = letter.newest.signers.get(position=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterSigner.objects.filter(pk=second.pk).update(
            signed_by=leader, signed_on=now.date(), signed_at=now
        )


def test_letters_end_with_their_post_or_unit_and_hand_over_pages_do_not_name_them(
    letter, own, boss, neighbour_cadre, cli, leader, cadre, township, other_township, now
):
    because = Entry.objects.filter(verb="letter.sent").get()
    assert letter.ref in {one.ref for one in handover.open_for(own)}
    assert not [one for one in handover.open_for(own) if "防汛责任书" in one.title]
    to = neighbour_cadre.posts_on(now.date())[0]
    for work in handover.OPEN_WORK:
        work.pass_on(own, to=to, by=cli, now=now, because=because)
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == (LetterState.WITHDRAWN, "岗位工作移交，另行签订")
    assert not handover.open_for(own)


# What no page does (docs/boundaries.md).


@pytest.fixture
def two(letter, township, boss, neighbour_cadre, leader, now):
    """A second post's letter beside the first, both sent."""
    other = neighbour_cadre.posts_on(now.date())[0]
    duty = a_duty("森林防火值守", other, leader, now)
    return sent_letter(township, other, leader, now, boss, other, duties=[duty], title="下坪村防火责任书")


def test_no_page_shows_letters_of_two_posts(letter, two, own, leader, first, inspector, client_of, now):
    seal(now=now)
    pages = [
        reverse("duties:letter-list"),
        reverse("duties:letter-posts"),
        f"{reverse('duties:letter-posts')}?post={own.pk}",
        reverse("duties:letter-detail", args=[letter.pk]),
        reverse("duties:letter-year", args=[letter.pk]),
        reverse("duties:letter-step", args=[letter.pk, "sign"]),
        f"{reverse('search')}?q=责任书",
        reverse("desk"),
        reverse("duties:matrix"),
    ]
    for account in (leader, first, inspector):
        for page in pages:
            words = client_of(account).get(page, follow=True).content.decode()
            main = words.partition("<main")[2]
            titles = [title for title in (letter.title, two.title) if title in main]
            assert len(titles) < 2, (account, page)


def test_an_item_stands_beside_its_figure_and_nothing_is_marked(letter, leader, cadre, client_of, now):
    seal(now=now)
    page = client_of(cadre).get(reverse("duties:letter-year", args=[letter.pk])).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "不低于 95%" in main
    assert "990100%2F990101%2F990101-V01" in main
    for word in ("得分", "排名", "达标", "优秀", "不合格", "扣分"):
        assert word not in main
    assert cadre.name not in main


def test_letters_add_up_to_nothing():
    posts = [post for code, verb in VERBS.items() if code.startswith("letter.") for post in verb.posts]
    assert posts == []
    assert not [code for code in FIGURES if code.startswith("letter")]
