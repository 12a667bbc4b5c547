"""What leaves the township read by programs nobody here wrote: Open311 by georeport, CAP by capparser, feeds by
feedparser, calendars by icalendar. What they read is what the pages say."""

import urllib.request
from datetime import date, timedelta

import capparser
import feedparser
import pytest
import requests
from georeport import GeoReport
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.journeys.test_concern import desk_day, reply, step
from tests.journeys.township import PASSWORD

pytestmark = pytest.mark.journey

TOWNSHIP = {"jurisdiction_id": "990101"}


def key_made(page: Page, label: str) -> str:
    """Make an access key that writes on its page, and return it."""
    until = date.fromisoformat(desk_day(page)) + timedelta(days=30)
    page.goto("/account/keys/new/")
    for name, value in {"label": label, "last": str(until), "password": PASSWORD}.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=writes]")
    page.locator("main form button.main").click()
    return page.locator("pre").inner_text().split()[-1]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_an_open311_client_tells_a_concern_and_follows_it_until_it_is_answered(base, cast, form) -> None:
    desk = cast["reception"]
    key = key_made(desk, f"市民端（示例{form}）")
    client = GeoReport(f"{base}/open311/v2", jurisdiction="990101", api_key=key, output_format=form)
    code = next(
        one["service_code"] for one in client.get_service_list() if one["service_name"] == "道路和桥涵"
    )
    assert client.get_service_definition(code)["service_code"] == code

    text = f"通村路第五个弯的反光镜碎了，会车看不见（{form}）。"
    said = TOWNSHIP | {"api_key": key, "service_code": code, "description": text, "address_string": "五道弯"}
    answer = requests.post(f"{base}/open311/v2/requests.json", said, timeout=30)
    assert answer.status_code == 201, answer.text
    number = answer.json()[0]["service_request_id"]
    assert client.get_service_request(number)["status"] == "open"

    desk.goto("/concerns/")
    desk.get_by_role("link", name=text[:10]).first.click()
    address = desk.url
    step(desk, address, "triage")
    step(desk, address, "dispatch", unit="应急管理办公室")
    handler = cast["clerk-aj"]
    step(handler, address, "accept")
    told = client.get_service_request(number)
    assert (told["status"], told["agency_responsible"]) == ("open", "应急管理办公室")
    reply(handler, cast["head-aj"], address)
    told = client.get_service_request(number)
    assert told["status"] == "closed"
    assert not told["description"], "what was said is for whoever has the secret"
    assert [one["service_request_id"] for one in listed(client, number)] == [number]


def listed(client: GeoReport, number: str) -> list[dict]:
    """Return the requests of a list of numbers; XML has no list of one."""
    found = client.get_service_requests(service_request_id=number)
    return found if isinstance(found, list) else [found]


def test_a_cap_parser_reads_what_is_relayed_out_of_the_feed(base, cast) -> None:
    leader = cast["leader"]
    leader.goto("/community/warnings/new/")
    words = "示例县气象台2026年7月5日16时10分发布冰雹橙色预警信号：松林村、茶岭村一带请注意防范。"
    leader.fill("[name=original]", words)
    leader.locator("main form button.main").click()
    leader.locator("main form button.main").last.click()
    expect(leader.locator("main")).to_contain_text("已应答0个")
    feed = feedparser.parse(read(f"{base}/warnings/feed.atom"))
    assert not feed.bozo, feed.get("bozo_exception")
    entry = next(one for one in feed.entries if "冰雹" in one.title)
    alert = capparser.parse(stringXML=read(entry.link).decode())
    assert (alert.getStatus(), alert.getMsgType(), alert.getScope()) == ("Actual", "Alert", "Public")
    assert alert.getSource() == "示例县气象台"
    assert "转发" in alert.getNote()
    (info,) = alert.info[0]
    assert (info.getEvent(), info.getSeverity(), info.getSenderName()) == ("冰雹", "Severe", "示例县气象台")
    assert info.getExpires().startswith("2026-07-0")
    assert words in info.getDescription()
    assert {area.areaDesc[0] for area in info.area[0]} == {"松林村", "茶岭村"}


def test_a_calendar_library_reads_what_takes_place_and_a_feed_reader_what_was_told(base) -> None:
    calendar = Calendar.from_ical(read(f"{base}/activities/calendar.ics"))
    events = calendar.walk("VEVENT")
    assert events
    assert all(one["UID"] and one["SUMMARY"] and one.start for one in events)
    feed = feedparser.parse(read(f"{base}/notices/feed.atom"))
    assert not feed.bozo
    assert feed.entries
    assert len({one.id for one in feed.entries}) == len(feed.entries)
    page = read(feed.entries[0].link).decode()
    assert feed.entries[0].title in page


def read(address: str) -> bytes:
    """Return what an address answers."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read()
