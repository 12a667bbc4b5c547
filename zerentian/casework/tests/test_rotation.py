"""The contact key rotates: every token moves, bound to its row; killed anywhere it goes on; the old key ends unused."""

import json

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet

from zerentian.casework import actions
from zerentian.casework.actions import rotation
from zerentian.casework.cipher import key_files, loaded, row_digest
from zerentian.casework.cli import contacts
from zerentian.casework.models import Concern, Contact, TopicMember
from zerentian.casework.rules.concerns import UNNUMBERED
from zerentian.casework.shown import contact_key_watched
from zerentian.casework.tokens import tokens, unopened
from zerentian.ledger.actions import seal
from zerentian.ledger.backup.keys import fingerprints, key_home
from zerentian.ledger.models import DeclaredKey, Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log

pytestmark = pytest.mark.django_db


def older(contact: Contact) -> Contact:
    """Let a contact stand as an earlier version wrote it: a Fernet token, bound to nothing."""
    fernet = Fernet(key_files()[-1].read_bytes())
    reached = contact.reached
    for column in Contact.COLUMNS:
        said = getattr(reached, column)
        setattr(contact, column, fernet.encrypt(said.encode()).decode() if said else "")
    contact.save()
    return contact


@pytest.fixture
def messages(brought):
    """Three concerns with contacts of their own, of which one was erased and one is as an earlier version wrote it."""
    made = [brought(f"示例{number}", f"1390000000{number}") for number in range(3)]
    older(made[0].contact)
    return made


@pytest.fixture
def brought(township, receptionist, category, now):
    """Receive a concern with this contact."""

    def run(name, phone):
        said = actions.Said(
            text="村口路灯坏了。",
            category=category,
            contact=actions.Reachable(name=name, phone=phone, address="1组"),
        )
        receipt = actions.receive_concern(said, unit=township, channel="call", by=receptionist, now=now)
        return receipt.concern

    return run


@pytest.fixture
def rotate(administrator, now):
    return lambda: rotation.rotate_contact_key(by=administrator, now=now)


def reached_all():
    """Return every contact in the clear, by row."""
    return {contact.pk: tuple(contact.reached) for contact in Contact.objects.order_by("pk")}


def test_every_token_moves_to_the_new_key_and_the_old_one_is_set_aside_unused(messages, rotate, now):
    before, old = reached_all(), key_files()[0]
    key = rotate()
    seal(now=now)
    assert reached_all() == before
    assert all(token.startswith(f"bound1.{key.fingerprint[:16]}.") for token, _ in tokens())
    assert [path.name for path in key_files()] == ["contact-0002.key"]
    assert old.with_name("contact-0001.key.retired").exists()
    assert "contact-0001.key" not in fingerprints(key_home())
    old.with_name("contact-0001.key.retired").unlink()
    assert (list(unopened()), reached_all()) == ([], before)
    assert CliRunner().invoke(contacts, ["check-key"]).exit_code == 0
    said = set(Entry.objects.filter(subject=f"contact_key:{key.pk}").values_list("verb", flat=True))
    assert said == {f"contact_key.{step}" for step in ("rotated", "moved", "retired", "ended")}


def test_a_token_copied_to_another_row_or_column_does_not_open_there(messages, rotate):
    rotate()
    one, other = Contact.objects.order_by("pk")[:2]
    Contact.objects.filter(pk=other.pk).update(phone=one.phone, name=one.phone)
    other.refresh_from_db()
    for column in ("phone", "name"):
        with pytest.raises(NotAllowed, match="从别处挪来"):
            other.said(column)
    assert one.said("phone") == "13900000000"
    assert "2 处打不开" in next(iter(unopened()))


def test_what_an_earlier_version_wrote_opens_until_it_is_moved_and_then_no_copy_of_it_does(messages, rotate):
    kept = Contact.objects.order_by("pk").first()
    assert (kept.phone.startswith("gAAAA"), kept.said("phone")) == (True, "13900000000")
    token = kept.phone
    rotate()
    Contact.objects.filter(pk=kept.pk).update(phone=token)
    kept.refresh_from_db()
    with pytest.raises(NotAllowed):
        kept.said("phone")


def test_the_ledger_verifies_and_an_erasure_stays_the_last_word(messages, rotate, supervisor, now):
    actions.erase_contact(messages[1], ground="request", by=supervisor, now=now)
    seal(now=now)
    rotate()
    seal(now=now)
    # The first was written as an earlier version did, behind the program's back; the rotation speaks of it anew.
    assert verify_log().problems == []
    erased = Contact.objects.get(concern=messages[1])
    assert (erased.name, erased.phone, erased.erased) == ("", "", True)
    last = Entry.objects.filter(commitments__contains=f'"row:{erased.row_key}"').latest("id")
    assert last.verb == "contact.erased"


