"""What the township tells, for anybody: pages, versions, feeds read by a parser of others, folder and zip, disputes."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import feedparser
import pytest
from django.test import Client
from django.urls import reverse

from zerentian.community.actions import notices
from zerentian.community.models import Dispute, Notice
from zerentian.community.rules.notices import Sort
from zerentian.community.tests.conftest import *  # noqa: F403
from zerentian.community.tests.conftest import ANSWER, CORRECTION, NOTICE, but
from zerentian.evidence.actions import receive
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.residents.bulletin import build, packed
from zerentian.residents.site import Addresses
from zerentian.residents.views.notices import MOST_DISPUTES

pytestmark = pytest.mark.django_db
SITE = Addresses(site="https://county.example/told", office="https://office.example")


@pytest.fixture
def visitor():
    return Client()


def read(client, name, query=""):
    """Return a feed as a feed reader sees it, read by a parser that nobody here wrote."""
    answer = client.get(reverse(f"residents:{name}") + query)
    assert answer.status_code == 200
    return answer


def atom(client, query=""):
    found = feedparser.parse(read(client, "notices-atom", query).content)
    assert not found.bozo
    return found


def test_nothing_but_what_is_released_is_public(visitor, wrote, released):
    draft = wrote(but(NOTICE, title="还没发布"))
    public = released()
    page = visitor.get(reverse("residents:notices")).content.decode()
    assert "3月5日停水检修" in page
    assert "还没发布" not in page
    assert visitor.get(reverse("residents:notice", args=[draft.pk])).status_code == 404
    shown = visitor.get(reverse("residents:notice", args=[public.pk])).content.decode()
    assert public.number in shown
    assert "请提前一天存好用水" in shown


def test_a_reader_chooses_village_and_trade_in_the_address(visitor, released, village, neighbour_village):
    released(but(NOTICE, title="只告诉一个村", villages=[village], interests=["water"]))
    released(but(NOTICE, title="告诉所有人"))

    def told(query):
        return {one.title for one in atom(visitor, query).entries}

    assert told("") == {"只告诉一个村", "告诉所有人"}
    assert told(f"?village={village.code}&interest=water") == {"只告诉一个村", "告诉所有人"}
    assert told(f"?village={neighbour_village.code}") == {"告诉所有人"}
    assert told("?interest=school") == {"告诉所有人"}
    assert told("?interest=nonsense") == {"只告诉一个村", "告诉所有人"}


def test_feeds_keep_their_ids_tell_updates_and_bury_what_was_withdrawn(
    visitor, released, clerk, office_head, now, monkeypatch
):
    notice = released()
    before = atom(visitor).entries[0]
    assert before.author == notice.published.issuer == "云岭乡党政办公室"
    assert "请提前一天存好用水" in before.content[0].value
    later = now + timedelta(hours=3)
    changed = but(NOTICE, title="3月6日停水检修")
    notice = notices.amend_notice(notice, changed, changed="改期", by=clerk, now=later)
    notice = notices.submit_notice(notice, by=clerk, now=later)
    notice = notices.clear_notice(notice, words="可以公开", by=office_head, now=later)
    notice = notices.release_notice(notice, by=office_head, now=later)
    after = atom(visitor).entries[0]
    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated_parsed > before.updated_parsed
    item = json.loads(read(visitor, "notices-json").content)["items"][0]
    assert (item["id"], item["title"]) == (before.id, "3月6日停水检修")
    assert set(item) >= {"id", "url", "title", "content_html", "date_published", "date_modified"}
    notices.withdraw_notice(notice, reason="检修取消", by=office_head, now=later)
    answer = read(visitor, "notices-atom")
    assert not feedparser.parse(answer.content).entries
    assert f'<at:deleted-entry ref="{before.id}"' in answer.content.decode()
    data = json.loads(read(visitor, "notices-json").content)
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert [one["id"] for one in data["_zerentian"]["deleted"]] == [before.id]
    gone = visitor.get(reverse("residents:notice", args=[notice.pk])).content.decode()
    assert "检修取消" in gone
    assert "存好用水" not in gone


def test_every_version_stays_readable_and_what_expired_is_marked(visitor, released, clerk, office_head, now):
    notice = released(but(NOTICE, until=now.date()))
    notice = notices.amend_notice(notice, but(NOTICE, title="改期"), changed="改到6日", by=clerk, now=now)
    draft = visitor.get(reverse("residents:notice-version", args=[notice.pk, 2]))
    assert draft.status_code == 404
    notice = notices.submit_notice(notice, by=clerk, now=now)
    notice = notices.clear_notice(notice, words="可以公开", by=office_head, now=now)
    notices.release_notice(notice, by=office_head, now=now)
    first = visitor.get(reverse("residents:notice-version", args=[notice.pk, 1])).content.decode()
    assert "3月5日停水检修" in first
    assert "旧版本" in first
    assert "改到6日" in visitor.get(reverse("residents:notice", args=[notice.pk])).content.decode()


def test_anybody_disputes_and_what_came_of_it_is_shown_without_the_claim(visitor, released, leader, now):
    notice = released(CORRECTION, Sort.CORRECTION)
    address = reverse("residents:notice-dispute", args=[notice.pk])
    assert visitor.post(address, {"claim": ""}).status_code == 422
    assert visitor.post(address, {"claim": "李某家没有到账"}).status_code == 302
    dispute = Dispute.objects.get()
    page = visitor.get(reverse("residents:notice", args=[notice.pk])).content.decode()
    assert "李某" not in page
    assert "正在核实" in page
    answered = {"shown": "有户未到账", "outcome": "partly", "answer": "三户账号有误，已补发"}
    from_office = Client()
    from_office.force_login(leader)
    assert (
        from_office.post(reverse("community:dispute-answer", args=[dispute.pk]), answered).status_code == 302
    )
    page = visitor.get(reverse("residents:notice", args=[notice.pk])).content.decode()
    assert "三户账号有误，已补发" in page
    assert "李某" not in page
    for _ in range(6):
        last = visitor.post(address, {"claim": "还是不对"})
    assert last.status_code == 422


def test_a_folder_is_built_and_then_only_what_changed_is_written(tmp_path, released, office_head, now):
    notice = released()
    released(ANSWER, Sort.ANSWER)
    folder = tmp_path / "site"
    first = build(folder, SITE, now)
    assert (first.texts, first.unchanged, first.removed) == (2, 0, 0)
    again = build(folder, SITE, now)
    assert (again.written, again.removed) == (0, 0)
    sums = (folder / "SHA256SUMS").read_text().splitlines()
    for line in sums:
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert len(sums) == len([one for one in folder.rglob("*") if one.is_file()]) - 1
    feed = feedparser.parse((folder / "feed.xml").read_bytes())
    assert not feed.bozo
    assert {one.link for one in feed.entries} >= {f"{SITE.site}/notice-{notice.pk}.html"}
    listed = json.loads((folder / "notices.json").read_text())["notices"]
    assert {"index_number", "summary", "formed_on"} <= set(listed[0])
    notices.withdraw_notice(notice, reason="检修取消", by=office_head, now=now)
    third = build(folder, SITE, now)
    assert 0 < third.written < first.written
    assert "检修取消" in (folder / f"notice-{notice.pk}.html").read_text()


def test_the_folder_holds_the_attachments_of_what_is_public_and_of_nothing_else(
    tmp_path, wrote, released, office_head, now
):
    def with_file(words):
        return but(NOTICE, uploads=[receive(io.BytesIO(words.encode()), name=f"{words}.txt")])

    def kept():
        return {one.read_text() for one in folder.rglob("*.txt")}

    folder = tmp_path / "site"
    public = released(with_file("停水路段"))
    released(with_file("停水路段"), Sort.NOTICE)  # the same file of another text is written once
    wrote(with_file("还在起草"))
    build(folder, SITE, now)
    assert "停水路段" in kept()
    assert "还在起草" not in kept()
    for one in (public, *Notice.objects.exclude(pk=public.pk).filter(state="released")):
        notices.withdraw_notice(one, reason="检修取消", by=office_head, now=now)
    build(folder, SITE, now)
    assert "停水路段" not in kept()


def test_a_folder_of_something_else_is_left_alone(tmp_path, released, now):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    with pytest.raises(NotAllowed, match="不是"):
        build(folder, SITE, now)
    assert [one.name for one in folder.iterdir()] == ["letter.txt"]


def test_the_zip_holds_the_same_files(released, now, client_of, clerk):
    released()
    with zipfile.ZipFile(io.BytesIO(packed(SITE, now))) as archive:
        assert {"index.html", "feed.xml", "feed.json", "notices.json", "SHA256SUMS"} <= set(
            archive.namelist()
        )
    assert packed(SITE, now) == packed(SITE, now)
    answer = client_of(clerk).get(reverse("residents:notices-zip"))
    assert answer["Content-Type"] == "application/zip"
    assert Client().get(reverse("residents:notices-zip")).status_code == 302


def test_so_many_disputes_are_taken_from_one_sender_and_the_next_has_to_wait(visitor, released):
    address = reverse("residents:notice-dispute", args=[released().pk])
    answers = [visitor.post(address, {"claim": f"第{n}处不对"}).status_code for n in range(MOST_DISPUTES + 1)]
    assert answers == [302] * MOST_DISPUTES + [422]


def test_the_same_file_of_two_texts_stands_once_in_the_zip(released, now):
    def with_file(title):
        sent = receive(io.BytesIO("停水路段".encode()), name="停水路段.txt")
        return but(NOTICE, title=title, uploads=[sent])

    released(with_file("停水"))
    released(with_file("再停水"))
    names = zipfile.ZipFile(io.BytesIO(packed(SITE, now))).namelist()
    assert len(names) == len(set(names))
    assert len([name for name in names if name.startswith("files/")]) == 1


def test_a_title_of_several_lines_is_one_line_in_a_feed(visitor, released):
    notice = released()
    notice.versions.update(title="停水\n检修")
    assert "<title>停水 检修</title>" in read(visitor, "notices-atom").content.decode()
