"""Reports of wrongdoing: sealed to the county's public key, words, names and files; the private key alone opens."""

import base64
import io
import json
import zipfile
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conftest import COUNTY_PRIVATE
from zerentian.casework import actions, county
from zerentian.casework.cli.wrongdoing import wrongdoing as command
from zerentian.casework.models import Concern, CountyKey, Reply
from zerentian.casework.rules.callbacks import Satisfied, Solved
from zerentian.casework.rules.concerns import Channel, Kind, State
from zerentian.evidence.actions import deposit, receive
from zerentian.evidence.models import File
from zerentian.evidence.tests.files import plain_jpeg
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log
from zerentian.organization.access import Forbidden

PUBLIC = county.public_of(COUNTY_PRIVATE)


def photo(name="工程款现场.jpg", seed=4):
    return receive(SimpleUploadedFile(name, plain_jpeg(seed), content_type="image/jpeg"), name=name)


@pytest.fixture
def reported(township, resident, now, django_capture_on_commit_callbacks):
    """Receive a report of wrongdoing with a picture."""

    def report(files=()):
        said = actions.Said(
            text="反映工程款去向不明。", title="工程款去向", place="某村委会", kind=Kind.WRONGDOING
        )
        with django_capture_on_commit_callbacks(execute=True):
            return actions.receive_concern(
                said, unit=township, channel=Channel.FORM, by=resident, now=now, files=files
            ).concern

    return report


def test_nothing_of_a_report_stands_here_in_the_clear(reported, home):
    upload = photo()
    concern = reported([upload])
    row = str(Concern.objects.filter(pk=concern.pk).values().get())
    kept = concern.files.get().file
    assert not any(word in row for word in ("工程款", "村委会"))
    assert (kept.name, kept.kind, kept.fingerprint) == ("附件.sealed", "sealed", "")
    clear = plain_jpeg(4)
    for path in home.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert clear[200:400] not in content, path
        assert "工程款".encode() not in content, path


def test_the_county_opens_it_on_a_machine_of_its_own(reported, client_of, supervisor, tmp_path):
    concern = reported([photo()])
    answer = client_of(supervisor).get(reverse("casework:concern-sealed", args=[concern.key]))
    (tmp_path / "parts.zip").write_bytes(answer.content)
    (tmp_path / "key").write_text(COUNTY_PRIVATE)
    asked = [
        "open",
        str(tmp_path / "parts.zip"),
        "--key",
        str(tmp_path / "key"),
        "--out",
        str(tmp_path / "out"),
    ]
    result = CliRunner().invoke(command, asked)
    assert "工程款去向不明" in result.output
    assert "某村委会" in result.output
    (file,) = (tmp_path / "out").iterdir()
    assert file.name == "001-工程款现场.jpg"
    assert file.read_bytes()[:2] == b"\xff\xd8"


def test_what_a_resident_adds_is_sealed_as_well(reported, resident, now):
    concern = reported()
    actions.supplement_concern(concern, words="还有转账记录。", by=resident, now=now)
    concern.refresh_from_db()
    lines = concern.sealed_text.splitlines()
    opened = [county.open_text(line, matter=concern.key, private=COUNTY_PRIVATE) for line in lines]
    assert opened[1] == {"added": "还有转账记录。"}
    assert "转账" not in str(list(concern.happenings.values()))


def test_what_a_resident_says_on_any_step_is_sealed(reported, resident, supervisor, clerk, now):
    concern = reported()
    concern.questions.create(
        words="请补充情况",
        asked_by=supervisor,
        asked_on=local_day(now),
        until=local_day(now) + timedelta(days=3),
    )
    actions.record_answer(concern, words="电话里说的青檀账户。", by=supervisor, now=now)
    rows = Concern.objects.filter(pk=concern.pk)
    rows.update(state=State.CLOSED, closed_on=local_day(now))
    actions.reopen_at_request(concern, reason="青檀账户还在用。", by=resident, now=now)
    rows.update(state=State.ANSWERED)
    Reply.objects.create(
        concern=concern,
        round=1,
        decision="supported",
        released=True,
        imported=True,
        drafted_by=clerk,
        drafted_at=now,
        unit=concern.unit,
    )
    said = {"solved": Solved.NO, "satisfied": Satisfied.NO, "by": resident, "now": now}
    actions.answer_back(concern, words="青檀账户没人查。", **said)
    concern.refresh_from_db()
    lines = concern.sealed_text.splitlines()
    opened = [county.open_text(line, matter=concern.key, private=COUNTY_PRIVATE) for line in lines]
    assert opened[1:] == [
        {"added": "电话里说的青檀账户。"},
        {"added": "青檀账户还在用。"},
        {"added": "青檀账户没人查。"},
    ]
    kept = [*concern.happenings.values(), *concern.callbacks.values(), *concern.questions.values()]
    assert "青檀" not in str(kept)
    assert not [one for one in verify_log().problems if "casework.reply" not in one.place]


