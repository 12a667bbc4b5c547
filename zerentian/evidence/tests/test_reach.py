"""Who may decide on which pair, which files and requests somebody sees, and what a form takes and says."""

import re
from datetime import datetime
from io import BytesIO

import pytest
from django import forms as django_forms
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from zerentian.evidence import forms, store
from zerentian.evidence.actions import (
    ask_erasure,
    compare_anew,
    deposit,
    judge_pair,
    may_decide,
    note_pair,
    receive,
    refuse_erasure,
)
from zerentian.evidence.actions.pairs import drawn_of, share_alike
from zerentian.evidence.actions.texts import decided_pairs, judge_texts, laid_beside, number_of
from zerentian.evidence.forms import EvidenceField, ManyFiles, received_by, slip_of
from zerentian.evidence.models import Erasure, File, Pair, Sketch
from zerentian.evidence.models.pairs import decidable, own_of, within
from zerentian.evidence.tests import files
from zerentian.evidence.wordings import told
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db
TOWN = "990100/990101"


@pytest.fixture
def kept(clerk, now):
    def keep(words, **said):
        said = {"name": f"{words}.txt", "by": clerk, "now": now} | said
        return deposit(BytesIO(words.encode()), **said)

    return keep


@pytest.fixture
def of_texts(now):
    """Write a pair of two records down, as it stands once somebody has decided."""

    def pair(first="deed:1", second="deed:2", path=TOWN):
        said = {"sort": "text", "measure": 90, "found_at": now}
        return Pair.objects.create(first=first, second=second, path=path, **said)

    return pair


@pytest.fixture
def of_files(kept, cadre, now):
    note_pair("file", kept("甲"), kept("乙", by=cadre), measure=97, now=now)
    return Pair.objects.get()


@pytest.mark.parametrize(
    ("path", "reached"),
    [
        (TOWN, True),
        (f"{TOWN}/990101-V01", True),
        (f"{TOWN}0", False),
        ("990100/990102", False),
        ("990100", False),
        ("", False),
    ],
)
def test_a_pair_lies_within_reach_at_a_unit_and_below_it(of_files, leader, inspector, path, reached):
    Pair.objects.update(path=path)
    assert Pair.objects.filter(within(leader, ("finding.verify",))).exists() is reached
    assert Pair.objects.filter(decidable(leader)).exists() is reached
    assert not Pair.objects.filter(within(leader, ())).exists()
    assert Pair.objects.filter(within(inspector, ("finding.verify",))).exists() is (path[:6] == "990100")


def test_a_pair_of_texts_is_decided_on_by_the_rights_of_its_kind_of_record(of_texts, leader, outsider):
    of_texts()
    assert Pair.objects.filter(decidable(leader)).exists()
    assert not Pair.objects.filter(decidable(outsider)).exists()
    Pair.objects.update(first="unknown:1", second="unknown:2")
    assert not Pair.objects.filter(decidable(leader)).exists()


def test_nobody_wrote_records_that_are_not_there_and_nobody_sees_them(of_texts, leader):
    pair = of_texts()
    assert not Pair.objects.filter(own_of(leader)).exists()
    assert not Pair.objects.visible_to(leader).exists()
    assert may_decide(pair, leader)
    assert list(Pair.objects.about("deed:2")) == list(Pair.objects.about("deed:1")) == [pair]
    assert not Pair.objects.about("deed:3").exists()
    with pytest.raises(Forbidden):
        judge_pair(pair, outcome="same", reason="x", by=leader, now=pair.found_at)


def test_a_pair_says_what_it_is_about(of_files, of_texts):
    texts = of_texts()
    assert (of_files.is_of_texts, texts.is_of_texts) == (False, True)
    assert str(texts) == "deed:1 · deed:2"
    assert str(of_files) == "甲.txt · 乙.txt"
    assert not of_files.is_one_file
    of_files.second_file = of_files.first_file
    assert of_files.is_one_file


def test_who_deposited_one_of_two_files_does_not_decide_on_them(of_files, leader, clerk, kept):
    assert may_decide(of_files, leader)
    assert not Pair.objects.to_decide_by(clerk).exists()
    kept("乙", by=leader)
    assert not may_decide(of_files, leader)
    assert not Pair.objects.to_decide_by(leader).exists()
    with pytest.raises(NotAllowed, match="您自己存入"):
        judge_pair(of_files, outcome="same", reason="x", by=leader, now=of_files.found_at)


