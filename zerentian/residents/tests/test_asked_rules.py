"""The residents' forms and doors, each limit by itself: stamps, suspicion, what is offered, codes, searches."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core import signing
from django.http import Http404, QueryDict
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.models import Category, CountyKey, PublicAnswer
from zerentian.casework.rules.concerns import Group, Kind
from zerentian.casework.rules.spam import (
    HASTE_SECONDS,
    MOST_UNWORKED,
    MOST_WORKED,
    WORK_BITS,
    Signs,
    is_worked,
    suspicions,
)
from zerentian.community.models import Inquiry
from zerentian.residents.forms.asking import OTHER, STAMP, WRONGDOING, AskForm, ResidentFiles
from zerentian.residents.forms.progress import CodeForm, SecretForm
from zerentian.residents.forms.requests import ApplyForm
from zerentian.residents.rates import counted
from zerentian.residents.views.answers import address
from zerentian.residents.views.asking import begun, signs, township_of, townships

# -- suspicion ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signs_", "found"),
    [
        (Signs(trap=False, seconds=HASTE_SECONDS, worked=True, recent=MOST_WORKED), []),
        (Signs(trap=False, seconds=HASTE_SECONDS - 0.1, worked=True, recent=1), ["haste"]),
        (Signs(trap=False, seconds=None, worked=True, recent=1), ["stamp"]),
        (Signs(trap=True, seconds=9, worked=True, recent=1), ["trap"]),
        (Signs(trap=False, seconds=9, worked=True, recent=MOST_WORKED + 1), ["many"]),
        (Signs(trap=False, seconds=9, worked=False, recent=MOST_UNWORKED), []),
        (Signs(trap=False, seconds=9, worked=False, recent=MOST_UNWORKED + 1), ["many"]),
        (Signs(trap=True, seconds=0, worked=False, recent=99), ["trap", "haste", "many"]),
    ],
)
def test_what_looks_sent_by_a_program_is_told_by_each_sign(signs_, found):
    assert suspicions(signs_) == found


@pytest.mark.parametrize(("stamp", "work"), [("", "1"), ("s", ""), ("s", "1" * 65)])
def test_no_work_was_done_on_nothing_nor_at_any_length(stamp, work):
    assert not is_worked(stamp, work, bits=0)
    assert is_worked("s", "1" * 64, bits=0)
    assert WORK_BITS == 16


@pytest.fixture
def form_of(township, now):
    """Return a form as it was sent from a page made some seconds ago."""

    def made(seconds=60, number=None, **said):
        stamp = signing.dumps(
            [str(number or uuid4()), (now - timedelta(seconds=seconds)).timestamp()], salt=STAMP
        )
        form = AskForm({"stamp": stamp, "text": "路灯坏了"} | said, township=township, now=now)
        assert form.is_valid(), form.errors
        return form

    return made


def test_what_a_form_was_sent_like_is_told_without_what_it_says(form_of, rf):
    found = signs(rf.post("/"), form_of(seconds=30))
    assert (found.trap, found.worked, found.recent) == (False, False, 1)
    assert found.seconds == pytest.approx(30)
    again = signs(rf.post("/"), form_of(homepage="http://x.example"))
    assert (again.trap, again.recent) == (True, 2)
    assert signs(rf.post("/", REMOTE_ADDR="203.0.113.9"), form_of()).recent == 1


@pytest.mark.django_db
def test_a_stamp_that_is_not_ours_tells_nothing(township, now):
    for stamp in ("", "x", signing.dumps([str(uuid4()), 1.0], salt="other")):
        assert AskForm({"stamp": stamp}, township=township, now=now).stamped == (None, None)
    own = signing.dumps([str(uuid4()), now.timestamp() - 90], salt=STAMP)
    assert AskForm({"stamp": own}, township=township, now=now).stamped[1] == pytest.approx(90)


def test_one_page_and_text_and_township_are_one_submission(form_of):
    number = uuid4()
    one = form_of(number=number).submission
    assert one == form_of(number=number, seconds=9).submission
    assert one != form_of(number=number, text="另一件").submission
    assert one != form_of().submission


# -- what the form offers -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_offered_are_the_categories_in_use_and_two_more(
    township, category, conduct, receptionist, now
):
    Category.objects.filter(pk=conduct.pk).update(retired=True)
    form = AskForm(township=township, now=now, initial={"category": "lamp"})
    offered = form.offered
    assert [one.code for one in offered] == ["lamp", OTHER, WRONGDOING]
    assert [(one.checked, one.secret) for one in offered] == [(True, False), (False, False), (False, True)]
    assert form.report_elsewhere is False
    kept = {"unit": township, "code": "any", "name": "其他", "group": Group.OTHER}
    actions.keep_category(**kept, by=receptionist, now=now)
    CountyKey.objects.all().delete()
    bare = AskForm(township=township, now=now)
    assert [one.code for one in bare.offered] == ["any", "lamp"]
    assert bare.report_elsewhere is True
    assert not any(one.checked for one in bare.offered)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["lamp", OTHER, WRONGDOING])
def test_what_was_chosen_is_chosen_still_on_a_form_that_comes_back(township, category, now, code):
    form = AskForm({"category": code, "text": ""}, township=township, now=now)
    form.make_ready()
    assert [one.code for one in form.offered if one.checked] == [code]


@pytest.mark.django_db
def test_a_category_with_published_answers_leads_to_them(answered, category, township, receptionist, now):
    def answers():
        return next(one.answers for one in AskForm(township=township, now=now).offered if one.code == "lamp")

    assert answers() == ""
    copy = {"title": "路灯已修", "question": "路灯不亮", "answer": "已更换"}
    published = actions.publish_answer(answered, **copy, by=receptionist, now=now)
    assert answers() == str(category.pk)
    actions.unpublish_answer(published, reason="过时", by=receptionist, now=now)
    assert answers() == ""


@pytest.mark.django_db
def test_what_was_said_is_taken_as_it_was_filled_in(form_of, category, village):
    said = form_of(
        category="lamp",
        place_unit=str(village.pk),
        place="村口",
        map_point="28.1,112.5",
        happened="上周",
        name="示例群众",
        phone="13900000000",
        address="上坪村3号",
        confidential="on",
    ).said
    assert (said.category, said.kind, said.place_unit) == (category, None, village)
    assert (said.place, said.map_point, said.happened) == ("村口", "28.1000,112.5000", "上周")
    assert (said.contact.name, said.contact.phone, said.contact.address) == (
        "示例群众",
        "13900000000",
        "上坪村3号",
    )
    assert said.confidential is True
    report = form_of(category=WRONGDOING).said
    assert (report.kind, report.category) == (Kind.WRONGDOING, None)
    assert form_of(category="none").said.category is None


@pytest.mark.django_db
def test_the_form_begins_with_what_an_address_names(rf, answered, receptionist, now):
    assert begun(rf.get("/", {"category": "lamp"})) == {"category": "lamp", "text": ""}
    copy = {"title": "路灯已修", "question": "路灯不亮", "answer": "已更换"}
    published = actions.publish_answer(answered, **copy, by=receptionist, now=now)
    assert "路灯已修" in begun(rf.get("/", {"about": str(published.pk)}))["text"]
    PublicAnswer.objects.update(superseded=True)
    assert begun(rf.get("/", {"about": str(published.pk)}))["text"] == ""


@pytest.mark.django_db
def test_a_township_that_is_gone_has_no_form_and_one_alone_is_gone_straight_to(
    client, township, other_township, county, now
):
    assert set(townships(now)) == {township, other_township}
    assert township_of(township.code, now) == township
    for code in (county.code, "x"):
        with pytest.raises(Http404):
            township_of(code, now)
    other_township.periods.update(last=now.date() - timedelta(days=1))
    with pytest.raises(Http404):
        township_of(other_township.code, now)
    gone = client.get(reverse("residents:ask"))
    assert gone["Location"] == reverse("residents:ask-township", args=[township.code])


# -- codes, counts, searches ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_seen_is_counted_by_what_and_purpose_and_may_be_looked_at():
    assert [counted("a", "x"), counted("a", "x"), counted("a", "y"), counted("b", "x")] == [1, 2, 1, 1]
    assert [counted("a", "x", 0), counted("a", "x", 0)] == [2, 2]


def test_codes_and_secrets_are_read_as_they_were_meant():
    form = CodeForm({"code": " 7k3p-d2ox "})
    assert form.is_valid()
    assert form.cleaned_data["code"] == "7K3PD20X"
    secret = SecretForm({"secret": "abcd-o123"})
    assert secret.is_valid()
    assert secret.cleaned_data["secret"] == "ABCD0123"


@pytest.mark.django_db
def test_a_code_that_is_asked_for_leads_to_its_page_or_is_said_not_to_be(client, concern):
    where = reverse("residents:find")
    assert client.get(where).status_code == 200
    found = client.get(where, {"code": concern.code.lower()})
    assert found["Location"] == reverse("residents:progress", args=[concern.code])
    wrong = client.get(where, {"code": "0000000000"})
    assert wrong.status_code == 404
    assert set(wrong.context["form"].errors) == {"code"}
    typed = client.get(reverse("residents:progress", args=[concern.code.lower()]))
    assert typed["Location"] == reverse("residents:progress", args=[concern.code])


@pytest.mark.django_db
def test_a_request_for_information_is_known_by_its_page_and_all_it_says(now):
    stamp = ApplyForm(now=now).fields["stamp"].initial
    said = {"title": "明细", "text": "发放面积", "applicant": "person", "name": "某", "phone": "13900001111"}

    def submission(**more):
        form = ApplyForm(said | more, now=now)
        assert form.is_valid(), form.errors
        return form.submission

    assert submission(stamp=stamp) == submission(stamp=stamp)
    assert submission(stamp=stamp) != submission(stamp=stamp, text="发放金额")
    assert submission(stamp="x") != submission(stamp="x")
    assert not Inquiry.objects.exists()


@pytest.mark.django_db
def test_what_was_given_on_request_is_looked_for_by_six_words_and_sixty_signs(client):
    where = reverse("residents:requests")
    assert client.get(where, {"q": f" {'补' * 70} "}).context["words"] == "补" * 60
    assert list(client.get(where, {"q": "补贴"}).context["rows"]) == []
    assert len(client.get(where).context["townships"]) == 2


def test_files_are_asked_for_in_words_that_can_be_changed():
    field = ResidentFiles()
    assert "照片" in str(field.label)
    assert "不" in str(field.help_text)
    assert str(ResidentFiles(label="截图", help_text="一张").label) == "截图"
    assert str(ResidentFiles(label="截图", help_text="一张").help_text) == "一张"


@pytest.mark.parametrize(
    ("query", "before", "found"),
    [
        ("q=路灯&before=9&x=", 0, "?q=%E8%B7%AF%E7%81%AF"),
        ("q=a", 7, "?q=a&before=7"),
        ("", 7, "?before=7"),
        ("before=3", 0, "?"),
    ],
)
def test_the_address_of_a_search_keeps_what_is_looked_for(query, before, found):
    assert address(SimpleNamespace(GET=QueryDict(query)), before) == found


@pytest.mark.django_db
def test_answers_are_narrowed_by_category_and_words(client, answered, category, receptionist, now):
    copy = {"title": "路灯已修", "question": "路灯不亮", "answer": "已更换"}
    published = actions.publish_answer(answered, **copy, by=receptionist, now=now)
    where = reverse("residents:answers")

    def found(**query):
        return list(client.get(where, query).context["answers"])

    assert found() == found(q="路灯 更换") == found(category=category.pk) == [published]
    assert found(q="路灯 水渠") == found(category=1) == []
    assert found(category="x") == [published], "what is no number is no category"
    assert found(before=str(published.pk)) == []
    assert client.get(where, {"before": str(published.pk)}).context["newer"] == "?"
