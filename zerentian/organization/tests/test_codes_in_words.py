"""What codes are called: figures, clocks, verbs, periods, terms; a noun as it is declared; fields, limits, QR codes."""

from types import SimpleNamespace

import pytest
from django import forms as django_forms
from django.utils import translation

from conftest import LONG_AGO, NOW
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.organization import deadlines, desk, handover, lists, shields, subjects
from zerentian.organization.actions.units import close_unit, move_unit, open_unit, rename_unit
from zerentian.organization.desk import Lights, lights_of, noting, url_of
from zerentian.organization.forms.again import CodeField, PasswordField
from zerentian.organization.forms.choices import SeveralChoice
from zerentian.organization.limits import a_table, a_visitors_files, evidence
from zerentian.organization.models import Post, Unit
from zerentian.organization.models.grounds import Grounds
from zerentian.organization.moves import Move
from zerentian.organization.qr import qr
from zerentian.organization.rules.clocks import CLOCKS
from zerentian.organization.rules.retention import Retention
from zerentian.organization.rules.rights import Kind
from zerentian.organization.shown import unit_text
from zerentian.organization.shown.ledger import figure_label, figures, rule_words, rules
from zerentian.organization.shown.records import UNITS
from zerentian.organization.subjects import Subject
from zerentian.organization.telling import Telling, periods, verb_words, verbs
from zerentian.organization.tests.written import day

TODAY = NOW.date()
NOBODY = Grounds(0, TODAY, (), (), ())


# -- codes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(FIGURES)[:3])
def test_a_figure_is_called_in_the_language_of_the_page_and_an_unknown_one_by_its_code(code):
    figure = FIGURES[code]
    assert (figure_label(code), figure_label("wolf.count")) == (figure.label, "wolf.count")
    with translation.override("en"):
        assert (figure_label(code), figure_label("wolf.count")) == (figure.label_en, "wolf.count")
    known, unknown = (code, TODAY), ("wolf.count", TODAY)
    assert figures({known, unknown}) == {known: figure.label, unknown: "wolf.count"}


@pytest.mark.parametrize("rule", sorted(CLOCKS))
def test_a_clock_is_told_by_what_starts_it_and_where_it_stands(rule):
    clock = CLOCKS[rule]
    assert rule_words(rule) == f"{clock.start}（{clock.source}）"
    with translation.override("en"):
        assert rule_words(rule) == f"{clock.start_en} ({clock.source})"
    assert rules({(rule, TODAY), ("wolf.howl", TODAY)}) == {
        (rule, TODAY): rule_words(rule),
        ("wolf.howl", TODAY): "wolf.howl",
    }


def test_verbs_and_periods_are_told_by_their_values_whatever_the_day():
    assert verbs({("unit.opened", TODAY), ("wolf.seen", TODAY)}) == {
        ("unit.opened", TODAY): verb_words("unit.opened"),
        ("wolf.seen", TODAY): "wolf.seen",
    }
    assert periods({("2026H1", TODAY)}) == {("2026H1", TODAY): "2026年上半年"}


def test_the_three_terms_of_keeping_are_printed_as_the_catalogue_has_them():
    assert [one.words for one in Retention] == ["永久", "30年", "10年"]
    assert [one.value for one in Retention] == ["permanent", "y30", "y10"]


@pytest.mark.django_db
def test_a_fact_that_refers_to_another_matter_bears_its_title(leader, village, monkeypatch):
    lamp = Subject(
        kind="lamp",
        one="a lamp",
        page=None,
        titles=None,
        hand_over=None,
        said={"lamp.lit": subjects.Sentence("lit", facts={"by": subjects.Fact("by", refers=True)})},
    )
    monkeypatch.setitem(subjects.SUBJECTS, "lamp", lamp)
    monkeypatch.setitem(subjects.SAID, "lamp.lit", lamp)
    entry = Entry(
        verb="lamp.lit", subject="lamp:1", unit="", occurred_on=TODAY, facts=f'{{"by": "{village.ref}"}}'
    )
    assert Telling([entry], leader).facts(entry) == [("by", "上坪村")]


