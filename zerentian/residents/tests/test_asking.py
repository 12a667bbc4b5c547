"""The public form: anybody says it, once; nothing stops it; what looks like spam waits and is not dropped."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conftest import COUNTY_PRIVATE
from zerentian.casework import actions
from zerentian.casework.codes import secret_for
from zerentian.casework.county import open_text
from zerentian.casework.models import Concern, Contact, CountyKey
from zerentian.casework.rules.concerns import Group, Kind, State
from zerentian.casework.rules.spam import MOST_UNWORKED, WORK_BITS, Signs, is_worked, suspicions
from zerentian.evidence.models import File
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Tally
from zerentian.residents.forms.asking import OTHER, STAMP, WRONGDOING, AskForm

PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def danger(township, receptionist, now):
    """A category that asks whether somebody is in danger, and needs an answer to another question."""
    questions = [
        {
            "code": "danger",
            "label": "有人受伤吗",
            "options": ["有", "没有"],
            "advice": {"有": "请先拨打120。"},
        },
        {"code": "since", "label": "什么时候开始的", "needed": True},
    ]
    return actions.keep_category(
        unit=township,
        code="slide",
        name="山体滑坡",
        group=Group.SAFETY,
        questions=questions,
        by=receptionist,
        now=now,
    )


def test_several_townships_are_offered(client, township, other_township):
    page = client.get(reverse("residents:ask"))
    assert township.name in page.content.decode()
    assert reverse("residents:ask-township", args=[other_township.code]) in page.content.decode()


def test_a_county_or_an_unknown_code_has_no_form(client, county, village):
    for code in (county.code, village.code, "000000"):
        assert client.get(reverse("residents:ask-township", args=[code])).status_code == 404


def test_what_was_said_is_registered_and_leads_to_a_receipt(client, address, filled, township):
    answer = client.post(address, filled)
    concern = Concern.objects.get()
    assert answer.headers["Location"] == reverse("residents:receipt", args=[concern.code])
    assert (concern.state, concern.unit, concern.text) == (State.RECEIVED, township, filled["text"])
    assert Contact.objects.get().reached.phone == "13900000000"


def test_one_sentence_without_a_name_is_enough_and_none_is_not(client, address, stamp):
    assert client.post(address, {"stamp": stamp, "text": " "}).status_code == 422
    assert not Concern.objects.exists()
    assert client.post(address, {"stamp": stamp, "text": "路上有个坑。"}).status_code == 302
    assert Concern.objects.get().anonymous


def test_an_error_keeps_what_was_typed_and_stands_beside_its_field(client, address, filled):
    page = client.post(address, filled | {"text": ""}).content.decode()
    assert 'href="#id_text"' in page
    assert "上坪村口" in page
    assert filled["stamp"] in page


def test_the_same_form_twice_is_one_concern_with_one_secret(client, address, filled):
    first, second = client.post(address, filled), client.post(address, filled)
    assert first.headers["Location"] == second.headers["Location"]
    assert Concern.objects.count() == 1
    assert Entry.objects.filter(verb="concern.received").count() == 1


def test_another_text_from_the_page_before_is_another_concern(client, address, filled):
    client.post(address, filled)
    client.post(address, filled | {"text": "还有一件事：水管漏水。"})
    assert Concern.objects.count() == 2


def test_who_fills_the_trap_waits_in_the_queue_and_is_not_dropped(client, address, filled):
    assert client.post(address, filled | {"homepage": "http://buy.example"}).status_code == 302
    concern = Concern.objects.get()
    assert concern.state == State.QUEUED
    assert concern.text == filled["text"]


@pytest.mark.parametrize("stamp", ["", "forged:stamp:here"])
def test_a_form_without_our_stamp_waits_in_the_queue(client, address, filled, stamp):
    client.post(address, filled | {"stamp": stamp})
    assert Concern.objects.get().state == State.QUEUED


def test_many_forms_from_one_address_wait_unless_the_browser_worked(client, address, category, now):
    for number in range(MOST_UNWORKED + 1):
        made = signing.dumps([str(uuid4()), (now - timedelta(minutes=1)).timestamp()], salt=STAMP)
        client.post(address, {"stamp": made, "text": f"第{number}件事"})
    states = list(Concern.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.RECEIVED] * MOST_UNWORKED + [State.QUEUED]
    made = signing.dumps([str(uuid4()), (now - timedelta(minutes=1)).timestamp()], salt=STAMP)
    work = next(str(tried) for tried in count() if is_worked(made, str(tried)))
    client.post(address, {"stamp": made, "work": work, "text": "又一件事"})
    assert Concern.objects.latest("pk").state == State.RECEIVED


def test_no_address_is_kept(client, address, filled):
    client.post(address, filled, REMOTE_ADDR="203.0.113.77")
    assert "203.0.113.77" not in str(list(Tally.objects.values())) + str(list(Concern.objects.values()))


def test_danger_is_advised_and_never_stops_the_form(client, address, danger, stamp):
    said = {
        "stamp": stamp,
        "text": "后山滑坡。",
        "category": "slide",
        "q-slide-danger": "有",
        "q-slide-since": "今早",
    }
    assert "请先拨打120。" in client.get(address).content.decode()
    receipt = client.post(address, said, follow=True)
    assert "请先拨打120。" in receipt.content.decode()
    assert Concern.objects.get().answered == {"danger": "有", "since": "今早"}


def test_a_needed_answer_is_asked_for_once_and_sending_anyway_works(client, address, danger, stamp):
    said = {"stamp": stamp, "text": "后山滑坡。", "category": "slide"}
    page = client.post(address, said)
    assert page.status_code == 422
    assert 'name="anyway"' in page.content.decode()
    assert client.post(address, said | {"anyway": "1"}).status_code == 302
    assert Concern.objects.get().answered == {}


def test_a_category_that_needs_a_contact_says_so_beside_the_field(
    client, address, township, receptionist, stamp, now
):
    actions.keep_category(
        unit=township,
        code="aid",
        name="救助申请",
        group=Group.WELFARE,
        anonymous=False,
        by=receptionist,
        now=now,
    )
    said = {"stamp": stamp, "text": "想申请临时救助。", "category": "aid"}
    page = client.post(address, said)
    assert page.status_code == 422
    assert "id_phone" in page.context["form"].errors.as_text() or page.context["form"].errors["phone"]
    assert client.post(address, said | {"phone": "13900000001"}).status_code == 302


def test_a_report_of_wrongdoing_goes_to_the_county_and_stands_encrypted(client, address, filled, county):
    client.post(address, filled | {"category": WRONGDOING, "text": "有人虚报补贴。"})
    concern = Concern.objects.get()
    assert (concern.kind, concern.path, concern.text) == (Kind.WRONGDOING, county.path, "")
    opened = open_text(concern.sealed_text, matter=concern.key, private=COUNTY_PRIVATE)
    assert opened["text"] == "有人虚报补贴。"


def test_files_come_along_and_are_found_by_who_reads_the_concern_alone(
    client, address, filled, receptionist, neighbour_clerk
):
    file = picture("lamp.png")
    client.post(address, filled | {"evidence": file})
    assert Concern.objects.get().files.count() == 1
    assert File.objects.visible_to(receptionist).exists()
    assert not File.objects.visible_to(neighbour_clerk).exists()


def test_too_many_files_are_refused_and_the_text_is_kept(client, address, filled):
    page = client.post(address, filled | {"evidence": [picture(f"{n}.png") for n in range(7)]})
    assert page.status_code == 422
    assert filled["text"] in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("28.12345, 112.5", "28.1234,112.5000"), ("28.1，112.9", "28.1000,112.9000"), (" ", "")],
)
def test_a_point_on_the_map_may_be_given(client, address, filled, typed, kept):
    client.post(address, filled | {"map_point": typed})
    assert Concern.objects.get().map_point == kept


@pytest.mark.parametrize("typed", ["112.5,28.1", "上坪村口", "28.1", "0,0", "28.1,112.5,3", "nan,inf"])
def test_what_is_no_point_is_said_beside_its_field_and_nothing_is_lost(client, address, filled, typed):
    answer = client.post(address, filled | {"map_point": typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "北纬在前" in page
    assert filled["text"] in page
    assert not Concern.objects.exists()


def test_only_the_form_may_ask_the_device_where_it_is(client, address, filled):
    assert "geolocation=(self)" in client.get(address).headers["Permissions-Policy"]
    assert "geolocation=()" in client.get("/answers/").headers["Permissions-Policy"]


def test_the_form_works_with_csrf_checked_and_without_a_session(address, filled, category):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, filled).status_code == 403
    strict.get(address)
    token = strict.cookies["csrftoken"].value
    assert strict.post(address, filled | {"csrfmiddlewaretoken": token}).status_code == 302


def test_the_secret_stands_in_no_table(client, address, filled, settings):
    client.post(address, filled)
    concern = Concern.objects.get()
    secret = secret_for(concern.submission, settings.SECRET_KEY.encode())
    assert secret not in str(client.cookies) + str(Concern.objects.values().get())
    assert not Session.objects.exists()


@given(st.text(max_size=40))
def test_work_is_hard_to_guess(work):
    assert not is_worked("stamp", work, bits=200)


def test_work_that_was_done_is_recognised():
    work = next(str(tried) for tried in count() if is_worked("stamp", str(tried), WORK_BITS - 8))
    assert is_worked("stamp", work, WORK_BITS - 8)
    assert not is_worked("", work, 0)
    assert not is_worked("stamp", "x" * 65, 0)


def test_an_ordinary_form_is_under_no_suspicion():
    assert suspicions(Signs(trap=False, seconds=30, worked=False, recent=1)) == []
    assert suspicions(Signs(trap=True, seconds=0.5, worked=False, recent=99)) == ["trap", "haste", "many"]


def picture(name):

    return SimpleUploadedFile(name, PIXEL, "image/png")


@pytest.fixture
def offering(township, category, now):
    """Return what the form of the township offers, by code."""

    def offered():
        form = AskForm(township=township, now=now)
        form.make_ready()
        return [one.code for one in form.offered]

    return offered


def test_something_else_can_be_chosen_once_whether_the_township_has_a_category_for_it_or_not(
    offering, township, receptionist, now
):
    assert offering().count(OTHER) == 1
    own = {"unit": township, "code": "rest", "name": "其他事项", "group": Group.OTHER}
    actions.keep_category(**own, by=receptionist, now=now)
    assert offering().count(OTHER) == 0
    assert "rest" in offering()


def test_a_report_of_wrongdoing_is_offered_while_there_is_a_key_to_seal_it_to_and_else_led_elsewhere(
    offering, client, address
):
    assert WRONGDOING in offering()
    assert not client.get(address).context["form"].report_elsewhere
    CountyKey.objects.all().delete()
    assert WRONGDOING not in offering()
    assert client.get(address).context["form"].report_elsewhere


def test_what_a_page_was_stamped_with_tells_its_number_and_its_age(township, stamp, now):
    number, seconds = AskForm({"stamp": stamp}, township=township, now=now).stamped
    assert number is not None
    assert seconds == pytest.approx(60, abs=1)
    assert AskForm({"stamp": "forged"}, township=township, now=now).stamped == (None, None)


def test_what_is_refused_is_said_on_the_form_and_keeps_what_was_typed(client, address, filled, monkeypatch):
    def refuse(*said, **more):
        raise NotAllowed("现在收不下", "it can't be taken now")

    monkeypatch.setattr(actions, "receive_concern", refuse)
    page = client.post(address, filled)
    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == ["现在收不下"]
    assert filled["text"] in page.content.decode()
    assert not Concern.objects.exists()
