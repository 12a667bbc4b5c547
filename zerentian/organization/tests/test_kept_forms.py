"""Forms of units, posts, accounts and the calendar: what they offer, what they refuse, what they hand on."""

import base64
from datetime import date, timedelta

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils import translation

from zerentian.ledger.rules.periods import local_day
from zerentian.organization import once
from zerentian.organization.actions.accounts import close_account, create_account
from zerentian.organization.forms import accounts, calendar, units
from zerentian.organization.forms.days import DayField, MomentField, period_written
from zerentian.organization.forms.texts import TextField, never_kept
from zerentian.organization.models import Post, Unit
from zerentian.organization.models.labels import labels
from zerentian.organization.rules.clocks import Measure
from zerentian.organization.rules.rights import ROLES


def codes(field) -> set[str]:
    """Return the codes of the units or posts that a field offers."""
    return {one.code for one in field.queryset}


# -- units and posts -----------------------------------------------------------------------------------------


def test_a_unit_moves_under_what_may_stand_above_it_and_merges_into_its_like(village, office, township):
    def moved(unit):
        return codes(units.MoveForm(unit=unit, units=Unit.objects.all()).fields["parent"])

    assert moved(village) == {"990101", "990102"}
    assert moved(office) == {"990100", "990101", "990102"}
    assert moved(township) == {"990100"}
    into = codes(units.MergeForm(unit=village, units=Unit.objects.all()).fields["into"])
    assert into == {"990101-V02", "990101-V03"}, "villages, but not itself"
    closed = units.CloseForm(unit=village, units=Unit.objects.all())
    assert codes(closed.fields["to"]) == set(Unit.objects.values_list("code", flat=True)) - {village.code}
    assert closed.fields["to"].required is False


def test_units_and_posts_are_chosen_by_names_that_tell_them_apart(village, cadre, now):
    form = units.MoveForm(unit=village, units=Unit.objects.all())
    assert form.fields["parent"].label_from_instance(village) == "上坪村（990101-V01）"
    with translation.override("en"):
        assert form.fields["parent"].label_from_instance(village) == "上坪村 (990101-V01)"
    (post,) = cadre.posts_on(local_day(now))
    charged = units.ChargeForm(posts=Post.objects.all())
    assert charged.fields["post"].label_from_instance(post) == "上坪村 · 上坪村村干部"


def test_a_post_has_a_role_that_there_is_in_such_a_unit(village, office, county, township, now):
    def roles(unit):
        return {code for code, _ in units.PostForm(unit=unit, day=local_day(now)).fields["role"].choices}

    assert "cadre" in roles(village)
    assert "clerk" not in roles(village)
    assert {"clerk", "office_head", "reception"} <= roles(office)
    assert {"leader", "first"} <= roles(township)
    assert {"inspector", "supervisor"} <= roles(county)
    assert not roles(county) & roles(village)
    assert roles(village) | roles(office) | roles(county) | roles(township) <= set(ROLES)


def test_only_open_accounts_of_people_who_keep_nothing_are_appointed(
    administrator, auditor, demo, clerk, now
):
    gone = create_account(username="lamps", name="示例灯", by=administrator, now=now).account
    close_account(gone, by=administrator, now=now)
    offered = set(units.AppointForm().fields["account"].queryset)
    assert clerk in offered
    assert not offered & {administrator, auditor, demo, gone}
    names = [one.name for one in units.candidates()]
    assert names == sorted(names)


def test_work_goes_to_a_successor_or_to_another_post_and_never_both_ways(cadre, clerk, leader, now):
    post, other = cadre.posts_on(local_day(now))[0], leader.posts_on(local_day(now))[0]

    def form(**said):
        return units.HandOverForm({"last": "2026-03-02", **said}, post=post, posts=Post.objects.all())

    assert form().is_valid()
    assert form(successor=clerk.pk).is_valid()
    assert form(to=other.pk).is_valid()
    both = form(successor=clerk.pk, to=other.pk)
    assert list(both.errors) == ["to"]
    assert list(form(to=post.pk).errors) == ["to"], "it leaves this very post"
    assert list(form(last="").errors) == ["last"]


