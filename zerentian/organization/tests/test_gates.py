"""The gates: a right is declared and asked for, a key opens what its account may, and every refusal says why."""

import json
from datetime import timedelta

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import include, path

from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import api, checks
from zerentian.organization.access import (
    Forbidden,
    actor,
    allow,
    declared_rights,
    public,
    require,
    takes,
    walk,
)
from zerentian.organization.actions.keys import make_key
from zerentian.organization.lists import Choice, ListOf, Only, Span
from zerentian.organization.models import AccessKey, LocalClock, Post, Unit
from zerentian.organization.permissions import described, mark, permissions_page, row
from zerentian.organization.rules import openapi
from zerentian.organization.rules.named_rights import RIGHTS
from zerentian.organization.rules.rights import KEEPERS, ROLES
from zerentian.organization.tests.test_keys import PASSWORD


def page(request, *args, **kwargs):
    """A view that says it was reached."""
    return HttpResponse("reached")


def told(response) -> str:
    """Return why an answer refuses."""
    return str(json.loads(response.content)["error"])


# -- the one gate --------------------------------------------------------------------------------------------


def test_a_right_that_there_is_not_is_a_mistake_wherever_it_is_named(clerk):
    for wrong in ((), ("wolf.hunt",), ("duty.view", "wolf.hunt")):
        with pytest.raises(LookupError, match=r"named_rights\.py"):
            allow(*wrong)
    with pytest.raises(LookupError, match=r"wolf\.hunt"):
        require(clerk, "wolf.hunt")


def test_a_refusal_names_every_right_that_would_do_in_both_languages():
    refusal = Forbidden("account.own", "organization.manage")
    words = [RIGHTS[code] for code in ("account.own", "organization.manage")]
    assert refusal.words.zh == f"您的岗位没有此权限：{words[0].label}、{words[1].label}"
    assert refusal.words.en == f"your post lacks the right: {words[0].label_en}, {words[1].label_en}"
    assert isinstance(refusal, PermissionDenied)


def test_a_view_opens_with_one_of_its_rights_and_not_without(rf, administrator, clerk):
    view = allow("organization.manage", "calendar.load")(page)
    assert declared_rights(view) == {"organization.manage", "calendar.load"}
    request = rf.get("/")
    request.user = administrator
    assert view(request).content == b"reached"
    for refused in (clerk, AnonymousUser()):
        request.user = refused
        with pytest.raises(Forbidden, match=RIGHTS["organization.manage"].label):
            view(request)


def test_a_public_view_declares_that_it_asks_for_nothing_and_another_declares_nothing():
    assert declared_rights(public(lambda request: HttpResponse())) == frozenset()
    assert declared_rights(lambda request: HttpResponse()) is None


def test_who_acts_is_an_account_and_nobody_else(rf, clerk):
    request = rf.get("/")
    request.user = clerk
    assert actor(request) is clerk
    request.user = AnonymousUser()
    with pytest.raises(Forbidden):
        actor(request)


def test_a_view_says_how_much_it_takes():
    assert takes(lambda: 7)(lambda request: HttpResponse()).most_bytes() == 7


def test_addresses_are_walked_depth_first_with_their_names():
    inner = ([path("a/", page, name="a"), path("b/", page)], "lamps")
    found = list(
        walk([path("", page, name="first"), path("lamps/", include(inner)), path("z/", page, name="z")])
    )
    assert [(route, name) for route, name, _ in found] == [
        ("", "first"),
        ("lamps/a/", "lamps:a"),
        ("lamps/b/", ""),
        ("z/", "z"),
    ]
    assert {view for _, _, view in found} == {page}


def test_rights_of_another_day_are_asked_of_that_day(clerk, office, now):
    require(clerk, "duty.view", office, now=now)
    with pytest.raises(Forbidden):
        require(clerk, "duty.view", office, now=now.replace(year=2020))


# -- what is checked when the program starts -------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("SIGN_IN_FAILURES", 3, 10),
        ("SIGN_IN_LOCK_MINUTES", 10, 1440),
        ("SESSION_IDLE_MINUTES", 5, 30),
        ("PASSWORD_DAYS", 30, 90),
        ("SIGN_IN_LOG_MONTHS", 6, 12),
        ("SESSION_HOURS", 1, 24),
    ],
)
def test_settings_of_signing_in_hold_within_their_bounds(settings, name, low, high):
    assert checks.sign_in_settings_hold(None) == []
    for value, holds in ((low, True), (high, True), (low - 1, False), (high + 1, False)):
        setattr(settings, name, value)
        found = checks.sign_in_settings_hold(None)
        assert [one.id for one in found] == ([] if holds else ["organization.E002"])
        assert all(f"{name} is {value}, outside {low}–{high}" == one.msg for one in found)


