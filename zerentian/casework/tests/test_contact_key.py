"""The contact key is made once, stands in the database by its fingerprint, and is never replaced by a new one."""

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet

from zerentian.casework.cipher import decrypted, encrypted, key_files, make_key, row_digest, writer_digest
from zerentian.casework.cli import contacts
from zerentian.casework.tokens import take_over_key, unopened
from zerentian.ledger.actions import seal
from zerentian.ledger.backup.keys import fingerprints, key_home
from zerentian.ledger.files import part_of
from zerentian.ledger.models import DeclaredKey
from zerentian.ledger.rules.refusals import NotAllowed

pytestmark = pytest.mark.django_db

HERE = "a table 1 a column"


def lose_key() -> bytes:
    """Take the key away, as a restore without keys does."""
    (path,) = key_files()
    kept = path.read_bytes()
    path.unlink()
    return kept


def replace_key() -> None:
    """Put another instance's key under the same name."""
    (path,) = key_files()
    path.write_bytes(Fernet.generate_key())


def cut_key() -> None:
    """Leave half of the key, as a disk that was full does."""
    (path,) = key_files()
    path.write_bytes(path.read_bytes()[:20])


def test_the_key_in_use_is_declared_by_its_fingerprint() -> None:
    assert set(DeclaredKey.objects.values_list("fingerprint", flat=True)) == {
        print_ for name, print_ in fingerprints(key_home()).items() if name.startswith("contact-")
    }
    assert decrypted(encrypted("13900000000", HERE), HERE) == "13900000000"


@pytest.mark.parametrize("away", [lose_key, replace_key, cut_key])
def test_without_its_key_nothing_is_encrypted_and_nothing_read(away) -> None:
    token = encrypted("13900000000", HERE)
    away()
    before = [path.read_bytes() for path in key_files()]
    for needed in (
        lambda: encrypted("x", HERE),
        lambda: decrypted(token, HERE),
        lambda: row_digest("x"),
        lambda: writer_digest("x"),
    ):
        with pytest.raises(NotAllowed, match="联系方式的密钥不在本机"):
            needed()
    assert [path.read_bytes() for path in key_files()] == before


@pytest.mark.parametrize("away", [lose_key, replace_key, cut_key])
def test_a_declared_key_that_is_not_here_is_missed_though_nothing_is_encrypted_yet(away) -> None:
    take_over_key()
    away()
    with pytest.raises(NotAllowed, match="联系方式的密钥不在本机"):
        take_over_key()


def test_the_key_that_comes_back_opens_everything_again() -> None:
    token, kept = encrypted("13900000000", HERE), lose_key()
    with pytest.raises(NotAllowed):
        decrypted(token, HERE)
    (key_home() / "contact-0001.key").write_bytes(kept)
    assert decrypted(token, HERE) == "13900000000"
    assert CliRunner().invoke(contacts, ["check-key"]).exit_code == 0


def test_without_the_key_what_needs_none_works(now) -> None:
    lose_key()
    assert encrypted("", HERE) == decrypted("", HERE) == ""
    assert seal(now=now) is not None
    assert list(unopened()) == []


def test_an_older_database_takes_over_the_key_that_is_there() -> None:
    token = encrypted("示例群众", HERE)
    DeclaredKey.objects.all().delete()
    with pytest.raises(NotAllowed, match="check-key"):
        decrypted(token, HERE)
    take_over_key()
    assert decrypted(token, HERE) == "示例群众"


@pytest.mark.parametrize("away", [lose_key, replace_key, cut_key])
def test_an_older_database_takes_over_no_key_that_opens_nothing(away, monkeypatch) -> None:
    token = encrypted("示例群众", HERE)
    monkeypatch.setattr("zerentian.casework.tokens.tokens", lambda: iter([(token, HERE)]))
    DeclaredKey.objects.all().delete()
    away()
    before = key_files()
    with pytest.raises(NotAllowed):
        take_over_key()
    assert not DeclaredKey.objects.exists()
    assert key_files() == before


def test_an_older_database_without_anything_encrypted_comes_to_its_first_key(monkeypatch) -> None:
    monkeypatch.setattr("zerentian.casework.tokens.tokens", lambda: iter([]))
    DeclaredKey.objects.all().delete()
    lose_key()
    take_over_key()
    assert decrypted(encrypted("x", HERE), HERE) == "x"


def test_what_a_killed_maker_began_of_a_key_goes_and_a_key_that_is_there_stays() -> None:
    (path,) = key_files()
    new = path.with_name("contact-0002.key")
    left = part_of(new)
    left.write_bytes(Fernet.generate_key())
    kept = make_key(new.name).read_bytes()
    assert make_key(new.name).read_bytes() == kept
    assert new.stat().st_mode & 0o777 == 0o600
    assert {one.name for one in path.parent.iterdir() if "contact" in one.name or "part" in one.name} == {
        path.name,
        new.name,
    }
