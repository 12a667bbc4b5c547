"""What feeds and the static folder hold, piece by piece: ids, titles, tags, tombstones, days, names of files, sums."""

import hashlib
import io
import json
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import feedparser
import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import etree

from zerentian.community.actions import notices
from zerentian.community.models import Notice
from zerentian.community.tests.conftest import *  # noqa: F403
from zerentian.community.tests.conftest import NOTICE, but
from zerentian.evidence.actions import receive
from zerentian.ledger.models import Instance
from zerentian.organization.models import Unit
from zerentian.organization.rules.openapi import PAGE, TEXT, Taken
from zerentian.residents import bulletin
from zerentian.residents.bulletin import build, catalogue, file_name, files, pages_of, shown
from zerentian.residents.cli import site
from zerentian.residents.feeds import (
    FED,
    TOMBSTONES,
    Chosen,
    Feed,
    atom,
    current,
    feed_key,
    gone,
    identity,
    json_feed,
    public_version,
    tags,
    title_of,
)
from zerentian.residents.forms.notices import ChooseForm
from zerentian.residents.shown import on_top, packed, public_page
from zerentian.residents.site import Addresses
from zerentian.residents.views import described as views_described

pytestmark = pytest.mark.django_db
HERE = Addresses(site="https://county.example/told", office="https://office.example")
FEED = Feed("https://a.example/", "https://a.example/feed", lambda one: f"https://a.example/{one.pk}")
DAY = date(2026, 3, 2)
# What is released goes out five minutes after the clock of the tests.
MINUTES = timedelta(minutes=5)


@pytest.fixture
def told(released, village):
    """A notice for one village, about water."""
    return released(but(NOTICE, villages=[village], interests=["water"]))


# -- ids, titles, tags -----------------------------------------------------------------------------------------------


def test_an_id_is_of_this_instance_and_of_this_subject():
    one, other = identity("notice:1"), identity("notice:2")
    assert one.startswith("urn:uuid:")
    assert one == identity("notice:1") != other
    Instance.objects.update(origin="elsewhere")
    assert identity("notice:1") != one


def test_a_feed_is_called_by_what_was_chosen_and_known_by_it(village):
    whole = title_of(Chosen())
    assert title_of(Chosen(village=village)) == f"{whole}·上坪村"
    both = title_of(Chosen(village=village, interest="water"))
    assert both.startswith(f"{whole}·上坪村·")
    assert feed_key(Chosen()) == ".."
    assert feed_key(Chosen(village, "water", "notice")) == "990101-V01.water.notice"


def test_a_text_is_tagged_by_sort_village_and_trade(told):
    found = tags(told)
    assert len(found) == 3
    assert found[1] == "上坪村"
    assert "water" not in found


def test_villages_are_chosen_by_code_and_told_by_name(village, neighbour_village):
    form = ChooseForm(
        {"village": village.code}, villages=Unit.objects.filter(kind="village").order_by("code")
    )
    assert [(str(value), label) for value, label in form.fields["village"].choices][1:3] == [
        (village.code, "上坪村"),
        (neighbour_village.code, "下坪村"),
    ]
    assert form.chosen.village == village


@pytest.mark.parametrize(
    ("query", "is_chosen"),
    [
        ({}, (None, "", "")),
        ({"interest": "water", "sort": "notice"}, (None, "water", "notice")),
        ({"sort": "nonsense"}, (None, "", "")),
        ({"village": "990101"}, (None, "", "")),
    ],
)
def test_an_address_that_says_something_else_chooses_everything(query, is_chosen):
    form = ChooseForm(query, villages=Unit.objects.filter(kind="village"))
    assert (form.chosen.village, form.chosen.interest, form.chosen.sort) == is_chosen


# -- what is current -------------------------------------------------------------------------------------------------