def test_a_second_factor_is_asked_of_roles_that_there_are(settings):
    settings.SECOND_FACTOR_FOR = (*KEEPERS, "leader", "wolf")
    (found,) = checks.second_factor_names_roles(None)
    assert found.id == "organization.E003"
    assert found.msg.endswith("ours: wolf")
    assert all(role in found.hint for role in (*ROLES, *KEEPERS))
    settings.SECOND_FACTOR_FOR = ("leader",)
    assert checks.second_factor_names_roles(None) == []


def test_an_address_without_a_declared_right_is_found(monkeypatch):
    class Resolver:
        url_patterns = (
            path("lamps/", lambda request: HttpResponse(), name="lamps"),
            path("p/", public(lambda request: HttpResponse())),
        )

    monkeypatch.setattr(checks, "get_resolver", Resolver)
    (found,) = checks.urls_declare_their_right(None)
    assert (found.id, found.obj) == ("organization.E001", "lamps")
    assert "/lamps/ declares neither" in found.msg


# -- the table of rights as a page -------------------------------------------------------------------------


def test_a_mark_says_how_far_a_right_reaches():
    leader = ROLES["leader"]
    wide, own = next(iter(leader.wide)), next(iter(ROLES["clerk"].own - ROLES["clerk"].wide))
    assert mark(wide, leader, ROLES) == "全"
    assert mark(own, ROLES["clerk"], ROLES) == "本"
    assert mark("wolf.hunt", leader, ROLES) == ""
    keeper = next(iter(KEEPERS.values()))
    held = next(iter(keeper.rights))
    assert mark(held, keeper, KEEPERS) == "✓"
    assert mark("wolf.hunt", keeper, KEEPERS) == ""


def test_the_page_of_rights_has_a_row_for_each_right_that_somebody_holds():
    lines = permissions_page().splitlines()
    assert row(["a", "b"]) == "| a | b |"
    for code, right in RIGHTS.items():
        rows = [line for line in lines if line.startswith(f"| {described(right)} |")]
        assert rows, code
        for line in rows:
            assert any(sign in line.split("|", 2)[2] for sign in "全本✓"), line
    headers = [line for line in lines if line.startswith("| 权限 · right |")]
    assert [line.count("|") - 2 for line in headers][:2] == [len(ROLES), len(KEEPERS)]


# -- the gate for programs -----------------------------------------------------------------------------------


@pytest.fixture
def token(receptionist, now, monkeypatch):
    """Make an access key of the case desk, which reads or writes; return what opens it."""
    monkeypatch.setattr(api, "now", lambda: now)

    def make(*, writes: bool) -> str:
        last = local_day(now) + timedelta(days=30)
        return make_key(password=PASSWORD, label="对账", writes=writes, last=last, by=receptionist, now=now)[
            1
        ]

    return make


