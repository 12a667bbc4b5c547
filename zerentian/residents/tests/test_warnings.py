"""Relayed warnings for anybody: those that hold, as page, as CAP with everything that came, and as a feed."""

from dataclasses import replace
from datetime import datetime, timedelta

import feedparser
import pytest
from django.urls import reverse
from lxml import etree

from zerentian.community.actions.warnings import read_warning, relay_warning
from zerentian.community.models import RelayedWarning
from zerentian.community.rules.warnings import Colour, Message
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.offers import offered
from zerentian.residents.feeds import identity
from zerentian.residents.views.warnings import relayed

pytestmark = pytest.mark.django_db
WORDS = "示例县气象台2026年3月2日8时40分发布暴雨橙色预警信号：未来6小时雨量超过50毫米，请防范山洪。"
SENT = datetime(2026, 3, 2, 8, 40, tzinfo=LOCAL)
UNTIL = SENT + timedelta(hours=12)


@pytest.fixture
def relay(township, village, neighbour_village, leader, now):
    """Relay a warning to two villages."""

    def do(content=WORDS, **said):
        alert = replace(read_warning(content, now=now), expires_at=UNTIL)
        how = {"original": content, "unit": township, "villages": [village, neighbour_village]}
        how |= {"minutes": 15, "retry_minutes": 5, "by": leader, "now": now}
        return relay_warning(alert, **how | said)

    return do


def cap(client, warning):
    """Return what the CAP message says, by the names of its elements."""
    answer = client.get(reverse("residents:warning-cap", args=[warning.pk]))
    assert answer["Content-Type"] == "application/cap+xml; charset=utf-8"
    found: dict[str, list[str]] = {}
    for element in etree.fromstring(answer.content).iter():
        found.setdefault(etree.QName(element).localname, []).append((element.text or "").strip())
    return found


def test_what_holds_is_told_with_its_issuer_and_its_villages(client, relay):
    warning = relay()
    page = client.get(reverse("residents:warnings"))
    (row,) = page.context["rows"]
    assert row == warning
    for words in ("示例县气象台", "上坪村", "下坪村", "请防范山洪"):
        assert words in page.content.decode()


@pytest.mark.parametrize(
    ("change", "is_told"),
    [
        ({}, True),
        ({"drill": True}, False),
        ({"expires_at": datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)}, False),
        ({"expires_at": datetime(2026, 3, 2, 9, 1, tzinfo=LOCAL)}, True),
    ],
)
def test_what_is_over_or_a_drill_stands_nowhere(client, relay, change, is_told):
    warning = relay()
    RelayedWarning.objects.filter(pk=warning.pk).update(**change)
    assert bool(client.get(reverse("residents:warnings")).context["rows"]) is is_told
    assert (WORDS[:5] in client.get(reverse("residents:warnings-feed")).content.decode()) is is_told
    assert (client.get(reverse("residents:warning-cap", args=[warning.pk])).status_code == 200) is is_told
    assert client.get(reverse("residents:front")).context["warnings"] == int(is_told)
    assert bool(links_of("warning.outputs", warning)) is is_told
    assert bool(links_of("residents.notices")) is is_told


def links_of(spot, what=None):
    """Return the labels of what residents' pages hang on a spot."""
    return [str(link.label) for one in offered(spot, what, None) for link in one.links]


def test_the_message_holds_what_came_and_who_relays_it(client, relay, township):
    warning = relay()
    said = cap(client, warning)
    assert said["identifier"] == [warning.identifier]
    assert (said["status"], said["msgType"]) == (["Actual"], ["Alert"])
    assert (said["sent"], said["expires"]) == (["2026-03-02T08:40:00+08:00"], ["2026-03-02T20:40:00+08:00"])
    assert (said["senderName"], said["event"], said["severity"]) == (["示例县气象台"], ["暴雨"], ["Severe"])
    assert "上坪村" in "".join(said["areaDesc"])
    assert township.organ_on(SENT.date()) in "".join(said["note"])
    assert "references" not in said