def test_what_changed_last_stands_first_and_pages_follow_each_other(released, monkeypatch):
    monkeypatch.setattr("zerentian.residents.feeds.FED", 2)
    monkeypatch.setattr("zerentian.residents.views.notices.FED", 2)
    made = [released(but(NOTICE, title=f"第{number}条")) for number in range(5)]
    order = [one.pk for one in reversed(made)]
    assert [one.pk for one in current(Chosen(), DAY)] == order[:2]
    assert [one.pk for one in current(Chosen(), DAY, 2)] == order[2:4]
    browser, where = Client(), reverse("residents:notices")
    pages = [browser.get(where, {"page": number, "sort": "notice"}).context for number in (1, 2, 3)]
    assert [[one.pk for one, _ in page["rows"]] for page in pages] == [order[:2], order[2:4], order[4:]]
    assert [(page["newer"], page["older"]) for page in pages] == [
        ("", "?sort=notice&page=2"),
        ("?sort=notice&page=1", "?sort=notice&page=3"),
        ("?sort=notice&page=2", ""),
    ]
    bare = browser.get(where, {"page": "1", "other": "x"}).context
    assert (bare["query"], bare["narrowed"], bare["older"]) == ("", False, "?page=2")
    assert pages[0]["narrowed"] is True
    assert FED == 50


def test_what_holds_no_longer_is_not_current_but_stays_readable(released, now):
    until = but(NOTICE, until=DAY)
    notice = released(until)
    assert list(current(Chosen(), DAY)) == [notice]
    assert list(current(Chosen(), DAY + timedelta(days=1))) == []
    version = public_version(notice)
    assert shown(notice, version, now)["expired"] is False
    assert shown(notice, version, now + timedelta(days=1))["expired"] is True


@pytest.mark.parametrize(("days", "is_told"), [(89, True), (90, True), (91, False)])
def test_for_ninety_days_a_feed_says_what_was_withdrawn(
    told, office_head, neighbour_village, days, is_told, now
):
    notices.withdraw_notice(told, reason="检修取消", by=office_head, now=now)
    later = now + timedelta(days=days)
    assert bool(list(gone(Chosen(), later))) is is_told
    assert list(gone(Chosen(village=neighbour_village), later)) == []


# -- the feeds themselves --------------------------------------------------------------------------------------------


def test_an_entry_of_the_atom_feed_holds_the_whole_text_and_its_days(told, now):
    found = feedparser.parse(atom(FEED, Chosen(), now, DAY))
    assert not found.bozo
    assert (found.feed.id, found.feed.link) == (identity("feed:.."), "https://a.example/")
    (entry,) = found.entries
    version = public_version(told)
    assert (entry.id, entry.link) == (identity(told.ref), f"https://a.example/{told.pk}")
    assert (entry.title, entry.summary, entry.author) == (version.title, version.summary, "云岭乡党政办公室")
    assert [one.term for one in entry.tags] == tags(told)
    assert found.feed.language == "zh-hans"
    with translation.override("en"):
        assert feedparser.parse(atom(FEED, Chosen(), now, DAY)).feed.language == "en"
    assert "请提前一天存好用水" in entry.content[0].value
    assert entry.content[0].type == "text/html"


def test_an_item_of_the_json_feed_holds_number_days_and_version(told, now):
    data = json.loads(json_feed(FEED, Chosen(), now, DAY))
    assert (data["home_page_url"], data["feed_url"]) == ("https://a.example/", "https://a.example/feed")
    assert (data["title"], data["language"]) == (title_of(Chosen()), "zh-hans")
    with translation.override("en"):
        assert json.loads(json_feed(FEED, Chosen(), now, DAY))["language"] == "en"
    (item,) = data["items"]
    assert (item["id"], item["url"], item["title"]) == (
        identity(told.ref),
        f"https://a.example/{told.pk}",
        "3月5日停水检修",
    )
    assert datetime.fromisoformat(item["date_published"]) == now + MINUTES
    assert item["date_modified"] == item["date_published"]
    assert (item["authors"], item["tags"]) == ([{"name": "云岭乡党政办公室"}], tags(told))
    assert item["_zerentian"] == {
        "index_number": told.number,
        "formed_on": "2026-03-02",
        "until": "2026-03-06",
        "version": 1,
    }
    assert data["_zerentian"]["deleted"] == []


def test_a_text_that_was_changed_was_published_when_it_first_was(told, clerk, office_head, now):
    later = now + timedelta(hours=3)
    notice = notices.amend_notice(told, but(NOTICE, title="改期"), changed="改期", by=clerk, now=later)
    notice = notices.submit_notice(notice, by=clerk, now=later)
    notice = notices.clear_notice(notice, words="可以公开", by=office_head, now=later)
    notices.release_notice(notice, by=office_head, now=later)
    (item,) = json.loads(json_feed(FEED, Chosen(), later, DAY))["items"]
    dates = [datetime.fromisoformat(item[name]) for name in ("date_published", "date_modified")]
    assert dates == [now + MINUTES, later]
    assert (item["title"], item["_zerentian"]["version"]) == ("改期", 2)