def test_nobody_else_downloads_what_is_sealed(reported, client_of, leader, inspector, first, township):
    where = reverse("casework:concern-sealed", args=[reported().key])
    for stranger in (leader, inspector, first):
        assert client_of(stranger).get(where).status_code == 403


def test_equal_content_is_never_recognised_across_the_seal(reported, clerk, office, now):
    upload = photo()
    concern = reported([upload])
    again = photo()
    assert again.sha256 == upload.sha256
    own = deposit(again, by=clerk, unit=office, now=now)
    assert own.sha256 != concern.files.get().file.sha256
    entry = Entry.objects.filter(verb="evidence.deposited", subject=own.ref).get()
    assert entry.fact["seen_before"] is False
    assert File.objects.filter(sha256=upload.sha256).count() == 1


def test_without_a_county_key_nothing_is_taken_and_the_form_says_where_to_report(reported, client, township):
    Concern.objects.all().delete()
    CountyKey.objects.all().delete()
    with pytest.raises(NotAllowed, match="12388"):
        reported()
    page = client.get(reverse("residents:ask-township", args=[township.code])).content.decode()
    assert "12388" in page
    assert "检举控告（" not in page


def test_what_turns_out_to_be_a_report_is_sealed_then(concern, category, supervisor, now):
    said = concern.text
    actions.triage_concern(concern, kind=Kind.WRONGDOING, category=category, by=supervisor, now=now)
    concern.refresh_from_db()
    opened = county.open_text(concern.sealed_text, matter=concern.key, private=COUNTY_PRIVATE)
    assert (concern.text, opened["text"]) == ("", said)


def test_a_key_is_declared_by_who_receives_reports_and_earlier_reports_keep_theirs(
    reported, supervisor, receptionist, now
):
    concern = reported()
    other = county.new_private()
    with pytest.raises(Forbidden, match="受理检举控告"):
        actions.declare_county_key(county.public_of(other), by=receptionist, now=now)
    actions.declare_county_key(county.public_of(other), by=supervisor, now=now)
    county.open_text(concern.sealed_text, matter=concern.key, private=COUNTY_PRIVATE)
    with pytest.raises(NotAllowed, match="打不开"):
        county.open_text(reported().sealed_text, matter=concern.key, private=COUNTY_PRIVATE)


def test_what_is_moved_to_another_matter_does_not_open(reported):
    one, other = reported(), reported()
    with pytest.raises(NotAllowed, match="打不开"):
        county.open_text(one.sealed_text, matter=other.key, private=COUNTY_PRIVATE)


@given(st.text(max_size=60), st.binary(max_size=300))
def test_a_file_comes_back_whole_and_a_cut_one_is_refused(name, content):
    sealed = county.seal_file(name, content, matter="ab", public=PUBLIC)
    assert county.open_file(sealed, matter="ab", private=COUNTY_PRIVATE) == (name, content)
    for cut in (sealed[:-1], sealed[:20], sealed + b"\0", b""):
        with pytest.raises(NotAllowed):
            county.open_file(cut, matter="ab", private=COUNTY_PRIVATE)


def test_pieces_of_a_large_file_can_not_be_cut_off_or_swapped(monkeypatch):
    monkeypatch.setattr(county, "PIECE", 64)
    sealed = county.seal_file("名", b"x" * 300, matter="ab", public=PUBLIC)
    head, parts = sealed[: len(county.FILE) + county.IDENT], list(county.pieces_of(sealed))
    assert len(parts) > 3
    for wrong in (parts[:-1], [parts[1], parts[0], *parts[2:]], parts[1:]):
        whole = head + b"".join(len(part).to_bytes(county.LENGTH, "big") + part for part in wrong)
        with pytest.raises(NotAllowed):
            county.open_file(whole, matter="ab", private=COUNTY_PRIVATE)


