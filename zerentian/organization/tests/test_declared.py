"""What nouns declare, and what is made of it: offers, shields, steps, pages of forms."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Q
from django.http import HttpResponse
from django.test import RequestFactory

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import filing, moves, offers, pages, shields, subjects
from zerentian.organization.models import Account, Unit, accounts
from zerentian.organization.models.grounds import KeptAnswers
from zerentian.organization.moves import Move, simple
from zerentian.organization.offers import Link, Offer, address_of, offered
from zerentian.organization.overviews import Cut, InAndOut, Overview, Soon
from zerentian.organization.shields import Shield
from zerentian.organization.subjects import DeclaredTwice, Fact, Sentence, Subject

# -- what rooms hang on the pages of others ------------------------------------------------------------------


@pytest.fixture
def spot(monkeypatch):
    """Return a spot of a page on which nothing hangs."""
    monkeypatch.setitem(offers.OFFERS, "lamp.side", [])
    return "lamp.side"


def test_offers_stand_by_their_rank_and_empty_ones_are_left_out(spot):
    offers.offer(Offer(spot, lambda what, account: [Link("后", f"/{what}/")], "第二", 60))
    offers.offer(Offer(spot, lambda what, account: [], "空", 1))
    offers.offer(Offer(spot, lambda what, account: [Link("前", "/first/")] if account else [], "第一"))
    assert [(one.title, [link.url for link in one.links]) for one in offered(spot, 7, "somebody")] == [
        ("第一", ["/first/"]),
        ("第二", ["/7/"]),
    ]
    assert address_of(spot, 7) == "/7/", "a visitor gets no link that is for accounts"
    nowhere = "wolf.den"
    assert address_of(nowhere, 7) == ""
    assert offered(nowhere, 7, None) == []


# -- shields -------------------------------------------------------------------------------------------------


@pytest.fixture
def shielded(monkeypatch, village):
    """Shield one kind of matter: posts are hidden from the outsider, one brought by a matter."""
    monkeypatch.setattr(shields, "SHIELDS", {})
    # Conditions are kept for the whole process: none of before, and none of these for later.
    monkeypatch.setattr(accounts, "KEPT", KeptAnswers(10))
    plain = Shield("lamp", readable=lambda account: Unit.objects.filter(pk=village.pk).values("code"))
    hiding = Shield(
        "wolf",
        readable=lambda account: Unit.objects.none().values("code"),
        hidden=lambda account: Unit.objects.filter(pk=village.pk).values("code"),
        hides=lambda account, column: [Q(**{f"{column}__startswith": "wolf:"})],
        brought={"organization.Unit": lambda account: Unit.objects.filter(pk=village.pk).values("pk")},
        overseers=("wolf.seen",),
        untold=lambda account: Q(verb="wolf.heard"),
    )
    shields.register(plain)
    shields.register(hiding)


def test_what_hides_matters_also_says_so_of_one_row(monkeypatch):
    monkeypatch.setattr(shields, "SHIELDS", {})
    for one in ({"hidden": lambda account: None}, {"hides": lambda account, column: []}):
        with pytest.raises(LookupError, match="wolf"):
            shields.register(Shield("wolf", readable=lambda account: None, **one))
    assert shields.SHIELDS == {}


def test_rows_belong_to_who_may_read_their_matter_and_are_hidden_with_it(shielded, leader, village, township):
    leader = Account.objects.get(pk=leader.pk)
    ours = Unit.objects.filter(pk__in=[village.pk, township.pk])
    assert set(ours.filter(shields.belonging(leader, "code"))) == {village}
    assert set(ours.filter(shields.unhidden(leader, "organization.Unit"))) == {township}
    assert set(ours.filter(shields.unhidden(leader, "organization.Post"))) == {village, township}
    assert shields.overseers_verbs() == ["wolf.seen"]


def test_only_kinds_that_may_be_hidden_are_not_open(shielded):
    assert shields.of_open_kinds("code") == ~Q(code__startswith="wolf:")
    assert shields.hiding(None, "subject") == [Q(subject__startswith="wolf:")]


def test_entries_hidden_from_several_are_those_hidden_from_any(shielded, leader, clerk):
    leader, clerk = (Account.objects.get(pk=one.pk) for one in (leader, clerk))
    one = shields.hidden_from(leader)
    assert len(one.conditions) == len(one.one_by_one) == 2
    assert Q(verb="wolf.heard") in one.conditions
    assert Q(verb="wolf.heard") in one.one_by_one
    every = shields.hidden_from_any([leader, clerk])
    assert (len(every.conditions), len(every.one_by_one)) == (4, 4)
    assert shields.hidden_from_any([]).conditions == ()
    assert len(shields.hidden_from(None).conditions) == 2


# -- nouns ---------------------------------------------------------------------------------------------------


@pytest.fixture
def nouns(monkeypatch):
    """Return the nouns as if none were declared."""
    for name, empty in (("SUBJECTS", {}), ("SAID", {}), ("SHARED", {})):
        monkeypatch.setattr(subjects, name, empty)
    monkeypatch.setattr(filing, "KINDS", {})


def lamp(kind="lamp", **changed) -> Subject:
    """Return a noun."""
    return Subject(
        **{"kind": kind, "one": "一盏灯", "page": None, "titles": None, "hand_over": None} | changed
    )


def test_a_verb_is_told_by_one_noun(nouns):
    subjects.register(lamp(said={"lamp.lit": Sentence("点亮")}))
    with pytest.raises(DeclaredTwice, match=r"lamp\.lit.* lamp .*wolf"):
        subjects.register(lamp("wolf", said={"lamp.lit": Sentence("点亮")}))


def test_a_fact_is_called_as_its_sentence_its_noun_or_everybody_calls_it(nouns):
    everybody, noun, sentence = Fact("大家"), Fact("名词"), Fact("一句")
    subjects.share({"colour": everybody, "size": everybody, "age": everybody})
    subjects.share({"colour": everybody})
    with pytest.raises(DeclaredTwice, match="colour"):
        subjects.share({"colour": noun})
    said = {"lamp.lit": Sentence("点亮", facts={"colour": sentence}), "lamp.out": Sentence("熄灭")}
    subjects.register(lamp(said=said, facts={"colour": noun, "size": noun}))
    assert subjects.fact_of("lamp.lit", "colour") is sentence
    assert subjects.fact_of("lamp.out", "colour") is noun
    assert subjects.fact_of("lamp.lit", "size") is noun
    assert subjects.fact_of("lamp.lit", "age") is everybody
    assert subjects.fact_of("wolf.seen", "age") is everybody
    assert subjects.fact_of("lamp.lit", "weight") is None


def test_verbs_are_told_on_the_desk_and_to_those_whom_they_concern(nouns):
    subjects.register(
        lamp(
            said={
                "lamp.out": Sentence("熄灭", daily=True, tells="organization.view"),
                "lamp.lit": Sentence("点亮", daily=True),
                "lamp.hung": Sentence("挂上", tells="organization.view"),
            }
        )
    )
    assert subjects.daily_verbs() == ["lamp.lit", "lamp.out"]
    assert subjects.telling_verbs() == {"organization.view": ["lamp.hung", "lamp.out"]}


def test_a_reference_leads_to_its_page_where_there_is_one(nouns):
    for kind, page in (
        ("named", "organization:unit"),
        ("made", lambda key: f"/lamps/{key}/"),
        ("none", None),
        ("wrong", "wolf:den"),
    ):
        subjects.register(lamp(kind, page=page))
    assert subjects.page_of("named:990101").endswith("/990101/")
    assert subjects.page_of("made:7:8") == "/lamps/7:8/"
    assert [subjects.page_of(ref) for ref in ("none:7", "wrong:7", "wolf:7", "")] == ["", "", "", ""]


def test_what_goes_to_the_archive_is_known_by_the_kind_of_its_noun(nouns):
    filed = filing.Filed("灯", rows=lambda *asked: Unit.objects.none(), told=lambda row: None)
    subjects.register(lamp(filed=filed))
    subjects.register(lamp("wolf"))
    assert filing.all_kinds() == {"lamp": filed}
    assert list(filed.files(None)) == []


def test_the_page_in_figures_asks_for_every_figure_it_shows():
    page = Overview(
        name="lamps",
        title="",
        rank=1,
        flow=("in", "out"),
        stock=("open",),
        late="late",
        soon=Soon(lambda *asked: 0, "", 7, ""),
        rates=("rate",),
        rates_title="",
        apart=("apart",),
        apart_note="",
        cuts=(Cut("", ("red", "green")), Cut("", ("tall",))),
        of_unit=("unit",),
        picture=InAndOut("", ("", "in"), ("", "out")),
    )
    assert page.codes == ["in", "out", "open", "rate", "apart", "red", "green", "tall"]


# -- steps ---------------------------------------------------------------------------------------------------


@dataclass
class Lamp:
    """A noun that goes from state to state."""

    state: str
    path: str
    steps: tuple[str, ...] = ("light",)


def test_a_step_is_open_by_its_rules_or_its_states_to_who_may_and_under_its_condition(
    leader, outsider, village
):
    off, broken = Lamp("off", village.path), Lamp("broken", village.path, ())
    by_rule = Move("点亮", "area.charge", forms.Form, print)
    assert by_rule.is_open("light", off, leader)
    assert not by_rule.is_open("hang", off, leader)
    assert not by_rule.is_open("light", broken, leader)
    assert not by_rule.is_open("light", off, outsider)
    by_state = Move("修理", "area.charge", forms.Form, print, states=("broken",))
    assert by_state.is_open("mend", broken, leader)
    assert not by_state.is_open("light", off, leader), "its states take the place of the rules"
    never = Move("点亮", "area.charge", forms.Form, print, condition=lambda noun, account: noun.state == "on")
    assert not never.is_open("light", off, leader)
    assert moves.always(off, leader)


def test_a_step_taken_already_has_its_other_name_and_stands_aside(leader, village):
    off = Lamp("off", village.path)
    again = Move("点亮", "area.charge", forms.Form, print, again="再点一次")
    assert (again.named(off, leader).label, again.named(off, leader).aside) == ("再点一次", True)
    untaken = Move(
        "点亮", "area.charge", forms.Form, print, again="再点一次", taken=lambda noun, account: False
    )
    assert untaken.named(off, leader) is untaken
    plain = Move("点亮", "area.charge", forms.Form, print)
    assert plain.named(off, leader) is plain


def test_a_simple_step_takes_the_named_fields_as_they_are(now):
    taken = []

    def act(noun, **said):
        taken.append((noun, said))

    simple(act, "note", "day")("lamp", {"note": "好", "day": 7, "more": "no"}, "somebody", now)
    assert taken == [("lamp", {"note": "好", "day": 7, "by": "somebody", "now": now})]


# -- pages of forms ------------------------------------------------------------------------------------------


class Wish(forms.Form):
    """A form with one field."""

    what = forms.CharField()


@pytest.fixture
def request_of(leader):
    """Return a request of the leader, asked for or sent."""

    def made(sent=None):
        factory = RequestFactory()
        request = factory.get("/") if sent is None else factory.post("/", sent)
        request.user, request.session = leader, SessionStore()
        request._messages = Kept()
        return request

    return made


class Kept:
    """Keeps messages."""

    def __init__(self) -> None:
        self.said = []

    def add(self, level, message, extra_tags="") -> None:
        self.said.append(message)

    def __iter__(self):
        return iter(())

    def __len__(self) -> int:
        return 0


def test_what_was_sent_is_told_from_what_is_asked_for_even_when_it_is_empty(request_of):
    assert pages.sent(request_of()) is None
    empty = pages.sent(request_of({}))
    assert (empty is not None, not empty) == (True, True)
    assert pages.sent(request_of({"what": "灯"}))["what"] == "灯"


@pytest.mark.django_db
def test_a_wrong_form_is_answered_with_422_and_any_beside_it_too(request_of, monkeypatch):
    shown = []

    def render(request, template, context, status):
        shown.append((template, context))
        return HttpResponse(status=status)

    monkeypatch.setattr(pages, "render", render)
    free, right, wrong = Wish(), Wish({"what": "灯"}), Wish({})
    for form, more, status in (
        (free, {}, 200),
        (right, {}, 200),
        (wrong, {}, 422),
        (free, {"beside": (right, wrong)}, 422),
        (free, {"beside": (free, right)}, 200),
        (right, {"refused": True}, 422),
    ):
        answer = pages.form_page(request_of(), "t.html", form, {"title": "愿望"}, **more)
        assert answer.status_code == status, more
        assert shown[-1] == ("t.html", {"form": form, "title": "愿望"})


def test_a_form_that_holds_is_acted_on_once_and_leads_back(request_of, monkeypatch):
    monkeypatch.setattr(
        pages, "render", lambda *shown, status: SimpleNamespace(shown=shown, status_code=status)
    )
    acted = []

    def page(request, form, act=acted.append):
        return pages.change_page(
            request, form, act, title="愿望", button="送出", done="已送出", back="/back/", intro="说明"
        )

    request = request_of({"what": "灯"})
    answer = page(request, Wish(request.POST))
    assert (answer.status_code, answer.url, acted) == (302, "/back/", [{"what": "灯"}])
    assert request._messages.said == ["已送出"]
    request = request_of({})
    assert page(request, Wish(request.POST)).status_code == 422
    asked = page(request_of(), Wish())
    assert (asked.status_code, len(acted)) == (200, 1)
    context = asked.shown[2]
    assert [context[name] for name in ("title", "button", "back", "intro")] == [
        "愿望",
        "送出",
        "/back/",
        "说明",
    ]

    def refuse(said):
        raise NotAllowed("今天不行", "not today")

    request = request_of({"what": "灯"})
    form = Wish(request.POST)
    assert page(request, form, refuse).status_code == 422
    assert form.non_field_errors() == ["今天不行 · not today"]
    assert (form["what"].value(), request._messages.said) == ("灯", [])


def test_what_a_form_made_is_shown(request_of):
    request = request_of({"what": "灯"})
    answer = pages.made_page(
        request, Wish(request.POST), lambda said: said["what"] * 2, lambda made: HttpResponse(made), page={}
    )
    assert answer.content.decode() == "灯灯"
