"""Lawful erasure: one asks, another decides; the file goes, its hash stays."""

from io import BytesIO

import pytest

from zerentian.evidence import store
from zerentian.evidence.actions import ask_erasure, deposit, erase, recheck, refuse_erasure
from zerentian.evidence.models import Erasure
from zerentian.evidence.tests import files
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.commitments import commit
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import row_problem
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(clerk, now):
    return deposit(BytesIO(files.jpeg()), name="某某身份证.jpg", by=clerk, now=now)


@pytest.fixture
def request_of(photo, office_head, now):
    return ask_erasure(photo, ground="pipl-47-1", reason="照片拍到了无关人员", by=office_head, now=now)


def test_the_file_goes_and_its_hash_stays(photo, request_of, first, now, django_capture_on_commit_callbacks):
    path, old_salt = photo.path, bytes(photo.salt)
    with django_capture_on_commit_callbacks(execute=True):
        erase(request_of, by=first, now=now)
    photo.refresh_from_db()
    assert not path.exists()
    assert (len(photo.sha256), photo.name, photo.fingerprint, photo.captured_at) == (64, "", "", None)
    assert photo.erased_at == now
    assert bytes(photo.salt) != old_salt
    assert photo.deposits.get().name == ""


def test_what_was_committed_can_no_longer_be_opened_but_the_rows_still_hold(photo, request_of, first, now):
    deposited = Entry.objects.get(verb="evidence.deposited")
    name = f"text:{photo.row_key}:name"
    assert commit(bytes(photo.salt), deposited.uuid, name, "某某身份证.jpg") == deposited.commitment[name]
    erase(request_of, by=first, now=now)
    photo.refresh_from_db()
    assert commit(bytes(photo.salt), deposited.uuid, name, "某某身份证.jpg") != deposited.commitment[name]
    erased = Entry.objects.get(verb="evidence.erased")
    assert erased.fact["ground"] == "pipl-47-1"
    rows = (photo, photo.deposits.get(), Erasure.objects.get())
    assert [row_problem(row, erased) for row in rows] == ["", "", ""]


def test_who_asked_cannot_decide(photo, first, now, leader):
    asked = ask_erasure(photo, ground="pipl-47-3", reason="本人撤回同意", by=leader, now=now)
    Erasure.objects.filter(pk=asked.pk).update(asked_by=first)
    with pytest.raises(NotAllowed, match="另一人"):
        erase(asked, by=first, now=now)
    assert photo.path.exists()


@pytest.mark.parametrize("who", ["clerk", "cadre", "outsider", "inspector", "administrator"])
def test_only_heads_and_leaders_ask(photo, account_of, now, who):
    with pytest.raises(Forbidden):
        ask_erasure(photo, ground="pipl-47-1", reason="不再需要", by=account_of(who), now=now)


@pytest.mark.parametrize("who", ["clerk", "office_head", "leader", "demo"])
def test_only_the_first_responsible_person_decides(request_of, account_of, demo, now, who):
    with pytest.raises(Forbidden):
        erase(request_of, by=demo if who == "demo" else account_of(who), now=now)


def test_a_file_of_another_township_too_is_not_erased_over_its_head(photo, outsider, office_head, now):
    deposit(BytesIO(files.jpeg()), name="a.jpg", by=outsider, now=now)
    with pytest.raises(Forbidden):
        ask_erasure(photo, ground="pipl-47-1", reason="不再需要", by=office_head, now=now)


@pytest.mark.parametrize(("ground", "reason"), [("whim", "不喜欢"), ("pipl-47-1", "  ")])
def test_an_erasure_needs_a_legal_ground_and_a_reason(photo, office_head, now, ground, reason):
    with pytest.raises(NotAllowed):
        ask_erasure(photo, ground=ground, reason=reason, by=office_head, now=now)


def test_a_request_is_made_once_and_decided_once(photo, request_of, office_head, first, now):
    with pytest.raises(NotAllowed, match="等待批准"):
        ask_erasure(photo, ground="pipl-47-1", reason="再提一次", by=office_head, now=now)
    erase(request_of, by=first, now=now)
    with pytest.raises(NotAllowed, match="已经有了决定"):
        refuse_erasure(request_of, by=first, now=now, answer="不同意")
    with pytest.raises(NotAllowed, match="已经依法删除"):
        ask_erasure(request_of.file, ground="pipl-47-1", reason="再来", by=office_head, now=now)


def test_a_refusal_carries_its_reason_and_keeps_the_file(photo, request_of, first, now):
    with pytest.raises(NotAllowed, match="理由"):
        refuse_erasure(request_of, by=first, now=now, answer="")
    refuse_erasure(request_of, by=first, now=now, answer="该照片是案卷材料，保存期限未满")
    photo.refresh_from_db()
    assert photo.erased_at is None
    assert photo.path.exists()
    assert Entry.objects.get(verb="evidence.erasure_refused").subject == photo.ref


def test_erased_content_cannot_be_deposited_again(request_of, first, clerk, now):
    file = erase(request_of, by=first, now=now)
    with pytest.raises(NotAllowed, match="依法删除"):
        deposit(BytesIO(files.jpeg()), name="a.jpg", by=clerk, now=now)
    assert not store.path_of(file.sha256).exists()


def test_an_erasure_interrupted_before_the_disk_is_finished_by_the_recheck(request_of, first, cli, now):
    file = erase(
        request_of, by=first, now=now
    )  # the test's transaction never commits: the file is still there
    assert file.path.exists()
    recheck(1, now, by=cli)
    assert not file.path.exists()