def test_a_key_is_made_in_a_file_of_its_owners_and_never_over_another(tmp_path):
    place = tmp_path / "county.key"
    assert CliRunner().invoke(command, ["make-key", str(place)]).exit_code == 0
    assert place.stat().st_mode & 0o077 == 0
    private = place.read_text()
    assert place.with_suffix(".public").read_text().strip() == county.public_of(private)
    assert CliRunner().invoke(command, ["make-key", str(place)]).exit_code == 2
    assert place.read_text() == private


def test_a_zip_that_is_no_sealed_report_is_said_to_be_none(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("other.txt", "x")
    (tmp_path / "other.zip").write_bytes(packed.getvalue())
    (tmp_path / "key").write_text(COUNTY_PRIVATE)
    asked = ["open", str(tmp_path / "other.zip"), "--key", str(tmp_path / "key")]
    assert isinstance(CliRunner().invoke(command, asked).exception, NotAllowed)


def sealed_as(content: bytes) -> str:
    """Return what somebody who knows the county's public key sealed to it."""
    sealed = county.SUITE.encrypt(content, county.public_from(PUBLIC), info=county.bound_to("ab", "text"))
    return county.TEXT + base64.urlsafe_b64encode(sealed).decode()


def opening(tmp_path, key=None, **parts):
    """Open a download of some parts; dots in their names are written as two underlines."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "."), content)
    (tmp_path / "parts.zip").write_bytes(packed.getvalue())
    (tmp_path / "key").write_bytes(key or COUNTY_PRIVATE.encode())
    asked = [
        "open",
        str(tmp_path / "parts.zip"),
        "--key",
        str(tmp_path / "key"),
        "--out",
        str(tmp_path / "out"),
    ]
    return CliRunner().invoke(command, asked)


@pytest.mark.parametrize(
    "parts",
    [
        {"texts__json": "[]"},
        {"texts__json": "[" * 100_000},
        {"texts__json": '{"matter":7,"texts":[]}'},
        {"texts__json": '{"matter":"ab","texts":"x"}'},
        {"texts__json": '{"matter":"ab","texts":[7]}'},
        {"texts__json": '{"matter":"ab","texts":["sealed1.é"]}'},
        {"texts__json": '{"matter":"ab","texts":["sealed1.A"]}'},
        {"texts__json": '{"matter":"ab","texts":[]}', "files/1": b"\0" * 20_000_000},
        {"texts__json": '{"matter":"ab","texts":[]}', "files/1": b"x"},
        *(
            {"texts__json": json.dumps({"matter": "ab", "texts": [sealed_as(one)]})}
            for one in (b"[]", b"7", b"\xff", b'{"a":7}', b"[" * 100_000)
        ),
    ],
    ids=lambda parts: str(parts)[:40],
)
def test_a_download_made_to_harm_the_county_is_refused_in_words(tmp_path, parts):
    assert isinstance(opening(tmp_path, **parts).exception, NotAllowed)


def test_a_key_that_is_no_text_is_no_key(tmp_path):
    told = opening(
        tmp_path, key=b"\xff\xfe\0", texts__json=json.dumps({"matter": "ab", "texts": ["sealed1.AAAA"]})
    )
    assert "不是密钥文件" in str(told.exception)


def test_what_is_opened_moves_no_cursor_and_names_no_other_folder(tmp_path):
    words = json.dumps({"内容": "甲\x1b[2J\u202e乙"}).encode()
    name = "..\\../\x1b[31m" + "长" * 300 + ".jpg"
    sealed = county.seal_file(name, b"x", matter="ab", public=PUBLIC)
    texts = json.dumps({"matter": "ab", "texts": [sealed_as(words)]})
    told = opening(tmp_path, texts__json=texts, **{"files/1": sealed})
    assert told.exit_code == 0, told.output
    assert "\x1b" not in told.output
    assert "\u202e" not in told.output
    (file,) = (tmp_path / "out").iterdir()
    assert file.name.startswith("001-长")
    assert len(file.name.encode()) < 255