def asked(rf, token: str = "", method: str = "get"):
    """Return a request with a key."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return getattr(rf, method)("/api/x/", headers=headers)


@pytest.mark.django_db
def test_a_view_for_programs_answers_the_keys_account_alone(rf, receptionist, administrator, token):
    seen = []

    def view(request):
        seen.append(request.user)
        return HttpResponse("reached")

    keyed = api.allow_key("duty.view")(view)
    assert keyed.takes_key
    assert declared_rights(keyed) == {"duty.view"}
    answer = keyed(asked(rf, token(writes=False)))
    assert (answer.status_code, seen) == (200, [receptionist])
    request = asked(rf)
    request.user = administrator
    refused = keyed(request)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "Bearer ztk_" in told(refused)
    assert len(seen) == 1


@pytest.mark.django_db
def test_a_key_that_only_reads_changes_nothing(rf, token):
    keyed = api.allow_key("duty.view")(page)
    reads, writes = token(writes=False), token(writes=True)
    for method, opened, status in (
        ("get", reads, 200),
        ("head", reads, 200),
        ("post", reads, 403),
        ("put", reads, 403),
        ("delete", reads, 403),
        ("post", writes, 200),
    ):
        answer = keyed(asked(rf, opened, method))
        assert answer.status_code == status, method
        if status == 403:
            assert "只能读取" in told(answer)
            assert "WWW-Authenticate" not in answer.headers


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raised", "status", "why"),
    [
        (NotAllowed("不予办理", "refused"), 409, "不予办理"),
        (Forbidden("duty.view"), 403, RIGHTS["duty.view"].label),
        (Http404("nothing"), 404, "没有，或您无权查看"),
    ],
)
def test_what_a_view_for_programs_refuses_is_told_as_data(rf, token, raised, status, why):
    def view(request):
        raise raised

    answer = api.allow_key("duty.view")(view)(asked(rf, token(writes=False)))
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/json")
    assert why in told(answer)
    assert why in answer.content.decode(), "readable as it is"


@pytest.mark.django_db
def test_a_key_opens_no_more_than_its_account_may(rf, token):
    answer = api.allow_key("organization.manage")(page)(asked(rf, token(writes=True)))
    assert answer.status_code == 403
    assert RIGHTS["organization.manage"].label in told(answer)


def test_a_wrong_form_is_told_field_by_field():
    class Lamp(forms.Form):
        name = forms.CharField(error_messages={"required": "要名称。"})
        number = forms.IntegerField(min_value=1, error_messages={"min_value": "至少一。"})

    answer = api.refused_form(Lamp({"number": "0"}))
    assert (answer.status_code, told(answer)) == (422, "name: 要名称。; number: 至少一。")


# -- how the addresses for programs are described -----------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "name", "schema"),
    [
        (Unit, "path", openapi.TEXT),
        (Unit, "no_such_field", openapi.TEXT),
        (AccessKey, "writes", openapi.TRUTH),
        (AccessKey, "made_at", openapi.MOMENT),
        (Post, "first", openapi.DAY),
        (Post, "last", openapi.maybe(openapi.DAY)),
        (Post, "id", openapi.WHOLE),
        (LocalClock, "length", openapi.WHOLE),
    ],
)
def test_an_attribute_looks_as_its_field_declares(model, name, schema):
    assert api.schema_of(model, name) == schema
    assert api.schemas_of(model, [name]) == {name: schema}


def test_a_closed_list_is_told_with_its_codes():
    kind = Unit._meta.get_field("kind")
    assert api.schema_of(Unit, "kind") == openapi.one_of([str(code) for code, _ in kind.flatchoices])


@pytest.mark.parametrize(
    ("field", "schema"),
    [
        (forms.CharField(), openapi.TEXT),
        (forms.CharField(max_length=7), {"type": "string", "maxLength": 7}),
        (forms.IntegerField(), openapi.WHOLE),
        (forms.IntegerField(min_value=0), {"type": "integer", "minimum": 0}),
        (forms.BooleanField(), openapi.one_of(("0", "1"))),
        (forms.FileField(max_length=7), openapi.FILE),
        (forms.ChoiceField(choices=[("a", "A"), (2, "B")]), openapi.one_of(("a", "2"))),
        (forms.ChoiceField(), openapi.TEXT),
    ],
)
def test_a_field_of_a_form_says_what_may_be_sent(field, schema):
    assert api.asked_of(field) == schema


def test_a_form_says_which_of_its_fields_must_be_there():
    class Lamp(forms.Form):
        name = forms.CharField(max_length=3)
        note = forms.CharField(required=False)

    taken = api.taken_by(Lamp)
    assert {name: one.needed for name, one in taken.items()} == {"name": True, "note": False}
    assert taken["name"].schema["maxLength"] == 3


def test_a_list_says_by_what_it_may_be_narrowed():
    def listed(*filters):
        return ListOf(
            code="lamps",
            title="",
            page="",
            right="duty.view",
            rows=lambda account: Unit.objects.all(),
            columns=(),
            order="",
            empty=("", ""),
            filters=filters,
        )

    choice = Choice("kind", "", lambda look: (), lambda rows, value, look: rows)
    only = Only("of", lambda rows, value, look: rows, lambda value, look: "")
    plain = api.narrowing(listed())
    assert list(plain) == [api.WORDS]
    assert plain[api.WORDS].schema["maxLength"] == api.LONGEST_WORDS
    assert plain[api.WORDS].said
    every = api.narrowing(listed(choice, only, Span("at", "", "")))
    assert set(every) == {api.WORDS, "kind", "of", api.FIRST, api.LAST}
    assert every[api.FIRST].schema == every[api.LAST].schema == openapi.DAY


def test_a_view_says_what_it_does_and_what_it_sends():
    one = openapi.Operation("读取", openapi.TEXT)
    assert api.described(get=one)(page).operations == {"get": one}
    message = openapi.Called("送出", {}, openapi.TEXT)
    assert api.calls(lamp=message)(page).calls == {"lamp": message}