# -- a noun is taken up by all who ask nouns -----------------------------------------------------------------------


def test_a_noun_that_is_declared_is_known_to_all_who_ask_nouns(monkeypatch):
    known = {
        (subjects, "SUBJECTS"): {},
        (subjects, "SAID"): {},
        (shields, "SHIELDS"): {},
        (lists, "LISTS"): {},
        (deadlines, "RECKONED"): [],
        (handover, "OPEN_WORK"): [],
    }
    for (module, name), empty in known.items():
        monkeypatch.setattr(module, name, empty)
    shield = shields.Shield("lamp", readable=lambda account: Post.objects.none())
    listed = lists.ListOf(
        code="lamps",
        title="",
        page="",
        right="",
        rows=lambda account: Post.objects.none(),
        columns=(),
        order="",
        empty=("", ""),
    )
    reckoned = SimpleNamespace(label="lamps")
    lamp = Subject(
        kind="lamp",
        one="a lamp",
        page=None,
        titles=None,
        hand_over=None,
        shield=shield,
        reckons=reckoned,
        lists=(listed,),
    )
    subjects.register(lamp)
    assert {"lamp": lamp} == subjects.SUBJECTS
    assert {"lamp": shield} == shields.SHIELDS
    assert {"lamps": listed} == lists.LISTS
    assert [reckoned] == deadlines.RECKONED
    plain = Subject(kind="torch", one="a torch", page=None, titles=None, hand_over=None)
    subjects.register(plain)
    assert (len(shields.SHIELDS), len(lists.LISTS), len(deadlines.RECKONED)) == (1, 1, 1)
    assert handover.OPEN_WORK == []


def test_a_chore_is_due_every_time_unless_it_says_otherwise():
    chore = subjects.Chore("lamps", "", print)
    assert chore.due(NOW, None) is True
    assert chore.due(NOW, NOW) is True


def test_a_step_without_a_condition_is_open_and_taken_by_default():
    step = Move("x", "duty.view", type, print)
    assert (step.condition(None, None), step.taken(None, None)) == (True, True)


# -- units as rows of another office's form ------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_units_of_a_form_are_those_below_as_they_stood_at_its_end(
    leader, administrator, township, village, other_township
):
    act = {"by": administrator, "now": NOW}

    def codes(last, account=leader, unit=township):
        return [one.code for one in UNITS.rows(account, unit, TODAY, last)]

    everyone = ["990101-DZ", "990101-V01", "990101-V02", "990101-V03", "990101-ZF"]
    assert codes(TODAY) == everyone, "in the order of their codes, without the township itself"
    assert codes(TODAY, unit=other_township) == [], "what one may not see is no row"
    open_unit(code="990101-V0A", kind=Kind.VILLAGE, name="新村", parent=township, first=day(5), **act)
    close_unit(Unit.objects.get(code="990101-V03"), last=day(2), **act)
    assert ("990101-V03" in codes(day(2)), "990101-V03" in codes(day(3))) == (True, False)
    assert "990101-V0A" not in codes(day(4))
    assert "990101-V0A" in codes(day(5))
    assert move_unit(village, parent=other_township, first=day(7), **act) == village
    assert ("990101-V01" in codes(day(6)), "990101-V01" in codes(day(7))) == (True, False)


@pytest.mark.django_db
def test_a_unit_fills_the_fields_of_a_form(village):
    assert {name: field.read(village) for name, field in UNITS.fields.items()} == {
        "name": "上坪村",
        "code": "990101-V01",
        "kind": "村（社区）",
    }