def test_texts_that_cannot_both_be_read_are_decided_on_by_nobody(leader, now):
    said = {"outcome": "same", "reason": "x", "seen": "", "by": leader, "now": now}
    for first, second in (
        ("deed:1", "deed:2"),
        ("deed:1", "deed:1"),
        ("task:1", "task:2"),
        ("deed:1", "meeting:2"),
    ):
        with pytest.raises(NotAllowed, match="不能同时查看"):
            judge_texts(first, second, **said)
    assert not Pair.objects.exists()


def test_records_are_told_of_one_kind_and_by_keys_that_are_numbers(leader):
    for refs in (("deed:1", "meeting:1"), ("deed:x",), ("deed:" + "9" * 19,), ("none:1",)):
        assert told(leader, *refs) == [None] * len(refs)
    assert number_of("deed:17") == 17


def test_nothing_is_laid_beside_a_text_that_nothing_repeats(leader, of_texts):
    assert laid_beside(leader, "deed:1", "短", [(2, "短")]) == []
    pair = of_texts()
    assert decided_pairs("deed:1", [], leader) == []
    pair.outcome = "same"
    pair.save()
    assert decided_pairs("deed:1", [], leader) == []


def test_one_content_is_alike_whatever_it_is_and_what_cannot_be_opened_is_like_nothing(kept):
    one, bound = kept("记录"), kept("记录", belongs_to="finding:1")
    assert share_alike(one, bound) == 100
    assert share_alike(one, kept("另一个")) is None
    drawn = drawn_of(one)
    assert (drawn.keys, drawn.asked) == (b"", b"")


def test_comparing_anew_forgets_what_was_drawn_and_says_of_how_many(kept, of_files):
    assert compare_anew() == 0
    for file in File.objects.all():
        Sketch.objects.create(file=file, keys=b"")
    assert compare_anew() == 2
    assert Pair.objects.count() == 1


def test_requests_are_seen_by_who_asks_or_decides_over_the_file(
    kept, office_head, first, clerk, outsider, leader, now
):
    asked = ask_erasure(kept("甲"), ground="pipl-47-1", reason="x", by=office_head, now=now)
    seen = [Erasure.objects.visible_to(one).count() for one in (office_head, first, clerk, outsider)]
    assert seen == [1, 1, 0, 0]
    File.objects.update(belongs_to="finding:1")
    assert not Erasure.objects.visible_to(first).exists()
    File.objects.update(belongs_to="")
    page = reverse("evidence:erasure", args=[asked.mark])
    assert asked.file.open_erasure == asked
    refuse_erasure(asked, answer="还要用", by=first, now=now)
    assert asked.file.open_erasure is None
    assert page


def test_a_file_is_seen_under_the_name_it_was_given_here(kept, outsider, clerk, inspector):
    kept("记录", name="本乡的名字.txt")
    kept("记录", name="邻乡的名字.txt", by=outsider)
    labels = [File.objects.visible_to(one).get().label for one in (clerk, outsider, inspector)]
    assert labels == ["本乡的名字.txt", "邻乡的名字.txt", "本乡的名字.txt"]
    assert File(sha256="ab" * 32).label == "依法删除 · abababababab"


def test_files_are_optional_unless_they_are_asked_for():
    wanted, optional = EvidenceField(required=True), EvidenceField()
    assert str(wanted.help_text) == str(forms.TAKEN)
    assert str(optional.help_text) == str(forms.TAKEN_IF_ANY)
    assert str(EvidenceField(help_text="另说").help_text) == "另说"
    assert optional.clean(None) == optional.clean([]) == []
    with pytest.raises(django_forms.ValidationError):
        wanted.clean([])
    assert (optional.has_changed(None, []), optional.has_changed(None, ["x"])) == (False, True)


def upload(words):
    return SimpleUploadedFile(f"{words}.txt", words.encode())


@pytest.mark.parametrize(("count", "refused"), [(2, False), (3, True)])
def test_so_many_files_are_sent_at_once(monkeypatch, count, refused):
    monkeypatch.setattr(forms, "MOST_FILES", 2)
    sent = [upload(f"第{n}份") for n in range(count)]
    if refused:
        with pytest.raises(django_forms.ValidationError, match="2"):
            EvidenceField().clean(sent)
    else:
        assert len(EvidenceField().clean(sent)) == 2