# -- accounts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [accounts.NewPasswordForm, accounts.PasswordForm, accounts.SlipForm])
def test_a_new_password_is_typed_twice_alike_and_never_trimmed(form):
    said = {"old": " 旧 ", "username": "a", "first": "x", "second": "y", "new": " Abc-1 ", "again": " Abc-1 "}
    right = form(said)
    assert right.is_valid(), right.errors
    assert right.cleaned_data["new"] == " Abc-1 "
    for again in ("Abc-1", "", " Abc-1"):
        assert "again" in form(said | {"again": again}).errors, again
    assert list(form().fields)[-2:] == ["new", "again"]


def test_forms_of_accounts_say_what_must_be_there():
    assert accounts.EmailForm({"email": ""}).is_valid()
    assert not accounts.EmailForm({"email": "示例"}).is_valid()
    assert accounts.ConfirmForm({}).is_valid()
    assert not accounts.KeeperForm({"keeper": "wolf"}).is_valid()
    assert {code for code, _ in accounts.KeeperForm().fields["keeper"].choices} == {
        "administrator",
        "auditor",
        "security",
    }
    assert accounts.ResetForm().fields["what"].initial == "password"
    for length, right in ((60, True), (61, False)):
        assert accounts.AccountForm({"username": "a" * length, "name": "甲"}).is_valid() is right
        assert accounts.SignInForm({"username": "a" * length, "password": "x"}).is_valid() is right
    for length, right in ((40, True), (41, False)):
        assert accounts.CodeForm({"code": "1" * length}).is_valid() is right


# -- the calendar --------------------------------------------------------------------------------------------


def test_a_notice_is_of_a_year_that_has_notices():
    said = {"notice": "国办发明电〔2025〕7号"}
    for year, right in ((2004, True), (2099, True), (2003, False), (2100, False)):
        file = SimpleUploadedFile("a.csv", b"x")
        assert calendar.NoticeForm(said | {"year": year}, {"file": file}).is_valid() is right, year


def test_a_local_clock_has_a_length_a_measure_and_a_law(db):
    said = {
        "length": "5",
        "measure": "workdays",
        "extension": "0",
        "law": "规程第十条",
        "since": "2026-03-02",
    }
    measures = [code for code, _ in calendar.LocalClockForm().fields["measure"].choices]
    said["measure"] = measures[0]
    form = calendar.LocalClockForm(said)
    assert form.is_valid(), form.errors
    assert isinstance(form.cleaned_data["measure"], Measure)
    for name, number, right in (
        ("length", "1", True),
        ("length", "0", False),
        ("length", "999", True),
        ("length", "1000", False),
        ("extension", "-1", False),
        ("extension", "1000", False),
    ):
        assert calendar.LocalClockForm(said | {name: number}).is_valid() is right, (name, number)


def test_a_roster_has_at_most_one_megabyte(monkeypatch):
    monkeypatch.setattr(calendar, "MAX_ROSTER_BYTES", 5)
    for size, right in ((5, True), (6, False)):
        file = SimpleUploadedFile("roster.xlsx", b"x" * size)
        assert calendar.RosterForm({}, {"file": file}).is_valid() is right
    assert not calendar.RosterForm({}, {}).is_valid()


def test_a_checked_roster_comes_back_byte_for_byte():
    sent = base64.b64encode(b"\x00PK\xff").decode()
    form = calendar.CheckedRosterForm({"filename": "a.xlsx", "content": sent})
    assert form.is_valid()
    assert form.cleaned_data["content"] == b"\x00PK\xff"


# -- days and texts ------------------------------------------------------------------------------------------


def test_a_day_is_written_and_read_alike_and_within_what_a_day_can_be(db, frozen_clock, now):
    today = local_day(now)
    field, near = DayField(required=False), DayField(years=1, required=False)
    assert field.clean("2026-03-02") == today
    assert field.clean("") is None
    assert field.widget.render("day", date(2026, 3, 2)).count('value="2026-03-02"') == 1
    for text in ("1899-12-31", "2126-03-02", "昨天", "2026-02-30"):
        with pytest.raises(forms.ValidationError):
            field.clean(text)
    late = (today + timedelta(days=700)).isoformat()
    with pytest.raises(forms.ValidationError, match="2027"):
        near.clean(late)
    assert DayField(years=4).clean(late) == today + timedelta(days=700)


