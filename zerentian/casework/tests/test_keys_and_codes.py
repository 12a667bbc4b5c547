"""Codes and secrets of residents, keys and tokens of contacts, marks of a browser, what the console says."""

import json
import zipfile
from importlib import import_module
from io import BytesIO
from types import SimpleNamespace
from uuid import UUID

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from zerentian.casework import actions, cipher, codes, opened, tokens
from zerentian.casework.actions.rotation import rotate_contact_key
from zerentian.casework.actions.sealing import NEUTRAL, safe_to_file, sealed_parts
from zerentian.casework.cli import contacts
from zerentian.casework.cli.wrongdoing import wrongdoing
from zerentian.casework.models import Contact, CountyKey
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.evidence.actions import receive
from zerentian.ledger.keys import contact_fingerprint, key_folder
from zerentian.ledger.models import DeclaredKey
from zerentian.ledger.rules.refusals import NotAllowed

KEY = Fernet.generate_key()


# -- codes and secrets ----------------------------------------------------------------------------------------------


def test_a_code_has_ten_letters_and_a_secret_eight_none_of_them_mistaken_for_another():
    made = [(codes.new_code(), codes.new_secret(), codes.new_key()) for _ in range(20)]
    assert {(len(code), len(secret), len(key)) for code, secret, key in made} == {(10, 8, 16)}
    assert set("".join(code + secret for code, secret, _ in made)) <= set(codes.ALPHABET)
    assert not set("ILOU") & set(codes.ALPHABET)
    assert len({code for code, _, _ in made}) == 20


@given(st.text(alphabet="abilo01-　 \n", max_size=20))
def test_what_is_typed_is_read_as_it_was_meant_and_the_same_when_read_again(text):
    read = codes.as_typed(text)
    assert codes.as_typed(read) == read
    assert set(read) <= set("AB10")


@pytest.mark.parametrize(
    ("code", "shown"), [("7K3PD20XQM", "7K3P-D20X-QM"), ("ABCDEFGH", "ABCD-EFGH"), ("", ""), ("AB", "AB")]
)
def test_a_code_is_spelled_in_groups_of_four(code, shown):
    assert codes.spelled(code) == shown
    assert codes.as_typed(shown) == code


def test_the_secret_of_a_form_is_the_same_each_time_and_to_nobody_elses_guess():
    one, other = UUID(int=1), UUID(int=2)
    secret = codes.secret_for(one, b"k")
    assert secret == codes.secret_for(one, b"k")
    assert len({secret, codes.secret_for(other, b"k"), codes.secret_for(one, b"j")}) == 3
    assert len(secret) == 8
    assert set(secret) <= set(codes.ALPHABET)


def test_a_secret_is_known_again_however_it_is_typed_and_nothing_is_known_by_nothing():
    digest = codes.secret_digest("ABCD0123", b"salt")
    assert codes.is_secret("abcd-o123", b"salt", digest)
    assert not codes.is_secret("ABCD0124", b"salt", digest)
    assert not codes.is_secret("ABCD0123", b"sugar", digest)
    assert not codes.is_secret("ABCD0123", b"salt", "")
    assert len(digest) == 64


# -- tokens ---------------------------------------------------------------------------------------------------------


def test_a_token_opens_at_its_place_by_its_key_and_whole():
    key, other = cipher.ContactKey(KEY), cipher.ContactKey(Fernet.generate_key())
    token = key.encrypted("示例群众", "here")
    assert token.startswith(f"bound1.{contact_fingerprint(KEY)[:16]}.")
    assert key.opened(token, "here") == "示例群众"
    assert key.encrypted("示例群众", "here") != token, "twice the same is not seen to be the same"
    for wrong in (key.opened(token, "there"), other.opened(token, "here"), key.opened(token[:-4], "here")):
        assert wrong is None
    assert key.opened("bound1.x", "here") is None
    assert key.opened(Fernet(KEY).encrypt("旧".encode()).decode(), "anywhere") == "旧"
    assert other.opened(Fernet(KEY).encrypt("旧".encode()).decode(), "anywhere") is None


@pytest.mark.django_db
def test_nothing_is_encrypted_to_nothing_and_what_does_not_open_says_what_to_do():
    assert cipher.encrypted("", "here") == cipher.decrypted("", "here") == ""
    token = cipher.encrypted("示例", "here")
    assert cipher.decrypted(token, "here") == "示例"
    with pytest.raises(NotAllowed, match="解密失败"):
        cipher.decrypted(token, "there")
    assert cipher.text_place(7) == "casework.concern 7 sealed_text"


@pytest.mark.django_db
def test_digests_tell_the_same_from_another_and_writers_from_rows(cli, now):
    assert cipher.writer_digest("甲") == cipher.writer_digest("甲") != cipher.writer_digest("乙")
    row, writer = cipher.row_digest("甲"), cipher.writer_digest("甲")
    assert row == writer, "until the first rotation there is one key"
    rotate_contact_key(by=cli, now=now)
    assert cipher.writer_digest("甲") != writer
    (key_folder() / "rows-0001.key").unlink()
    with pytest.raises(NotAllowed, match="rows-0001"):
        cipher.row_digest("甲")


@pytest.mark.django_db
def test_a_key_that_is_damaged_is_named(home):
    (path,) = cipher.key_files()
    path.write_bytes(b"no key")
    with pytest.raises(NotAllowed, match=path.name):
        cipher.key_in(path)


