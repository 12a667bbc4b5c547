"""Pairs of photos that look alike: found in the background, seen by who sees both files, decided on by a person."""

import json
from io import BytesIO

import numpy as np
import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from zerentian.evidence.actions import (
    ask_erasure,
    compare_anew,
    compare_pictures,
    deposit,
    erase,
    judge_pair,
    note_pair,
    take_back,
)
from zerentian.evidence.actions import pairs as acts
from zerentian.evidence.cli import evidence
from zerentian.evidence.figures import PAIR
from zerentian.evidence.models import Judgement, Pair, Sketch
from zerentian.evidence.tests import scenes
from zerentian.ledger.foreign import Busy
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import VERBS
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db


def jpeg(picture, quality: int = 88) -> BytesIO:
    out = BytesIO()
    Image.fromarray(picture[..., ::-1]).save(out, "JPEG", quality=quality)
    return BytesIO(out.getvalue())


@pytest.fixture(scope="module")
def shots() -> dict[str, bytes]:
    """A photo, a cut and compressed copy of it, and another place."""
    first = scenes.scaled(scenes.photo(3), 0.7)
    copy = scenes.cropped(np.random.default_rng(5), first, 0.75)
    return {
        "first": jpeg(first).getvalue(),
        "copy": jpeg(copy, 40).getvalue(),
        "other": jpeg(scenes.scaled(scenes.photo(4), 0.7)).getvalue(),
    }


@pytest.fixture
def keep(shots, now):
    def kept(name, by, **said):
        return deposit(BytesIO(shots[name]), name=f"{name}.jpg", by=by, now=now, **said)

    return kept


@pytest.fixture
def pair(keep, clerk, cadre, now) -> Pair:
    """A pair that waits, as a comparison writes it down."""
    assert note_pair("photo", keep("first", clerk), keep("copy", cadre), measure=97, now=now)
    return Pair.objects.get()


def at(name, *args):
    return reverse(f"evidence:{name}", args=args)


def test_a_copy_is_found_by_the_worker_and_nothing_is_said_in_the_ledger(keep, clerk, cadre, now):
    for name, by in (("first", clerk), ("other", clerk), ("copy", cadre)):
        keep(name, by)
    assert compare_pictures(now) == 1
    pair = Pair.objects.get()
    assert (pair.first_file.name, pair.second_file.name) == ("first.jpg", "copy.jpg")
    assert pair.measure >= 85
    assert pair.path == "990100/990101"
    assert pair.outcome == ""
    assert not Entry.objects.about(pair.ref).exists()
    assert compare_pictures(now) == 0
    assert Sketch.objects.count() == 3


def test_few_at_a_time_and_what_is_left_waits_for_the_next_turn(keep, clerk, cadre, now):
    keep("first", clerk)
    keep("copy", cadre)
    assert (compare_pictures(now, 1), Sketch.objects.count()) == (0, 1)
    assert (compare_pictures(now, 1), Sketch.objects.count()) == (1, 2)


def test_the_command_compares_older_files_too_and_again_only_when_asked(pair):
    told = CliRunner().invoke(evidence, ["compare"])
    assert "比对照片 2 张，新列出 0 对" in told.output
    assert "比对照片 0 张" in CliRunner().invoke(evidence, ["compare"]).output
    told = CliRunner().invoke(evidence, ["compare", "--again"])
    assert told.exit_code == 0
    assert "比对照片 2 张，新列出 0 对" in told.output
    assert Pair.objects.count() == 1


def test_who_may_verify_and_deposited_neither_decides_with_a_reason(
    pair, leader, clerk, inspector, outsider, now
):
    with pytest.raises(NotAllowed, match="您自己存入"):
        judge_pair(pair, outcome="same", reason="同一张", by=clerk, now=now)
    with pytest.raises(Forbidden):
        judge_pair(pair, outcome="same", reason="同一张", by=outsider, now=now)
    with pytest.raises(NotAllowed, match="理由"):
        judge_pair(pair, outcome="same", reason="  ", by=leader, now=now)
    judge_pair(pair, outcome="explained", reason="一次活动两项责任共用", by=leader, now=now)
    with pytest.raises(NotAllowed, match="先撤回"):
        judge_pair(pair, outcome="same", reason="再看一遍", by=inspector, now=now)
    entry = Entry.objects.get(subject=pair.ref)
    assert (entry.verb, json.loads(entry.facts)) == ("pair.judged", {"sort": "photo", "outcome": "explained"})
    assert entry.unit == "990100/990101"


def test_a_decision_is_taken_back_by_a_new_entry_and_stays_readable(pair, leader, inspector, client_of, now):
    with pytest.raises(NotAllowed, match="还没有认定"):
        take_back(pair, reason="点错了", by=leader, now=now)
    judge_pair(pair, outcome="other", reason="不是同一处", by=leader, now=now)
    take_back(pair, reason="点错了", by=inspector, now=now)
    pair.refresh_from_db()
    assert pair.outcome == ""
    judge_pair(pair, outcome="same", reason="放大后一致", by=inspector, now=now)
    assert [one.outcome for one in Judgement.objects.order_by("pk")] == ["other", "", "same"]
    verbs = Entry.objects.about(pair.ref).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["pair.judged", "pair.reopened", "pair.judged"]
    page = client_of(leader).get(at("pair-detail", pair.mark)).content.decode()
    for words in ("不是同一处", "点错了", "放大后一致"):
        assert words in page