def test_a_change_names_what_it_changes(client, relay):
    old = relay()
    changed = relay(WORDS.replace("发布", "变更").replace("橙色", "红色"), replaces=old)
    told = relayed(changed)
    assert told.references == [("示例县气象台", old.identifier, SENT)]
    assert cap(client, changed)["references"] != [""]
    RelayedWarning.objects.filter(pk=old.pk).update(sender="99010041600000")
    changed = RelayedWarning.objects.get(pk=changed.pk)
    assert relayed(changed).references[0][0] == "99010041600000"


def test_everything_kept_of_a_warning_is_relayed(relay):
    warning = relay()
    fields = {"sender": "990100", "headline": "暴雨橙色预警", "instruction": "远离河道", "text": "有雨"}
    fields |= {"effective_at": SENT, "codes": {"warning": "11B03"}, "drill": True}
    RelayedWarning.objects.filter(pk=warning.pk).update(**fields)
    told = relayed(RelayedWarning.objects.get(pk=warning.pk))
    assert {name: getattr(told, name) for name in fields} == fields
    assert (told.hazard, told.colour, told.message) == ("暴雨", Colour.ORANGE, Message.ALERT)
    assert (told.issuer, told.identifier, told.expires_at) == ("示例县气象台", warning.identifier, UNTIL)
    assert set(told.areas) == {"上坪村", "下坪村"}
    assert told.references == []


def test_the_feed_leads_to_the_message_under_an_id_that_stays(client, relay, now):
    warning = relay()
    found = feedparser.parse(client.get(reverse("residents:warnings-feed")).content)
    assert not found.bozo
    (entry,) = found.entries
    assert entry.id == identity(warning.ref)
    assert entry.link.endswith(reverse("residents:warning-cap", args=[warning.pk]))
    assert (entry.title, entry.author) == (str(warning), "示例县气象台")
    assert entry.summary == warning.text
    assert [datetime.fromisoformat(one) for one in (entry.published, entry.updated)] == [SENT, now]
    assert found.feed.link.endswith(reverse("residents:warnings"))
    assert found.feed.language == "zh-hans"


def test_a_headline_of_several_lines_is_one_line_in_the_feed_and_the_text_keeps_its_own(client, relay):
    warning = relay()
    said = {"headline": "暴雨橙色预警\n请防范山洪", "text": "未来6小时有雨。\n请远离河道。"}
    RelayedWarning.objects.filter(pk=warning.pk).update(**said)
    feed = client.get(reverse("residents:warnings-feed"))
    root = etree.fromstring(feed.content)
    found = {name: root.findtext(f"{{*}}entry/{{*}}{name}") for name in ("title", "summary")}
    assert found == {"title": "暴雨橙色预警 请防范山洪", "summary": said["text"]}


def test_a_warning_without_a_text_of_its_own_is_told_by_its_headline(client, relay):
    warning = relay()
    RelayedWarning.objects.filter(pk=warning.pk).update(headline="暴雨橙色预警", text="")
    (entry,) = feedparser.parse(client.get(reverse("residents:warnings-feed")).content).entries
    assert (entry.title, entry.summary) == ("暴雨橙色预警", "暴雨橙色预警")


def test_the_feed_says_what_it_is_in_the_language_of_its_reader(client, relay):
    relay()
    for language, title in (("zh-hans", "预警转发"), ("en", "Relayed warnings")):
        address = reverse("residents:warnings-feed")
        found = feedparser.parse(client.get(address, headers={"accept-language": language}).content)
        assert (found.feed.title, found.feed.language) == (title, language)
        (own,) = [one.href for one in found.feed.links if one.rel == "self"]
        assert own.endswith(address)
    assert client.get(address)["Content-Type"] == "application/atom+xml; charset=utf-8"