def test_a_tombstone_says_when_and_why(told, office_head, now):
    notices.withdraw_notice(told, reason="检修取消", by=office_head, now=now + timedelta(hours=1))
    (dead,) = json.loads(json_feed(FEED, Chosen(), now, DAY))["_zerentian"]["deleted"]
    assert (dead["id"], dead["why"]) == (identity(told.ref), "检修取消")
    assert datetime.fromisoformat(dead["when"]) == now + timedelta(hours=1)


def test_a_tombstone_of_the_atom_feed_says_when_and_why_too(told, office_head, now):
    notices.withdraw_notice(told, reason="检修取消", by=office_head, now=now + timedelta(hours=1))
    root = etree.fromstring(atom(FEED, Chosen(), now, DAY).encode())
    (dead,) = root.findall(f"{{{TOMBSTONES}}}deleted-entry")
    assert dead.attrib["ref"] == identity(told.ref)
    assert datetime.fromisoformat(dead.attrib["when"]) == now + timedelta(hours=1)
    assert [(one.tag, one.text) for one in dead] == [(f"{{{TOMBSTONES}}}comment", "检修取消")]


@pytest.mark.parametrize("name", ["NOTICES", "NOTICES_ATOM", "ANSWERS_ATOM", "WARNINGS_ATOM", "COMING"])
def test_what_is_told_to_anybody_is_described_as_needing_no_key(name):
    data = getattr(views_described, name).as_data([])
    assert "security" not in data
    assert "200" in data["responses"]


def test_an_address_that_is_open_to_all_is_described_with_what_it_answers_and_may_refuse():
    described = views_described.open_to_all("活动", "text/calendar", TEXT, 404, day=Taken(said="日期"))
    data = described.as_data([])
    assert data["summary"] == "活动"
    assert list(data["responses"]["200"]["content"]) == ["text/calendar"]
    assert list(data["responses"]["404"]["content"]) == [PAGE]
    assert [(one["name"], one["in"]) for one in data["parameters"]] == [("day", "query")]
    assert "security" not in data


@pytest.mark.parametrize("name", ["WARNING", "ACTIVITY"])
def test_what_may_be_gone_is_described_with_a_page_that_says_so(name):
    data = getattr(views_described, name).as_data(["pk"])
    assert "security" not in data
    assert list(data["responses"]["404"]["content"]) == [PAGE]
    assert [one["name"] for one in data["parameters"]] == ["pk"]


# -- the folder ------------------------------------------------------------------------------------------------------


def test_the_catalogue_says_of_each_text_what_the_law_asks(told):
    (item,) = json.loads(catalogue([told]))["notices"]
    version = public_version(told)
    assert item == {
        "page": f"notice-{told.pk}.html",
        "index_number": told.number,
        "sort": "notice",
        "title": "3月5日停水检修",
        "summary": version.summary,
        "formed_on": "2026-03-02",
        "released_at": version.released_at.isoformat(),
        "until": "2026-03-06",
        "version": 1,
        "unit": "云岭乡党政办公室",
    }


