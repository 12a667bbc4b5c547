"""What each step with evidence writes down, for whom it is to be seen, and what is refused with which words."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse

from zerentian.evidence import actions, copies, keeping, store
from zerentian.evidence.actions import ask_erasure, deposit, erase, judge_pair, note_pair, receive, take_back
from zerentian.evidence.actions.deposits import kept_name, seal_standing
from zerentian.evidence.actions.pairs import paths_of
from zerentian.evidence.actions.rechecks import condition_of, tally
from zerentian.evidence.listed import FILES, PAIRS
from zerentian.evidence.models import Deposit, Erasure, File, Judgement, Pair, Sketch
from zerentian.evidence.rules.metadata.exif import DamagedPicture
from zerentian.evidence.rules.sniffing import KINDS
from zerentian.evidence.shown import condition, file_page, files_named, pairs_named
from zerentian.evidence.tests import files
from zerentian.ledger.models import Entry
from zerentian.organization.lists import Look

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def kept(clerk, now):
    """Deposit a paper with these words, as the clerk unless somebody else does."""

    def keep(words, **said):
        said = {"name": f"{words}.txt", "by": clerk, "now": now} | said
        return deposit(BytesIO(words.encode()), **said)

    return keep


def told(verb):
    return list(Entry.objects.filter(verb=verb).order_by("id"))


def test_a_deposit_states_what_it_is_and_whether_it_came_in_before(kept, cadre, village, office, now):
    one = kept("记录")
    kept("记录", by=cadre, now=now + HOUR)
    first, second = told("evidence.deposited")
    assert first.fact == {
        "kind": "text", "media_type": "text/plain", "size": 6, "seen_before": False, "evidence": 1,
    }  # fmt: skip
    assert (second.fact["seen_before"], second.unit) == (True, village.path)
    made = one.deposits.order_by("pk")
    assert [row.unit for row in made] == [office, village]
    for entry, rows in ((first, (one, made[0])), (second, (made[1],))):
        assert {name for name in entry.commitment if name.startswith("row:")} == {
            f"row:{row.row_key}" for row in rows
        }
    assert (one.checked_at, made[1].deposited_at, made[1].by) == (now, now + HOUR, cadre)


def test_a_deposit_is_of_the_unit_that_is_named_else_of_the_persons_own(
    kept, neighbour_office, office, leader
):
    assert kept("甲", unit=neighbour_office, by=leader).deposits.get().unit == neighbour_office
    assert kept("乙").deposits.get().unit == office


def test_the_same_content_is_another_file_in_a_matter(kept):
    open_one, bound = kept("记录"), kept("记录", belongs_to="finding:1")
    assert open_one.pk != bound.pk
    assert kept("记录", belongs_to="finding:1") == bound
    assert File.objects.filter(sha256=open_one.sha256).count() == 2


def test_earlier_deposits_are_those_before_a_moment_the_first_one_first(kept, cadre, neighbour_clerk, now):
    file = kept("记录")
    for by, hours in ((cadre, 1), (neighbour_clerk, 2)):
        kept("记录", by=by, now=now + hours * HOUR)
    assert [row.by for row in file.deposits_before(now + 2 * HOUR)] == [file.deposits.first().by, cadre]
    assert not file.deposits_before(now).exists()


@pytest.mark.parametrize(
    ("name", "code", "kept_as"),
    [
        ("a.doc", "docx", "a.docx"),
        ("a.DOC", "docx", "a.docx"),
        ("a.docx", "docx", "a.docx"),
        ("a.JPG", "jpeg", "a.JPG"),
        ("长" * 130 + ".jpeg", "jpeg", "长" * 115 + ".jpeg"),
        ("长" * 115 + ".jpeg", "jpeg", "长" * 115 + ".jpeg"),
        ("a/b\\c.txt", "text", "c.txt"),
        ("a\nb\tc.txt", "text", "a b c.txt"),
    ],
)
def test_a_name_is_kept_with_the_ending_of_its_kind_and_within_its_length(name, code, kept_as):
    assert kept_name(name, KINDS[code]) == kept_as


def test_sealing_what_stands_leaves_nothing_in_the_clear(
    photo, office, demo, now, django_capture_on_commit_callbacks
):
    path, salts = photo.path, {bytes(photo.salt), bytes(photo.deposits.get().salt)}
    later = now + DAY
    with django_capture_on_commit_callbacks(execute=True):
        sealed = seal_standing(photo, lambda data: b"sealed " + data[:4], name="密封件", by=demo, now=later)
    made = sealed.deposits.get()
    assert (sealed.pk, sealed.kind, sealed.name, made.name) == (photo.pk, "sealed", "密封件", "密封件")
    assert (sealed.fingerprint, sealed.captured_at, sealed.checked_at, sealed.size) == ("", None, later, 11)
    assert not path.exists()
    assert sealed.path.read_bytes().startswith(b"sealed ")
    assert not salts & {bytes(sealed.salt), bytes(made.salt)}
    (entry,) = told("evidence.sealed_away")
    assert (entry.unit, entry.subject) == (office.path, photo.ref)
    assert seal_standing(photo, lambda data: data, name="x", by=demo, now=later) is None


@pytest.mark.parametrize("how", ["erased", "missing"])
def test_what_is_gone_is_not_sealed(photo, demo, now, how):
    if how == "erased":
        File.objects.update(erased_at=now)
    else:
        photo.path.unlink()
    assert seal_standing(photo, lambda data: data, name="x", by=demo, now=now) is None
    assert File.objects.get().kind == "jpeg"


def test_an_erasure_names_its_ground_in_each_of_its_entries(photo, office_head, first, office, now):
    asked = ask_erasure(photo, ground="pipl-47-2", reason=" 期限已满 ", by=office_head, now=now)
    actions.refuse_erasure(asked, answer=" 还要用 ", by=first, now=now + HOUR)
    again = ask_erasure(photo, ground="pipl-47-3", reason="撤回", by=office_head, now=now + 2 * HOUR)
    erase(again, by=first, now=now + 3 * HOUR, answer=" 同意 ")
    verbs = ("evidence.erasure_asked", "evidence.erasure_refused", "evidence.erased")
    assert [[one.fact["ground"] for one in told(verb)] for verb in verbs] == [
        ["pipl-47-2", "pipl-47-3"],
        ["pipl-47-2"],
        ["pipl-47-3"],
    ]
    assert {one.unit for verb in verbs for one in told(verb)} == {office.path}
    refused, done = Erasure.objects.order_by("pk")
    assert (refused.state, refused.reason, refused.answer) == ("refused", "期限已满", "还要用")
    assert (done.state, done.answer, done.decided_by, done.decided_at) == (
        "erased",
        "同意",
        first,
        now + 3 * HOUR,
    )
    assert (done.asked_by, done.asked_at) == (office_head, now + 2 * HOUR)


def test_content_that_another_matter_rests_on_stays_on_disk(
    kept, office_head, first, now, django_capture_on_commit_callbacks
):
    file, other = kept("记录"), kept("记录", belongs_to="finding:1")
    asked = ask_erasure(file, ground="pipl-47-1", reason="x", by=office_head, now=now)
    with django_capture_on_commit_callbacks(execute=True):
        erase(asked, by=first, now=now)
    assert other.path.exists()
    assert list(File.objects.standing()) == [other]


def test_a_recheck_counts_every_condition_and_names_where_damage_was_deposited(kept, cli, office, now):
    sound, damaged, missing = (kept(words) for words in "甲乙丙")
    damaged.path.chmod(0o640)
    damaged.path.write_bytes(b"x")
    missing.path.unlink()
    run, damages = actions.recheck(1, now + HOUR, by=cli)
    (entry,) = told("evidence.rechecked")
    assert entry.fact == {"checked": 3, "damaged": 1, "missing": 1, "unclaimed": 0}
    assert (run.started_at, str(run), entry.subject) == (now + HOUR, "2026-03-02 3", run.ref)
    assert {one.fact["condition"]: one.fact["first"] for one in told("evidence.damaged")} == {
        "damaged": True,
        "missing": True,
    }
    assert {one.unit for one in told("evidence.damaged")} == {office.path}
    assert {file.checked_at for file in File.objects.all()} == {now + HOUR}
    damaged.path.unlink()
    actions.recheck(1, now + 2 * HOUR, by=cli)
    assert told("evidence.damaged")[-1].fact == {"condition": "missing", "first": False}
    assert "与存入时的哈希不符" in str(damages[0].detail)
    assert File.objects.get(pk=sound.pk).condition == "sound"


def test_a_file_that_the_disk_does_not_give_is_damaged_and_one_that_is_not_there_missing(kept, monkeypatch):
    file = kept("记录")
    assert condition_of(file) == ("sound", "")

    def fails(path):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(store, "digest", fails)
    condition, detail = condition_of(file)
    assert (condition, "无法读取（Input/output error）" in detail.zh) == ("damaged", True)
    monkeypatch.undo()
    file.path.unlink()
    assert condition_of(file)[0] == "missing"


def test_conditions_are_counted():
    assert tally([]) == {}
    assert tally(["damaged", "missing", "damaged"]) == {"damaged": 2, "missing": 1}


@pytest.mark.parametrize(("share", "checked"), [(0.01, 1), (1 / 3, 1), (0.34, 2), (1, 3)])
def test_a_share_is_rounded_up_to_whole_files(kept, cli, now, share, checked):
    for words in "甲乙丙":
        kept(words)
    assert actions.recheck(share, now, by=cli)[0].checked == checked


def test_files_that_are_to_be_checked_are_those_never_checked_then_the_longest_ago(kept, now):
    made = [kept(words) for words in "甲乙丙丁"]
    for file, days in zip(made, (1, 2, None, 3), strict=True):
        File.objects.filter(pk=file.pk).update(checked_at=None if days is None else now - days * DAY)
    File.objects.filter(pk=made[3].pk).update(erased_at=now)
    assert [file.name for file in File.objects.next_to_check()] == ["丙.txt", "乙.txt", "甲.txt"]


def test_what_stands_beside_the_database_is_named_with_its_hash(kept, now):
    one, gone = kept("甲"), kept("乙")
    File.objects.filter(pk=gone.pk).update(erased_at=now)
    sha = one.sha256
    assert list(keeping.standing()) == [(f"evidence/{sha[:2]}/{sha[2:4]}/{sha}", sha)]


def test_only_sound_pictures_of_offices_are_compared(photo, kept, demo, now):
    kept("记录")
    assert list(File.objects.comparable()) == [photo]
    for change in (
        {"erased_at": now},
        {"condition": "damaged"},
        {"belongs_to": "concern:x"},
        {"kind": "pdf"},
    ):
        File.objects.filter(pk=photo.pk).update(**change)
        assert not File.objects.comparable().exists()
        File.objects.filter(pk=photo.pk).update(erased_at=None, condition="sound", belongs_to="", kind="jpeg")
    Deposit.objects.filter(file=photo).update(unit=None)
    assert not File.objects.comparable().exists()


def test_pictures_of_one_fingerprint_are_alike_and_those_without_one_never(photo, kept):
    kept("记录")
    assert list(File.objects.alike(photo.fingerprint)) == [photo]
    assert not File.objects.alike("").exists()


@pytest.fixture
def pair(kept, cadre, now):
    assert note_pair("file", kept("甲"), kept("乙", by=cadre), measure=97, now=now)
    return Pair.objects.get()


def test_a_pair_is_noted_once_and_lies_above_those_that_deposited_its_files(pair, now):
    assert not note_pair("file", pair.first_file, pair.second_file, measure=1, now=now + DAY)
    assert (pair.measure, pair.path, pair.found_at, pair.outcome) == (97, "990100/990101", now, "")
    assert note_pair("time", pair.first_file, pair.second_file, measure=9, now=now)


def test_of_two_records_on_one_file_every_unit_that_deposited_it_counts(
    kept, outsider, office, other_township
):
    file = kept("甲")
    kept("甲", by=outsider)
    assert paths_of([file], everywhere=False) == [office.path]
    assert paths_of([file], everywhere=True) == [office.path, f"{other_township.path}/990102-DZ"]


def test_a_judgement_is_kept_with_who_when_and_why_and_states_its_outcome(pair, leader, inspector, now):
    judge_pair(pair, outcome="same", reason=" 放大后一致 ", by=leader, now=now)
    take_back(pair, reason=" 点错 ", by=inspector, now=now + HOUR)
    rows = [(one.outcome, one.reason, one.by, one.at) for one in Judgement.objects.order_by("pk")]
    assert rows == [("same", "放大后一致", leader, now), ("", "点错", inspector, now + HOUR)]
    assert told("pair.judged")[0].fact == {"sort": "file", "outcome": "same"}
    assert told("pair.reopened")[0].fact == {"sort": "file", "outcome": "same"}


def test_a_pair_waits_for_a_person_while_both_its_files_stand(pair, leader, now):
    assert Pair.objects.waiting().exists()
    for side in (pair.first_file, pair.second_file):
        File.objects.filter(pk=side.pk).update(erased_at=now)
        assert not Pair.objects.waiting().exists()
        File.objects.filter(pk=side.pk).update(erased_at=None)
    judge_pair(pair, outcome="other", reason="x", by=leader, now=now)
    assert not Pair.objects.waiting().exists()


def test_a_judged_pair_stays_when_a_file_is_forgotten_and_one_without_a_word_goes(
    pair, kept, leader, inspector, now
):
    judge_pair(pair, outcome="other", reason="x", by=leader, now=now)
    take_back(pair, reason="y", by=inspector, now=now)
    note_pair("file", pair.second_file, kept("丙"), measure=1, now=now)
    Sketch.objects.create(file=pair.second_file, keys=b"1234")
    actions.pairs.forget_sketch(pair.second_file)
    assert list(Pair.objects.all()) == [pair]
    assert not Sketch.objects.exists()


def test_a_copy_is_made_once_and_of_the_sizes_there_are(photo):
    path = copies.picture(photo.sha256, "thumbnail")
    made = path.stat().st_mtime_ns
    assert copies.picture(photo.sha256, "thumbnail") == path
    assert path.stat().st_mtime_ns == made
    assert sorted(one.name for one in path.parent.iterdir()) == [f"{photo.sha256}-thumbnail.jpg"]
    with pytest.raises(KeyError):
        copies.picture(photo.sha256, "poster")
    photo.path.chmod(0o640)
    photo.path.write_bytes(b"no picture")
    with pytest.raises(DamagedPicture):
        copies.picture(photo.sha256, "page")


def test_a_file_says_whether_it_can_be_shown(photo, kept, now):
    assert (photo.is_picture, kept("记录").is_picture) == (True, False)
    photo.condition = "damaged"
    assert not photo.is_picture
    photo.condition, photo.erased_at = "sound", now
    assert not photo.is_picture


def cell(listed, key, one, account, now):
    return listed.column(key).cell(one, Look(account, now))


def test_a_line_of_the_list_says_whether_a_file_holds(photo, clerk, now):
    def state():
        said = cell(FILES, "state", photo, clerk, now)
        return str(said.words), said.sign, said.state

    assert state() == ("完好", "✓", "verified")
    photo.condition = "missing"
    assert state() == ("缺失", "！", "late")
    photo.erased_at = now
    assert state() == ("依法删除", "✕", "")
    assert cell(FILES, "taken", photo, clerk, now).words == "2026年3月1日 10:20"
    photo.captured_at = None
    assert cell(FILES, "taken", photo, clerk, now).words == ""


def test_a_line_of_a_pair_says_how_much_is_alike_and_what_was_decided(pair, clerk, now):
    def said(key):
        return cell(PAIRS, key, pair, clerk, now)

    assert (str(said("alike").words), said("alike").value) == ("重合 97%", 97)
    pair.sort = "time"
    assert str(said("alike").words) == "相差 97 天"
    pair.sort = "text"
    assert str(said("alike").words) == "文字相同 97%"
    signs = []
    for outcome in ("", "same", "other", "explained"):
        pair.outcome = outcome
        signs.append((said("outcome").sign, said("outcome").state))
    assert signs == [("○", None), ("！", "late"), ("✓", "verified"), ("✓", "verified")]


def test_what_does_not_hold_is_watched_and_said_with_its_remedy(photo, now):
    sound = condition()
    assert (sound.bad, sound.remedy, sound.numbers) == (False, "", {"evidence_damaged": 0})
    File.objects.update(condition="damaged")
    unsound = condition()
    assert (unsound.bad, unsound.numbers) == (True, {"evidence_damaged": 1})
    assert "1" in unsound.said
    assert "SHA-256" in unsound.remedy
    File.objects.update(erased_at=now)
    assert condition() == sound


def test_a_file_is_named_by_its_mark_to_who_may_see_it(photo, pair, clerk, outsider, leader):
    assert files_named(clerk, [str(photo.mark), "x", "0"]) == {str(photo.mark): "防汛巡查.jpg"}
    assert files_named(outsider, [str(photo.mark)]) == {}
    assert file_page(str(photo.mark)) == reverse("evidence:file-detail", args=[photo.sha256])
    assert file_page("0") == file_page("x") == ""
    assert list(pairs_named(leader, [str(pair.mark), "x"])) == [str(pair.mark)]
    assert pairs_named(outsider, [str(pair.mark)]) == {}


def test_what_is_received_and_not_yet_deposited_is_nobodys_evidence():
    received = receive(BytesIO("没有存入".encode()), name="a.txt")
    assert store.path_of(received.sha256).exists()
    assert (received.name, received.size, received.fingerprint) == ("a.txt", 12, "")
    assert not File.objects.exists()


def test_a_picture_that_cannot_be_decoded_is_said_to_be_one():
    """What decodes it is another process: the refusal comes over as it was made."""
    whole = files.plain_jpeg()
    table = whole.index(b"\xff\xc4")
    with pytest.raises(DamagedPicture, match="请重新选择照片再传"):
        receive(BytesIO(whole[: table + 5] + bytes(20) + whole[table + 25 :]), name="a.jpg")