def test_each_refused_file_is_named_and_the_sound_ones_are_kept_on_the_form():
    field = EvidenceField()
    bad = [SimpleUploadedFile("坏.pdf", "坏".encode()), SimpleUploadedFile("空.txt", b"")]
    with pytest.raises(django_forms.ValidationError) as refused:
        field.clean([upload("好"), *bad])
    assert [message.partition("：")[0] for message in refused.value.messages] == ["坏.pdf", "空.txt"]
    assert [one.name for one in field.widget.kept] == ["好.txt"]
    ((name, slip),) = field.widget.get_context("evidence", None, {})["kept"]
    assert (name, received_by(slip).sha256) == ("好.txt", field.widget.kept[0].sha256)


def test_a_slip_brings_back_all_that_was_received():
    received = receive(BytesIO(files.jpeg()), name="防汛.jpg")
    assert received_by(slip_of(received)) == received
    assert isinstance(received.captured_at, datetime)
    plain = receive(BytesIO("记录".encode()), name="记录.txt")
    assert received_by(slip_of(plain)) == plain
    assert plain.captured_at is None


def test_a_slip_is_good_for_half_a_day_and_for_no_other_purpose(monkeypatch):
    slip = slip_of(receive(BytesIO("记录".encode()), name="记录.txt"))
    assert forms.SLIP_SECONDS == 43_200
    monkeypatch.setattr(forms, "SLIP_SECONDS", -1)
    with pytest.raises(django_forms.ValidationError, match="重新选择"):
        received_by(slip)
    monkeypatch.undo()
    with pytest.raises(django_forms.ValidationError, match="重新选择"):
        received_by(signing.dumps(["x"], salt="other"))


def test_slips_come_before_files_and_a_form_that_is_no_page_sends_none():
    widget = ManyFiles()
    sent = MultiValueDict({"evidence": [one := upload("好"), None]})
    assert widget.value_from_datadict(MultiValueDict({"evidence-kept": ["a", "b"]}), sent, "evidence") == [
        "a",
        "b",
        one,
    ]
    assert widget.value_from_datadict({}, {"evidence": one}, "evidence") == [one]
    assert widget.value_from_datadict({}, {}, "evidence") == []
    assert ".jpg" in widget.attrs["accept"]


def test_the_page_of_a_file_names_the_units_that_one_may_see(
    client_of, photo, outsider, clerk, inspector, now
):
    deposit(BytesIO(files.jpeg()), name="邻乡.jpg", by=outsider, now=now)
    where = reverse("evidence:file-detail", args=[photo.sha256])
    seen = [len(client_of(one).get(where).context["deposits"]) for one in (clerk, outsider, inspector)]
    assert seen == [1, 1, 2]
    stories = [len(client_of(one).get(where).context["entries"]) for one in (clerk, outsider, inspector)]
    assert stories == [1, 1, 2]


def test_one_file_leads_to_its_page_and_several_to_the_list(client_of, clerk):
    client, where = client_of(clerk), reverse("evidence:deposit")
    one = client.post(where, {"evidence": [upload("甲")]})
    assert one["Location"] == reverse("evidence:file-detail", args=[File.objects.get().sha256])
    two = client.post(where, {"evidence": [upload("乙"), upload("丙")]})
    assert two["Location"] == reverse("evidence:file-list")


def test_a_small_copy_may_be_kept_for_an_hour_and_is_known_by_hash_and_size(client_of, clerk, photo):
    client = client_of(clerk)
    small, large = (reverse(f"evidence:{size}", args=[photo.sha256]) for size in ("thumbnail", "picture"))
    answer = client.get(small)
    assert answer["ETag"] == f'"{photo.sha256}-thumbnail"'
    assert answer["Cache-Control"] == "private, max-age=3600"
    other = client.get(large, headers={"If-None-Match": answer["ETag"]})
    assert other.status_code == 200
    assert b"".join(answer)[:2] == b"".join(other)[:2] == b"\xff\xd8"
    store.path_of(photo.sha256).unlink()
    assert client.get(small).status_code == 404


def test_who_asked_is_not_offered_to_decide_and_what_is_decided_is_offered_to_nobody(
    client_of, photo, office_head, first, now
):
    asked = ask_erasure(photo, ground="pipl-47-1", reason="x", by=office_head, now=now)
    where = reverse("evidence:erasure", args=[asked.mark])
    offered = [client_of(one).get(where).context["may_decide"] for one in (office_head, first)]
    assert offered == [False, True]
    refuse_erasure(asked, answer="还要用", by=first, now=now)
    assert client_of(first).get(where).context["may_decide"] is False
    page = client_of(first).get(reverse("evidence:erasure-list"))
    assert (list(page.context["waiting"]), list(page.context["decided"])) == ([], [asked])
    assert re.search("不予删除|还要用", page.content.decode())