def test_the_page_shows_both_and_takes_the_decision(pair, leader, client_of):
    browser = client_of(leader)
    page = browser.get(at("pair-detail", pair.mark)).content.decode()
    assert page.count('class="picture"') == 2
    assert browser.post(at("pair-detail", pair.mark), {"outcome": "same", "reason": ""}).status_code == 422
    answer = browser.post(at("pair-detail", pair.mark), {"outcome": "explained", "reason": "两项责任共用"})
    assert answer.status_code == 302
    pair.refresh_from_db()
    assert pair.outcome == "explained"
    answer = browser.post(at("pair-back", pair.mark), {"reason": "看错了"})
    assert answer.status_code == 302
    pair.refresh_from_db()
    assert pair.outcome == ""


def test_it_waits_on_the_desk_of_who_may_decide_and_of_nobody_else(pair, leader, clerk, outsider, client_of):
    where = at("pair-detail", pair.mark)
    assert where in client_of(leader).get(reverse("desk")).content.decode()
    for other in (clerk, outsider):
        assert where not in client_of(other).get(reverse("desk")).content.decode()
    assert client_of(outsider).get(where).status_code == 404
    assert where not in client_of(outsider).get(at("pair-list")).content.decode()
    assert where in client_of(leader).get(at("pair-list")).content.decode()


def test_an_empty_list_says_what_will_stand_there(client_of, leader):
    page = client_of(leader).get(at("pair-list")).content.decode()
    assert "群众提交的照片从不比对" in page


def test_photos_that_belong_to_concerns_are_compared_with_nothing(keep, clerk, cadre, leader, shots, now):
    keep("first", clerk)
    for key in ("a", "b"):
        keep("copy", cadre, belongs_to=f"concern:{key}")
    assert compare_pictures(now) == 0
    assert not Pair.objects.exists()
    assert Sketch.objects.count() == 1


def test_a_pair_of_two_townships_is_for_the_county_alone(keep, clerk, outsider, leader, inspector, now):
    keep("first", clerk)
    keep("copy", outsider)
    assert compare_pictures(now) == 1
    pair = Pair.objects.get()
    assert pair.path == "990100"
    assert not Pair.objects.visible_to(leader).exists()
    assert not Pair.objects.visible_to(outsider).exists()
    assert Pair.objects.to_decide_by(inspector).get() == pair


def test_the_same_content_in_two_matters_is_a_pair(keep, clerk, cadre, now):
    keep("first", clerk)
    keep("first", cadre, belongs_to="finding:1")
    assert compare_pictures(now) == 1
    assert Pair.objects.get().measure == 100


def test_what_is_lawfully_erased_leaves_its_keys_and_its_waiting_pairs(pair, office_head, first, now):
    erasure = ask_erasure(pair.first_file, ground="pipl-47-1", reason="拍到无关人员", by=office_head, now=now)
    erase(erasure, by=first, now=now)
    assert not Pair.objects.exists()
    assert not Sketch.objects.filter(file=pair.first_file).exists()
    compare_anew()
    assert compare_pictures(now) == 0


def test_a_decided_pair_outlives_an_erasure_without_the_picture(
    pair, leader, office_head, first, client_of, now
):
    judge_pair(pair, outcome="same", reason="放大后一致", by=leader, now=now)
    erasure = ask_erasure(pair.first_file, ground="pipl-47-1", reason="拍到无关人员", by=office_head, now=now)
    erase(erasure, by=first, now=now)
    page = client_of(leader).get(at("pair-detail", pair.mark)).content.decode()
    assert page.count('class="picture"') == 1
    assert "first.jpg" not in page


def test_a_picture_that_cannot_be_opened_is_passed_by(keep, clerk, now):
    file = keep("first", clerk)
    file.path.chmod(0o640)
    file.path.write_bytes(b"\xff\xd8 no picture any more")
    assert compare_pictures(now) == 0
    assert bytes(Sketch.objects.get().keys) == b""


def test_the_database_refuses_a_picture_paired_with_itself(pair, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Pair.objects.create(
            sort="photo",
            first_file=pair.first_file,
            second_file=pair.first_file,
            measure=1,
            path="x",
            found_at=now,
        )


def test_nothing_of_pairs_is_posted_or_counted_and_no_fact_names_anybody():
    for verb in ("pair.judged", "pair.reopened"):
        assert VERBS[verb].posts == ()
        assert set(VERBS[verb].facts) == set(PAIR)


def test_a_picture_that_nobody_had_time_for_is_compared_the_next_time(keep, clerk, cadre, now, monkeypatch):
    keep("first", clerk)
    compare_pictures(now)
    keep("copy", cadre)

    def busy(*given):
        raise Busy

    with monkeypatch.context() as patch:
        patch.setattr(acts, "read_apart", busy)
        assert compare_pictures(now) == 0
    assert Sketch.objects.count() == 1
    assert compare_pictures(now) == 1


def test_what_is_erased_while_it_is_compared_leaves_nothing(
    keep, clerk, cadre, office_head, first, now, monkeypatch
):
    file = keep("first", clerk)
    compare_pictures(now)
    keep("copy", cadre)
    real = acts.share_alike

    def slowly(one, other):
        share = real(one, other)
        erasure = ask_erasure(file, ground="pipl-47-1", reason="拍到无关人员", by=office_head, now=now)
        erase(erasure, by=first, now=now)
        return share

    monkeypatch.setattr(acts, "share_alike", slowly)
    assert compare_pictures(now) == 0
    assert not Pair.objects.exists()


def test_records_of_two_townships_on_one_file_are_for_the_county_alone(
    keep, clerk, outsider, leader, inspector, now
):
    file = keep("first", clerk)
    assert keep("first", outsider) == file
    note_pair("file", file, file, measure=100, now=now, refs=("deed:1", "deed:2"))
    pair = Pair.objects.get()
    assert pair.path == "990100"
    with pytest.raises(Forbidden):
        judge_pair(pair, outcome="same", reason="同一张", by=leader, now=now)
    judge_pair(pair, outcome="explained", reason="一次活动两乡同办", by=inspector, now=now)