def test_every_file_stands_in_the_sums_and_the_list_comes_first(told, now):
    made = dict(files(HERE, now))
    assert next(iter(made)) == "notices.json"
    assert list(made)[-1] == "SHA256SUMS"
    sums = dict(line.split("  ")[::-1] for line in made["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: hashlib.sha256(content).hexdigest() for name, content in made.items() if name != "SHA256SUMS"
    }
    assert {"feed.xml", "feed.json", "index.html", "zerentian.css", f"notice-{told.pk}.html"} <= set(made)
    assert not {"feed.xml", "feed.json"} & set(dict(files(Addresses(), now)))
    assert b"https://county.example/told/feed.xml" in made["feed.xml"]


def test_each_released_version_has_a_page_and_the_public_one_stands_under_the_text(
    told, clerk, office_head, now
):
    def names():
        return [name for name, _ in pages_of(Notice.objects.get(pk=told.pk), {}, now)]

    assert names() == [f"notice-{told.pk}-v1.html", f"notice-{told.pk}.html"]
    notice = notices.amend_notice(told, but(NOTICE, title="改期"), changed="改期", by=clerk, now=now)
    assert names() == [f"notice-{told.pk}-v1.html", f"notice-{told.pk}.html"]
    notice = notices.submit_notice(notice, by=clerk, now=now)
    notice = notices.clear_notice(notice, words="可以公开", by=office_head, now=now)
    notices.release_notice(notice, by=office_head, now=now)
    assert names() == [f"notice-{told.pk}-v{n}.html" for n in (1, 2)] + [f"notice-{told.pk}.html"]


@pytest.mark.parametrize(
    ("name", "ending"),
    [("表.PDF", ".pdf"), ("表.tar.gz", ".gz"), ("表", ".bin"), ("表.很", ".bin"), ("表.abcdef", ".bin")],
)
def test_an_attachment_is_named_by_its_digest_and_the_ending_people_know(name, ending):
    use = SimpleNamespace(file=SimpleNamespace(name=name, sha256="ab" * 32))
    assert file_name(use) == f"files/{'ab' * 32}{ending}"


def test_a_build_says_what_it_wrote_left_and_removed(told, office_head, tmp_path, now):
    folder = tmp_path / "site"
    first = build(folder, HERE, now)
    many = len(list(files(HERE, now)))
    assert (first.texts, first.written, first.unchanged, first.removed) == (1, many, 0, 0)
    again = build(folder, HERE, now)
    assert (again.written, again.unchanged) == (0, many)
    (folder / "own.txt").write_text("留着", encoding="utf-8")
    (folder / "notice-7.html").write_text("旧", encoding="utf-8")
    notices.withdraw_notice(told, reason="检修取消", by=office_head, now=now)
    last = build(folder, HERE, now)
    assert (last.texts, last.removed) == (0, 1)
    assert (folder / "own.txt").is_file()
    assert not (folder / "notice-7.html").exists()
    assert bulletin.MARK == "notices.json"


@pytest.mark.parametrize("address", ["", "https://county.example/told/"])
def test_the_console_says_what_was_built_and_that_without_an_address_there_is_no_feed(
    told, tmp_path, address
):
    more = ["--address", address] if address else []
    said = CliRunner().invoke(site, ["build", str(tmp_path / "site"), *more])
    many = len([one for one in (tmp_path / "site").rglob("*") if one.is_file()])
    assert f"现行内容 1 条；写入 {many} 个文件，未变 0 个，移除 0 个" in said.stdout
    assert ("未生成订阅源" in said.stderr) is not bool(address)
    assert "订阅源" not in said.stdout
    assert (tmp_path / "site" / "feed.xml").is_file() is bool(address)
    if address:
        assert "https://county.example/told/feed.xml" in (tmp_path / "site" / "feed.xml").read_text("utf-8")


def test_a_file_of_a_text_is_sent_while_it_is_public(released, office_head, now):
    upload = receive(io.BytesIO(b"told"), name="通知.txt")
    notice = released(but(NOTICE, uploads=[upload]))
    sha256 = public_version(notice).files.get().file.sha256
    where = reverse("residents:notice-file", args=[notice.pk, sha256])
    assert b"".join(Client().get(where).streaming_content) == b"told"
    nothing = reverse("residents:notice-file", args=[notice.pk, "0" * 64])
    assert Client().get(nothing).status_code == 404
    notices.withdraw_notice(notice, reason="取消", by=office_head, now=now)
    assert Client().get(where).status_code == 404


def test_a_withdrawn_text_is_disputed_by_nobody(told, office_head, now):
    where = reverse("residents:notice-dispute", args=[told.pk])
    assert Client().get(where).status_code == 200
    assert [str(one.label) for one in public_page(told, None)]
    notices.withdraw_notice(told, reason="取消", by=office_head, now=now)
    assert Client().get(where)["Location"] == reverse("residents:notice", args=[told.pk])
    assert list(public_page(Notice.objects.get(pk=told.pk), None)) == []


def test_the_zip_is_offered_to_who_works_here_alone(clerk):
    assert [link.url for link in packed(None, clerk)] == [reverse("residents:notices-zip")]
    assert list(packed(None, None)) == []
    assert list(on_top(None, None)) == []