@pytest.mark.parametrize(
    "step", ["begin_rotation", "move_contacts", "move_concerns", "end_rotation", "set_aside_retired"]
)
def test_cut_off_anywhere_it_goes_on_and_makes_no_third_key(messages, rotate, monkeypatch, step):
    monkeypatch.setattr(rotation, "CONTACTS", 1)
    before, calls = reached_all(), []
    whole = getattr(rotation, step)

    def dies(*args, **kwargs):
        calls.append(step)
        if step in {"move_contacts", "set_aside_retired"} and len(calls) == 1:
            return whole(*args, **kwargs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(rotation, step, dies)
        with pytest.raises(KeyboardInterrupt):
            rotate()
    assert reached_all() == before
    assert contact_key_watched().bad == (step not in {"begin_rotation", "set_aside_retired"})
    if step != "set_aside_retired":
        rotate()
    assert CliRunner().invoke(contacts, ["check-key"]).exit_code == 0
    assert (reached_all(), contact_key_watched().bad) == (before, False)
    assert (DeclaredKey.objects.count(), len(key_files())) == (2, 1)


def test_a_key_file_that_was_made_and_not_yet_declared_is_taken(messages, rotate):
    (key_home() / "contact-0002.key").write_bytes(Fernet.generate_key())
    rotate()
    assert [path.name for path in key_files()] == ["contact-0002.key"]


def test_nothing_rotates_while_something_does_not_open(messages, rotate):
    Contact.objects.filter(pk=Contact.objects.first().pk).update(phone="bound1.0000000000000000.AAAA")
    with pytest.raises(NotAllowed, match="1 处打不开"):
        rotate()
    assert (DeclaredKey.objects.count(), len(key_files())) == (1, 1)


def test_it_rotates_again_and_again(messages, rotate):
    before = reached_all()
    rotate()
    rotate()
    assert (reached_all(), [path.name for path in key_files()]) == (before, ["contact-0003.key"])


def test_writers_are_still_told_apart_and_under_the_new_key(messages, rotate, township, receptionist, now):
    again = actions.receive_concern(
        actions.Said(text="又坏了。", contact=actions.Reachable(name="另", phone="13900000001")),
        unit=township,
        channel="call",
        by=receptionist,
        now=now,
    ).concern
    topic = actions.confirm_topic(
        unit=township,
        title="路灯",
        place="",
        standing="",
        concerns=[*messages, again],
        by=receptionist,
        now=now,
    )
    before = dict(TopicMember.objects.values_list("pk", "writer"))
    rotate()
    after = dict(TopicMember.objects.values_list("pk", "writer"))
    assert (topic.heat.people, len(set(after.values())), set(after.values()) & set(before.values())) == (
        3,
        3,
        set(),
    )


def test_rows_without_numbers_are_known_again_after_a_rotation(messages, rotate):
    Concern.objects.filter(pk=messages[0].pk).update(source="表", source_number=f"{UNNUMBERED}1")
    before = row_digest("一行")
    rotate()
    assert row_digest("一行") == before
    rotate()
    assert row_digest("一行") == before
    (key_home() / "rows-0001.key").write_bytes(Fernet.generate_key())
    with pytest.raises(NotAllowed, match="rows-0001"):
        row_digest("一行")


def test_where_no_such_row_was_ever_imported_nothing_of_the_old_key_is_kept(messages, rotate):
    old = key_files()[0].read_bytes()
    rotate()
    assert (key_home() / "rows-0001.key").read_bytes() != old


def test_an_earlier_report_of_wrongdoing_moves_too(messages, rotate):
    concern = messages[0]
    token = Fernet(key_files()[0].read_bytes()).encrypt("检举的话".encode()).decode()
    Concern.objects.filter(pk=concern.pk).update(kind="wrongdoing", text="", sealed_text=token)
    rotate()
    concern.refresh_from_db()
    assert concern.sealed_text.startswith("bound1.")
    assert concern.words == "检举的话"


def test_the_command_rotates_copies_the_keys_and_says_what_may_go(messages, tmp_path, administrator, now):
    done = CliRunner().invoke(
        contacts, ["rotate-key", "--keys", str(tmp_path / "safe"), "--by", administrator.username]
    )
    assert done.exit_code == 0, done.output
    assert "contact-0001.key.retired" in done.output
    assert sorted(path.name for path in (tmp_path / "safe").glob("*.key")) == [
        "contact-0002.key",
        "rows-0001.key",
    ]
    told = json.loads(Entry.objects.get(verb="contact_key.rotated").facts)
    assert set(told) >= {"key", "old", "rows"}
    loaded.cache_clear()
    assert list(unopened()) == []