@pytest.mark.django_db
def test_a_unit_is_found_by_its_code_and_every_name_it_ever_bore(village, administrator):
    assert rename_unit(village, name="上坪社区", first=day(5), by=administrator, now=NOW) == village
    text = unit_text(Unit.objects.get(pk=village.pk))
    assert (text.title, text.unit, text.day) == ("上坪社区", village.path, LONG_AGO)
    assert set(text.body.split()) == {"990101-V01", "上坪村", "上坪社区"}


@pytest.mark.django_db
def test_a_unit_that_has_moved_was_once_within_where_it_stood(
    village, township, other_township, administrator
):
    before = village.path
    move_unit(village, parent=other_township, first=day(5), by=administrator, now=NOW)
    moved = Unit.objects.get(pk=village.pk)
    assert [
        moved.was_within(path) for path in (before, township.path, other_township.path, "990100/990101-V")
    ] == [*(True, True, True, False)]


# -- the desk ----------------------------------------------------------------------------------------------------


class Heard:
    """Matters of which only the open ones may be asked for while they are noted."""

    def open(self):
        return Post.objects.all()

    def overdue(self, now):
        raise AssertionError

    due_soon = overdue


def test_what_is_lit_is_noted_without_a_look_at_what_is_late():
    with noting() as rows:
        assert lights_of("灯", "organization:units", Heard(), NOW) == Lights(
            "灯", url_of("organization:units"), 0, 0, 0
        )
    assert [one.model for one in rows] == [Post]
    assert desk.NOTED.get() is None


# -- fields, limits, a QR code -----------------------------------------------------------------------------------


def test_a_password_entered_again_is_taken_as_it_is_typed_and_never_shown():
    field = PasswordField(required=False)
    assert (field.clean(" x "), field.required) == (" x ", False)
    assert "密码" in str(field.label)
    html = field.widget.render("password", "secret")
    assert 'type="password"' in html
    assert "secret" not in html
    assert 'autocomplete="current-password"' in html


@pytest.mark.parametrize(("length", "holds"), [(40, True), (41, False)])
def test_a_code_has_forty_signs_at_most(length, holds):
    field = CodeField()
    assert field.max_length == 40
    if holds:
        assert field.clean("1" * length) == "1" * length
    else:
        with pytest.raises(django_forms.ValidationError):
            field.clean("1" * length)
    html = field.widget.render("code", "")
    assert 'autocomplete="one-time-code"' in html
    assert 'inputmode="numeric"' in html


@pytest.mark.django_db
def test_several_rows_are_chosen_and_a_key_longer_than_any_is_refused(village, office):
    field = SeveralChoice(Unit.objects.filter(pk=village.pk))
    assert list(field.clean([str(village.pk)])) == [village]
    for wrong in (["9" * 18], ["9" * 19], [str(village.pk), "9" * 19], [str(office.pk)]):
        with pytest.raises(django_forms.ValidationError) as refused:
            field.clean(wrong)
        assert refused.value.code == "invalid_choice"
    with pytest.raises(django_forms.ValidationError) as missing:
        field.clean(None)
    assert missing.value.code == "required"
    with pytest.raises(django_forms.ValidationError) as no_list:
        field.clean("9" * 30)
    assert no_list.value.code == "invalid_list"


def test_a_request_brings_as_much_as_its_largest_file_and_the_words_of_a_form(settings):
    settings.TABLE_UPLOAD_MB, settings.PUBLIC_UPLOAD_MB = 3, 4
    settings.EVIDENCE_MAX_BYTES = {"photo": 5, "video": 7}
    assert (a_table(), a_visitors_files(), evidence()) == (5_500_000, 4_000_000, 2_500_007)


def test_an_address_is_drawn_black_on_white_with_its_quiet_zone():
    drawn = qr("https://example.org/")
    # 25 modules a side in the second version, and four around: 33, each four wide.
    assert 'width="132"' in drawn
    assert 'fill="#fff"' in drawn
    assert 'stroke="#000"' in drawn
    assert drawn != qr("https://example.org/other")
    assert hasattr(drawn, "__html__")