def test_a_moment_is_read_in_local_time_and_within_what_a_day_can_be(db, frozen_clock):
    field = MomentField(required=False)
    found = field.clean("2026-03-02T09:05")
    assert (found.hour, found.minute, found.tzinfo.key) == (9, 5, "Asia/Shanghai")
    assert field.clean("") is None
    assert 'value="2026-03-02T09:05"' in field.widget.render("at", found.replace(tzinfo=None))
    with pytest.raises(forms.ValidationError):
        field.clean("2126-03-02T09:05")


def test_a_period_is_read_as_it_is_written_or_refused(db, frozen_clock):
    assert period_written("2026-02").code == "2026-02"
    for text in ("去年", "2026-13", "2126"):
        with pytest.raises(forms.ValidationError):
            period_written(text)


@pytest.mark.parametrize(
    ("typed", "lines", "read"),
    [
        ("  甲 乙 ", False, "甲 乙"),
        ("甲\u200b乙", False, "甲乙"),
        ("甲\n乙", True, "甲\n乙"),
        ("甲\n乙", False, "甲 乙"),
        ("\u200b \u2060", False, ""),
        ("", False, ""),
    ],
)
def test_a_text_is_kept_as_it_is_read(typed, lines, read):
    widget = forms.Textarea if lines else forms.TextInput
    assert TextField(widget=widget, required=False).clean(typed) == read
    if not read:
        with pytest.raises(forms.ValidationError):
            TextField(widget=widget).clean(typed)


def test_no_draft_is_kept_of_the_named_fields_or_of_all():
    class Wish(forms.Form):
        who, what = forms.CharField(), forms.CharField()

    def kept(form):
        return [name for name, field in form.fields.items() if "data-draft-never" not in field.widget.attrs]

    one, every = Wish(), Wish()
    never_kept(one, "who")
    never_kept(every)
    assert (kept(one), kept(every)) == (["what"], [])


# -- in templates --------------------------------------------------------------------------------------------


def drawn(template: str, **context) -> str:
    """Return what a template draws."""
    return Template("{% load punctuation %}" + template).render(Context(context))


@pytest.mark.parametrize(
    ("template", "chinese", "english"),
    [
        ("a{% colon %}b", "a：b", "a: b"),
        ("a{% comma %}b", "a，b", "a, b"),
        ("a{% semicolon %}b", "a；b", "a; b"),
        ("a{% gap %}b", "ab", "a b"),
        ("{% for one in some %}{{ one }}{% between %}{% endfor %}", "x、&lt;y&gt;", "x, &lt;y&gt;"),
        ("{{ some|listed }}", "x、&lt;y&gt;", "x, &lt;y&gt;"),
        ("a{{ some.1|bracketed }}", "a（&lt;y&gt;）", "a (&lt;y&gt;)"),
        ("a{{ none|bracketed }}{{ empty|bracketed }}", "a", "a"),
        ("a{{ nought|bracketed }}", "a（0）", "a (0)"),
    ],
)
def test_signs_between_words_are_those_of_the_pages_language(template, chinese, english):
    context = {"some": ["x", "<y>"], "none": None, "empty": "", "nought": 0}
    for language, wanted in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert drawn(template, **context) == wanted


def test_every_form_has_both_tokens_and_a_page_without_one_has_neither():
    token = Template("{% csrf_token %}")
    found = token.render(Context({"csrf_token": "abc"}))
    assert 'name="csrfmiddlewaretoken" value="abc"' in found
    assert f'name="{once.FIELD}" value="' in found
    again = token.render(Context({"csrf_token": "abc"}))
    assert found != again, "each form is one of its own"
    assert token.render(Context({})) == ""


def test_labels_are_those_of_the_rules():
    for language, name in (("zh-hans", "label"), ("en", "label_en")):
        with translation.override(language):
            assert {code: str(words) for code, words in labels(ROLES).items()} == {
                code: getattr(role, name) for code, role in ROLES.items()
            }