@pytest.mark.django_db
def test_the_next_key_has_the_number_after_all_that_ever_were(home):
    (key_folder() / "contact-0007.key.retired").write_bytes(b"x")
    assert cipher.next_key().name == "contact-0008.key"
    assert cipher.next_key().name == "contact-0008.key", "it was made, and not declared yet"
    assert (
        cipher.make_key("contact-0008.key").read_bytes() == (key_folder() / "contact-0008.key").read_bytes()
    )


@pytest.mark.django_db
def test_everything_encrypted_is_walked_with_its_place(concern, receipt):
    contact = Contact.objects.get(concern=concern)
    found = dict(tokens.tokens())
    assert found[contact.name] == Contact.place(contact.mark, "name")
    assert found[contact.phone] == Contact.place(contact.mark, "phone")
    assert "" not in found
    assert tokens.closed_to(cipher.keys()) == 0
    assert tokens.closed_to([cipher.ContactKey(KEY)]) == 2
    assert list(tokens.unopened()) == []


def test_a_table_that_could_not_be_moved_is_not_declared():
    with pytest.raises(LookupError, match="COLUMNS, mark, place, keep, told"):
        tokens.also_encrypted(type("Table", (), {}))
    before = list(tokens.BESIDE)
    tokens.also_encrypted(before[0])
    assert before == tokens.BESIDE, "once is enough"


# -- marks of a browser ---------------------------------------------------------------------------------------------


def browser_with(response) -> object:
    """Return a request of the browser that got a response."""
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    return request


@pytest.mark.django_db
def test_a_mark_is_of_one_code_for_an_hour_and_for_its_pages_alone(concern, said, township, resident, now):
    response = HttpResponse()
    opened.open_page(response, concern)
    mark = response.cookies["opened"]
    assert (mark["path"], mark["max-age"]) == (opened.home_of(concern), 3600)
    assert (mark["httponly"], mark["samesite"]) == (True, "Lax")
    request = browser_with(response)
    assert opened.is_open(request, concern)
    assert not opened.may_see_receipt(request, concern)
    how = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now}
    assert not opened.is_open(request, actions.receive_concern(said, **how).concern)
    request.COOKIES = {"opened": signing.get_cookie_signer(salt="opened").sign(concern.code)}
    assert not opened.is_open(request, concern)
    sent = HttpResponse()
    opened.remember_sent(sent, concern)
    assert opened.may_see_receipt(browser_with(sent), concern)
    opened.lock_page(sent, concern)
    assert {name: morsel["max-age"] for name, morsel in sent.cookies.items()} == {"sent": 0, "opened": 0}


# -- what is sealed -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_file_of_a_report_is_sealed_under_a_name_that_tells_nothing(concern):
    upload = receive(BytesIO(b"lamp"), name="note.txt")
    assert safe_to_file(concern, upload) is upload
    concern.kind = Kind.WRONGDOING
    assert safe_to_file(concern, upload).name == NEUTRAL
    CountyKey.objects.all().delete()
    with pytest.raises(NotAllowed, match="12388"):
        safe_to_file(concern, receive(BytesIO(b"lamp"), name="note.txt"))


@pytest.mark.django_db
def test_a_download_holds_the_matter_its_number_and_what_is_sealed_alone(township, resident, now):
    said = actions.Said(text="工程款去向不明", title="工程款", kind=Kind.WRONGDOING)
    how = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now}
    concern = actions.receive_concern(said, **how, files=[receive(BytesIO(b"lamp"), name="证据.txt")]).concern
    concern.sealed_text += "\nolder token"
    with zipfile.ZipFile(BytesIO(sealed_parts(concern))) as archive:
        assert archive.namelist() == ["texts.json", "files/001.sealed"]
        told = json.loads(archive.read("texts.json"))
    assert (told["format"], told["matter"], told["number"]) == (
        "zerentian-sealed-1",
        concern.key,
        concern.number,
    )
    assert [one[:8] for one in told["texts"]] == ["sealed1."]


# -- the console ----------------------------------------------------------------------------------------------------


def said_by(command, *arguments):
    ran = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran


@pytest.mark.django_db
def test_the_console_says_that_the_key_is_the_one_and_that_a_rotation_waits(concern, monkeypatch):
    assert "密钥相符" in said_by(contacts, "check-key").stdout
    assert "rotate-key" not in said_by(contacts, "check-key").output
    module = import_module("zerentian.casework.cli.contacts")
    monkeypatch.setattr(module, "rotation_under_way", lambda: SimpleNamespace())
    assert "尚未完成" in said_by(contacts, "check-key").stderr


@pytest.mark.django_db
def test_the_console_rotates_says_the_new_fingerprint_and_what_is_to_be_done(concern, cli):
    ran = said_by(contacts, "rotate-key")
    newest = DeclaredKey.objects.order_by("-pk")[0]
    assert newest.fingerprint[:16] in ran.stdout
    assert "请立即另存密钥" in ran.stderr
    assert "contact-0001.key.retired 已停用" in ran.stderr


@pytest.mark.django_db
def test_the_console_declares_the_countys_key_and_says_how_many_were_sealed(tmp_path, cli):
    (tmp_path / "county.public").write_text(CountyKey.needed(), encoding="utf-8")
    ran = said_by(wrongdoing, "declare", str(tmp_path / "county.public"))
    assert "请与县级核对指纹" in ran.stdout
    assert "已密封 0 件" in ran.stdout
    assert "已密封 0 件" in said_by(wrongdoing, "seal-earlier").stdout
    assert CountyKey.objects.count() == 1
