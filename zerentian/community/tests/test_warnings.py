"""Warnings: recognised in three forms, relayed once and never issued, villages called until they confirm."""

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from lxml import etree

from zerentian.community.actions.warnings import (
    areas_of,
    confirm_own,
    contact_next,
    read_warning,
    relay_warning,
    save_once,
    set_call_term,
    try_village,
)
from zerentian.community.forms.warnings import RelayForm
from zerentian.community.models import Call, RelayedWarning
from zerentian.community.rules.alerts import plainly, recognised
from zerentian.community.rules.warnings import (
    Called,
    Channel,
    Colour,
    Form,
    Message,
    State,
    check_issuer,
    check_times,
    named_in,
    next_contact,
)
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.rules.periods import LOCAL, Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.rectification.actions import risk_terms, risks
from zerentian.rectification.models import CountySignal, RiskKind
from zerentian.rectification.rules.risks import RiskLevel
from zerentian.rectification.shown.risks import is_new_day, reckon_today

WORDS = (
    "示例县气象台2026年3月2日8时40分发布暴雨橙色预警信号：预计未来6小时上坪一带雨量超过50毫米，请防范山洪。"
)
SENT = datetime(2026, 3, 2, 8, 40, tzinfo=LOCAL)
CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>99010041600000_20260302084000_1</identifier>
<sender>99010041600000</sender><sent>2026-03-02T08:40:00+08:00</sent><status>{status}</status><msgType>{kind}</msgType>
<scope>Public</scope>{references}<info><language>zh-CN</language><category>Met</category><event>大风</event>
<urgency>Expected</urgency><severity>Moderate</severity><certainty>Likely</certainty>
<expires>2026-03-02T20:40:00+08:00</expires><senderName>示例县气象台</senderName><headline>大风黄色预警</headline>
<description>阵风8级</description><instruction>加固棚架</instruction><area><areaDesc>示例县</areaDesc></area></info></alert>"""
SITE = {
    "ALERTID": "990100_20260302090000",
    "STATIONNAME": "示例县",
    "SIGNALTYPE": "雷电",
    "SIGNALLEVEL": "黄色",
    "LEVELCODE": "02",
    "ISSUETIME": "2026-03-02 08:30:00",
    "ISSUECONTENT": "示例县气象台2026年3月2日8时30分发布雷电黄色预警信号：请注意防范。",
    "RELIEVETIME": "2026-03-02 14:30:00",
    "msgType": "Alert",
    "identifier": "99010041600000_20260302083000",
    "references": "",
}


def cap(kind="Alert", status="Actual", references=""):
    return CAP.format(kind=kind, status=status, references=references)


def test_plain_words_are_recognised():
    found = recognised(WORDS, 2026)
    assert (found.issuer, found.hazard, found.colour) == ("示例县气象台", "暴雨", Colour.ORANGE)
    assert (found.sent_at, found.message, found.drill) == (SENT, Message.ALERT, False)
    assert recognised(WORDS.replace("发布", "解除"), 2026).message is Message.CANCEL
    assert recognised(f"【演练】{WORDS}", 2026).drill
    assert recognised(WORDS + " \n", 2026).identifier == found.identifier


@pytest.mark.parametrize(
    ("said", "hazard", "colour", "issuer"),
    [
        ("示例市气象台3月2日9时30分继续发布大雾红色预警", "大雾", Colour.RED, "示例市气象台"),
        (
            "示例县自然资源局和示例县气象局2026年3月1日17时联合发布地质灾害黄色预警",
            "地质灾害",
            Colour.YELLOW,
            None,
        ),
        ("今晚有雨，大家小心", "", Colour.UNKNOWN, ""),
    ],
)
def test_other_words_are_recognised_as_far_as_they_say(said, hazard, colour, issuer):
    found = recognised(said, 2026)
    assert (found.hazard, found.colour) == (hazard, colour)
    if issuer is not None:
        assert found.issuer == issuer


def test_cap_and_the_json_of_a_site_are_recognised():
    found = recognised(cap(), 2026)
    assert (found.form, found.issuer, found.hazard) == (Form.CAP, "示例县气象台", "大风")
    assert (found.colour, found.sent_at, found.instruction) == (Colour.YELLOW, SENT, "加固棚架")
    lifted = cap("Cancel", references="<references>a,99010041600000_1,2026-03-02T08:00:00+08:00</references>")
    assert recognised(lifted, 2026).references == ("99010041600000_1",)
    assert recognised(cap(status="Exercise"), 2026).drill
    site = recognised(json.dumps({"DATA": [SITE]}), 2026)
    assert (site.identifier, site.hazard, site.colour) == (
        "99010041600000_20260302083000",
        "雷电",
        Colour.YELLOW,
    )
    assert site.issuer == "示例县气象台"
    assert site.expires_at == datetime(2026, 3, 2, 14, 30, tzinfo=LOCAL)
    other = {
        "warning": [
            {"id": "w1", "sender": "示例县气象台", "pubTime": "2026-03-02T08:30+08:00", "typeName": "寒潮"}
        ]
    }
    assert recognised(json.dumps(other), 2026).hazard == "寒潮"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<alert>",
        "<alert xmlns='urn:other'/>",
        '<!DOCTYPE a [<!ENTITY x "y">]><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">&x;</alert>',
        "{",
        "[]",
        json.dumps([SITE, SITE]),
        "[" * 5000,
        "字" * 200_001,
    ],
)
def test_what_is_no_message_is_refused_with_a_reason(content):
    with pytest.raises(NotAllowed):
        recognised(content, 2026)


def test_a_cap_file_in_another_encoding_is_read_as_its_words_say():
    content = cap().replace("UTF-8", "GB18030")
    assert recognised(content, 2026).issuer == "示例县气象台"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "Draft"),
        ("status", "System"),
        ("msgType", "Ack"),
        ("msgType", "Error"),
        ("scope", "Private"),
        ("scope", "Restricted"),
    ],
)
def test_a_message_that_warns_nobody_is_refused_by_its_name(name, value):
    content = re.sub(f"<{name}>\\w+<", f"<{name}>{value}<", cap())
    with pytest.raises(NotAllowed, match=f"{name} 是 {value}"):
        recognised(content, 2026)


@pytest.mark.parametrize(
    "changed",
    [
        {"ISSUECONTENT": f"【演练】{SITE['ISSUECONTENT']}"},
        {"status": "Exercise"},
        {"title": "防汛演练"},
    ],
)
def test_a_drill_in_json_is_a_drill(changed):
    assert recognised(json.dumps(SITE | changed), 2026).drill
    assert not recognised(json.dumps(SITE), 2026).drill


@pytest.mark.parametrize(
    "wrong", ["9999-12-31T23:59:00+08:00", "0001-01-01T00:00:00+08:00", "1999-12-31T00:00"]
)
def test_a_year_that_cannot_be_is_no_moment(wrong):
    assert recognised(cap().replace("2026-03-02T08:40:00+08:00", wrong), 2026).sent_at is None
    assert recognised(json.dumps(SITE | {"ISSUETIME": wrong}), 2026).sent_at is None
    assert recognised("示例县气象台9999年3月2日8时40分发布大风蓝色预警", 2026).sent_at is None


def test_odd_signs_are_taken_out_and_long_names_refused_with_their_place():
    said = json.dumps(
        SITE | {"ISSUECONTENT": SITE["ISSUECONTENT"] + "\ud800\x07", "identifier": "a\u0000b-1"}
    )
    found = plainly(said, 2026)
    assert (found["text"], found["identifier"]) == (SITE["ISSUECONTENT"], "ab-1")
    assert found["drill"] is False
    json.dumps(found, ensure_ascii=False).encode()
    with pytest.raises(NotAllowed, match=r"identifier）有201个字符"):
        plainly(json.dumps(SITE | {"identifier": "x" * 201}), 2026)
    with pytest.raises(NotAllowed, match="sender"):
        plainly(cap().replace("<sender>", f"<sender>{'9' * 200}"), 2026)


def test_an_entity_reaches_no_file():
    body = cap().split("?>", 1)[1].replace("示例县气象台", "&x;")
    trap = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + body
    with pytest.raises(NotAllowed, match="DTD"):
        recognised(trap, 2026)


def test_villages_are_found_by_name_and_contacts_follow_one_another():
    names = {1: "上坪村", 2: "大上坪村", 3: "石桥村"}
    assert named_in("大上坪、石桥一带", names) == [2, 3]
    assert named_in("全县", names) == []
    assert next_contact([7, 8, 9], []) == 7
    assert next_contact([7, 8, 9], [7]) == 8
    assert next_contact([7, 8, 9], [7, 8, 9]) == 7
    assert next_contact([], [7]) is None


@pytest.fixture
def relay(township, village, neighbour_village, leader, now):
    """Relay a message to two villages."""

    def do(content=WORDS, **said):
        alert = read_warning(content, now=now)
        alert = replace(alert, expires_at=alert.expires_at or SENT + timedelta(hours=12))
        known = {
            "original": content,
            "unit": township,
            "villages": [village, neighbour_village],
            "minutes": 15,
            "retry_minutes": 5,
            "by": leader,
            "now": now,
        }
        changed = {
            name: said.pop(name)
            for name in list(said)
            if name in ("issuer", "message", "identifier", "drill")
        }
        return relay_warning(replace(alert, **changed), **known | said)

    return do


@pytest.mark.django_db
def test_a_warning_is_relayed_once_with_its_issuer_and_never_issued(
    relay, township, village, clerk, other_township
):
    for own in (township.name, village.name, f"{township.name}人民政府", ""):
        with pytest.raises(NotAllowed):
            relay(issuer=own)
    with pytest.raises(Forbidden):
        relay(by=clerk)
    with pytest.raises(NotAllowed, match="叫应的村"):
        relay(villages=[other_township])
    with pytest.raises(NotAllowed, match="分钟"):
        relay(minutes=0)
    assert not RelayedWarning.objects.exists()
    warning = relay()
    assert (warning.original, warning.calls.count()) == (WORDS, 2)
    with pytest.raises(NotAllowed, match="已转发过"):
        relay()


@pytest.mark.parametrize(
    ("issuer", "refused"),
    [
        ("示例县清溪镇人民政府", True),
        ("清溪 镇人民政府", True),
        ("清溪\u200b镇\u3000人民政府", True),
        ("镇防汛抗旱指挥部", True),
        ("本镇", True),
        ("街道办事处", True),
        ("村委会", True),
        ("示例县上坪村", True),
        ("示例县上坪村民委员会", True),
        ("水利站", True),
        ("示例县水利站", False),
        ("示例县气象台", False),
        ("镇海区气象台", False),
        ("镇江市应急管理局", False),
        ("镇宁布依族苗族自治县气象台", False),
        ("乡宁县气象台", False),
        ("镇雄气象台", False),
    ],
)
def test_a_townships_own_name_is_found_however_it_is_written(issuer, refused):
    home, under = ["清溪镇", "清溪镇人民政府"], ["水利站", "上坪村"]
    if not refused:
        assert check_issuer(issuer, home, under) == issuer
        return
    with pytest.raises(NotAllowed, match="只转发"):
        check_issuer(issuer, home, under)


@pytest.mark.django_db
def test_a_drill_what_is_elsewhere_and_what_has_ended_lift_nothing(relay, first, other_township, now):
    real = relay()
    lifting = WORDS.replace("发布", "解除")
    for wrong in (
        {"drill": True, "identifier": "drill-1"},
        {"unit": other_township, "identifier": "other", "by": first},
    ):
        with pytest.raises((NotAllowed, Forbidden)):
            relay(lifting, replaces=real, **wrong)
    real.refresh_from_db()
    assert (real.state, real.calls.open().count()) == (State.STANDING, 2)
    relay(lifting, replaces=real)
    with pytest.raises(NotAllowed, match="重新选择"):
        relay(lifting, replaces=real, identifier="again")
    old = relay(identifier="old")
    RelayedWarning.objects.filter(pk=old.pk).update(
        sent_at=now - timedelta(days=2), expires_at=now - timedelta(days=1)
    )
    with pytest.raises(NotAllowed, match="针对"):
        relay(lifting, identifier="later")


@pytest.mark.django_db
def test_the_same_warning_relayed_twice_at_once_is_refused_with_a_reason(relay):
    again = relay()
    again.pk, again._state.adding = None, True
    with pytest.raises(NotAllowed, match="已转发过"):
        save_once(again)


@pytest.mark.django_db
def test_a_change_or_lifting_ends_what_it_names(relay, now):
    with pytest.raises(NotAllowed, match="针对"):
        relay(WORDS.replace("发布", "解除"))
    first = relay()
    lifted = relay(WORDS.replace("发布", "解除"))
    first.refresh_from_db()
    assert (first.state, lifted.replaces) == (State.LIFTED, first)
    assert not first.calls.open().exists()
    by_reference = relay(cap())
    reference = f"<references>x,{by_reference.identifier},2026-03-02T08:40:00+08:00</references>"
    later = relay(cap("Update", references=reference), identifier="another")
    by_reference.refresh_from_db()
    assert (by_reference.state, later.replaces) == (State.REPLACED, by_reference)


@pytest.mark.django_db
def test_villages_are_called_in_turn_until_they_confirm(
    relay, village, cadre, neighbour_cadre, leader, clerk, now
):
    warning = relay()
    call = warning.calls.get(unit=village)
    today = now.date()
    first = contact_next(call, today)
    assert first.unit == village
    said = {"channel": Channel.PHONE, "now": now + timedelta(minutes=4)}
    with pytest.raises(Forbidden):
        try_village(call, post=first, answered=False, by=clerk, **said)
    try_village(call, post=first, answered=False, by=leader, **said)
    call.refresh_from_db()
    assert call.next_at == now + timedelta(minutes=9)
    second = contact_next(call, today)
    assert second != first
    with pytest.raises(NotAllowed, match="联系岗位"):
        try_village(call, post=neighbour_cadre.posts_on(today)[0], answered=True, by=leader, **said)
    with pytest.raises(NotAllowed, match="本村"):
        confirm_own(warning.calls.exclude(pk=call.pk).get(), by=clerk, now=now)
    confirm_own(call, by=cadre, now=now + timedelta(minutes=10))
    call.refresh_from_db()
    assert (call.state, call.tries.count()) == (Called.CONFIRMED, 2)
    with pytest.raises(NotAllowed, match="已确认"):
        try_village(call, post=first, answered=True, by=leader, **said)


@pytest.mark.django_db
def test_figures_count_what_was_confirmed_in_time_by_village_and_no_drill(
    relay, village, cadre, neighbour_cadre, now
):
    warning = relay()
    drill = relay(f"【演练】{WORDS}")
    late = now + timedelta(minutes=40)
    for one in (warning, drill):
        confirm_own(one.calls.get(unit=village), by=cadre, now=now + timedelta(minutes=3))
        confirm_own(one.calls.exclude(unit=village).get(), by=neighbour_cadre, now=late)
    seal(now=late)

    def value(code, unit="990100/990101"):
        return compute(code, unit=unit, period=Period.parse("2026-03"), size=None)

    share = value("calls.in_time_share")
    assert (share.numerator, share.denominator) == (1, 2)
    own = value("calls.in_time_share", f"990100/990101/{village.code}")
    assert (own.numerator, own.denominator) == (1, 1)
    assert value("warnings.relayed").value == 1
    assert value("calls.open").value == 0
    assert value("calls.median_minutes").value == 3


@pytest.mark.django_db
def test_minutes_are_a_rule_of_the_place(township, first, clerk, now):
    said = {
        "unit": township,
        "minutes": 15,
        "retry_minutes": 5,
        "since": now.date(),
        "basis": "防汛预案",
        "now": now,
    }
    with pytest.raises(Forbidden):
        set_call_term(**said, by=clerk)
    with pytest.raises(NotAllowed, match="依据"):
        set_call_term(**said | {"basis": " "}, by=first)
    assert set_call_term(**said, by=first).minutes == 15


# -- on the screen -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_pasted_message_is_checked_relayed_and_worked_through(
    client_of, leader, cadre, township, village, now, client
):
    browser = client_of(leader)
    new = reverse("community:warning-new")
    assert browser.post(new, {"original": "", "unit": township.pk}).status_code == 422
    assert browser.post(new, {"original": "<alert>", "unit": township.pk}).status_code == 422
    page = browser.post(new, {"original": WORDS, "unit": township.pk}).content.decode()
    assert "示例县气象台" in page
    said = {
        "original": WORDS,
        "unit": township.pk,
        "issuer": "示例县气象台",
        "hazard": "暴雨",
        "colour": "orange",
        "message": "alert",
        "sent_at": "2026-03-02T08:40",
        "expires_at": "2026-03-02T20:40",
        "headline": "暴雨橙色预警",
        "villages": [village.pk],
        "minutes": 15,
        "retry_minutes": 5,
    }
    own = browser.post(new, said | {"issuer": f"{township.name}气象站"})
    assert own.status_code == 422
    assert "只转发" in own.content.decode()
    browser.post(new, said)
    warning = RelayedWarning.objects.get()
    assert warning.original == WORDS
    work = reverse("community:calls", args=[warning.pk])
    call = Call.objects.get()
    post = contact_next(call, now.date())
    page = browser.post(
        work, {"call": call.pk, "post": post.pk, "channel": "phone", "answered": "no"}, follow=True
    )
    assert "无应答" in page.content.decode()
    village_desk = client_of(cadre)
    assert "待确认的预警" in village_desk.get("/").content.decode()
    page = village_desk.post(work, {"own": call.pk}, follow=True)
    assert "1个村，已应答1个" in page.content.decode()
    assert (
        "暴雨橙色预警" in browser.get(reverse("community:warning-detail", args=[warning.pk])).content.decode()
    )
    assert "暴雨橙色预警" in client.get(reverse("residents:warnings")).content.decode()
    assert "暴雨橙色预警" in client.get(reverse("residents:notices")).content.decode()


@pytest.mark.django_db
def test_what_is_over_or_of_no_year_is_not_relayed_and_a_long_number_is_no_call(
    relay, client_of, leader, now
):
    said = read_warning(WORDS, now=now)
    for times in (
        {"sent_at": now - timedelta(hours=9), "expires_at": now},
        {"sent_at": datetime(1, 1, 2, tzinfo=LOCAL), "expires_at": SENT + timedelta(days=1)},
        {"sent_at": SENT, "expires_at": datetime(9999, 12, 31, tzinfo=LOCAL)},
    ):
        with pytest.raises(NotAllowed, match="失效"):
            check_times(replace(said, **times).sent_at, times["expires_at"], now)
    work = reverse("community:calls", args=[relay().pk])
    assert client_of(leader).post(work, {"own": "9" * 5000}).status_code == 404


@pytest.mark.django_db
def test_a_file_that_is_no_text_is_refused(client_of, leader, township):

    sent = {"unit": township.pk, "file": BytesIO(b"\xff\xfe\x00\x81")}
    assert client_of(leader).post(reverse("community:warning-new"), sent).status_code == 422


@pytest.mark.django_db
def test_what_expired_was_lifted_or_is_a_drill_is_not_public(relay, client, now):
    warning = relay()
    drill = relay(f"【演练】{WORDS}")
    address = reverse("residents:warning-cap", args=[warning.pk])
    assert client.get(address).status_code == 200
    assert client.get(reverse("residents:warning-cap", args=[drill.pk])).status_code == 404
    assert not RelayedWarning.objects.public(warning.expires_at).exists()
    relay(WORDS.replace("发布", "解除"))
    assert client.get(address).status_code == 404


# The rules of CAP 1.2 (OASIS, 2010-07-01, 3.2 and the schema in 3.4): order of elements, codes, form of times.
ALERT = tuple(
    re.findall(
        r"\w+",
        "identifier sender sent status msgType source scope restriction addresses code note references incidents info",
    )
)
INFO = tuple(
    re.findall(
        r"\w+",
        "language category event responseType urgency severity certainty audience eventCode effective onset expires"
        " senderName headline description instruction web contact parameter resource area",
    )
)
NEEDED = {
    "alert": ["identifier", "sender", "sent", "status", "msgType", "scope"],
    "info": ["category", "event", "urgency", "severity", "certainty"],
    "area": ["areaDesc"],
}
CODES = {
    "status": "Actual Exercise System Test Draft",
    "msgType": "Alert Update Cancel Ack Error",
    "scope": "Public Restricted Private",
    "category": "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
    "urgency": "Immediate Expected Future Past Unknown",
    "severity": "Extreme Severe Moderate Minor Unknown",
    "certainty": "Observed Likely Possible Unlikely Unknown",
}
WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")


def broken_rules(message: bytes) -> list[str]:
    """Return which rules of CAP 1.2 a message breaks."""
    root = etree.fromstring(message)
    wrong = [] if root.tag == "{urn:oasis:names:tc:emergency:cap:1.2}alert" else ["namespace"]
    for element in root.iter():
        name = etree.QName(element).localname
        children = [etree.QName(one).localname for one in element]
        order = {"alert": ALERT, "info": INFO}.get(name)
        if order and children != sorted(children, key=order.index):
            wrong.append(f"order of {name}: {children}")
        wrong += [f"{name} without {one}" for one in NEEDED.get(name, []) if one not in children]
        text = element.text or ""
        if name in CODES and text not in CODES[name].split():
            wrong.append(f"{name}={text}")
        if name in ("sent", "effective", "onset", "expires") and not WHEN.fullmatch(text):
            wrong.append(f"{name}={text}")
        if name in ("identifier", "sender") and re.search(r"[\s,<&]", text):
            wrong.append(f"{name}={text}")
    return wrong


def test_the_rules_notice_a_message_that_breaks_them():
    good = cap().encode()
    assert broken_rules(good) == []
    assert broken_rules(good.replace(b"+08:00", b"Z"))
    assert broken_rules(good.replace(b"<category>Met</category>", b""))
    assert broken_rules(good.replace(b"<scope>Public</scope>", b"<scope>All</scope>"))


@pytest.mark.django_db
@pytest.mark.parametrize("content", [WORDS, cap(), json.dumps(SITE)])
def test_what_goes_out_keeps_the_rules_of_cap_and_the_issuers_words(relay, client, content):
    warning = relay(content)
    answer = client.get(reverse("residents:warning-cap", args=[warning.pk]))
    assert broken_rules(answer.content) == []
    again = recognised(answer.content.decode(), 2026)
    assert again.issuer == warning.issuer == "示例县气象台"
    assert (again.identifier, again.hazard, again.sent_at) == (
        warning.identifier,
        warning.hazard,
        warning.sent_at,
    )
    assert again.colour == warning.colour


@pytest.mark.django_db
def test_villages_of_a_message_are_those_it_names(relay, township, village, now):
    alert = read_warning(WORDS.replace("上坪", village.name), now=now)
    assert areas_of(alert, township, now) == [village]
    everywhere = areas_of(read_warning("示例县气象台3月2日8时发布大风蓝色预警", now=now), township, now)
    assert len(everywhere) > 1


@pytest.fixture
def slope(township, village, first, clerk, now):
    """A slope in the village that is patrolled once a week, and once a day under an orange signal."""
    risk_terms.take_usual_kinds(unit=township, by=first, now=now)
    rule = {"unit": township, "since": date(2026, 1, 1), "basis": "方案", "by": first, "now": now}
    for signal, hours in (("", 168), ("orange", 24)):
        risk_terms.set_patrol_rule(when=risk_terms.When(signal=signal), hours=hours, **rule)
    kind, rating = RiskKind.objects.get(code="slope"), risks.Rating(3, 4, "坡面有裂缝", RiskLevel.GREATER)
    return risks.register_point(title="后坡", unit=village, kind=kind, rating=rating, by=clerk, now=now)


def hours_of(point):
    point.refresh_from_db()
    return point.patrol_hours


@pytest.mark.django_db
def test_patrols_follow_a_warning_and_its_lifting_without_a_second_entry(
    relay, slope, village, neighbour_village, now
):
    drill = relay("【演练】" + WORDS, identifier="演练", drill=True)
    assert (CountySignal.objects.count(), hours_of(slope)) == (0, 168)
    warning = relay()
    signals = CountySignal.objects.order_by("unit__code")
    assert {one.unit for one in signals} == {village, neighbour_village}
    signal = signals.get(unit=village)
    assert (signal.issuer, signal.number) == (warning.issuer, warning.identifier)
    assert (signal.colour, signal.expires_at, hours_of(slope)) == ("orange", warning.expires_at, 24)
    lifted = relay(message=Message.CANCEL, identifier="解除", replaces=warning, now=now + timedelta(hours=1))
    signal.refresh_from_db()
    assert (signal.lifted_number, hours_of(slope)) == (lifted.identifier, 168)
    assert CountySignal.objects.count() == 2
    assert not CountySignal.objects.standing().exists()
    assert drill.state == "standing"


@pytest.mark.django_db
def test_a_warning_for_one_village_stands_over_it_alone_and_ends_by_its_time(
    relay, slope, village, neighbour_village, now
):
    relay(villages=[neighbour_village])
    assert ([one.unit for one in CountySignal.objects.all()], hours_of(slope)) == ([neighbour_village], 168)
    warning = relay(villages=[village], identifier="又一条")
    assert hours_of(slope) == 24
    assert not is_new_day(now, now)
    later = warning.expires_at + timedelta(minutes=1)
    assert is_new_day(later, later)
    reckon_today(later)
    assert (hours_of(slope), CountySignal.objects.standing().count()) == (168, 0)
    assert not is_new_day(later, later)


@pytest.mark.django_db
def test_the_form_begins_with_the_minutes_that_the_place_has_set(township, first, client_of, leader, now):
    def begun():
        page = client_of(leader).post(
            reverse("community:warning-new"), {"original": WORDS, "unit": township.pk}
        )
        form = page.context["form"]
        assert not form.is_bound
        return form.initial["minutes"], form.initial["retry_minutes"]

    assert begun() == (None, None)
    said = {"unit": township, "basis": "防汛预案", "by": first, "now": now}
    set_call_term(minutes=15, retry_minutes=5, since=now.date(), **said)
    set_call_term(minutes=9, retry_minutes=3, since=now.date() + timedelta(days=1), **said)
    assert begun() == (15, 5)


@pytest.mark.django_db
def test_a_call_is_made_by_any_channel_but_the_page_of_the_village_itself(relay, leader, client_of):
    page = client_of(leader).get(reverse("community:calls", args=[relay().pk]))
    codes = [code for code, _label in page.context["channels"]]
    assert Channel.PHONE in codes
    assert Channel.PAGE not in codes


@pytest.mark.django_db
def test_only_villages_of_the_township_can_be_chosen_to_be_called(township, village, other_township, now):
    form = RelayForm(None, alert=read_warning(WORDS, now=now), unit=township, now=now)
    chosen = set(form.fields["villages"].queryset)
    assert village in chosen
    assert all(one.path_on(now.date()).startswith(f"{township.path}/") for one in chosen)
