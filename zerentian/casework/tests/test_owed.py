"""Nothing waits unseen: from every state in which somebody owes a step, it stands on exactly the right desks."""

from collections import defaultdict
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from conftest import CAST, NOW
from zerentian.casework import actions
from zerentian.casework.models import Concern, owed
from zerentian.casework.rules.callbacks import Contacted, Satisfied, Solved
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import OPEN_STATES, Channel, Exit, Group, Kind, State
from zerentian.casework.rules.replies import Decision
from zerentian.casework.rules.reviews import Level, Outcome
from zerentian.casework.shown.desk import not_empty, sorts
from zerentian.casework.tests.conftest import PARTS
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]

TODAY = local_day(NOW)
# The answer is due on 9 March: it is far off, then near, then long past.
MOMENTS = {"far": NOW, "near": NOW + timedelta(days=5), "past": NOW + timedelta(days=40)}
LATER = NOW + timedelta(days=1)
PEOPLE = [row[0] for row in CAST]


class World:
    """The cast, a category of each sort, and how a concern comes to stand where a scenario wants it."""

    def __init__(self) -> None:
        self.who = SimpleNamespace(**{name: Account.objects.get(username=name) for name in PEOPLE})
        self.narrator, self.resident = Account.objects.system("demo"), Account.objects.system("public")
        self.township, self.county = self.unit("990101"), self.unit("990100")
        self.office, self.desk = self.unit("990101-ZF"), self.unit("990101-DZ")
        desk = self.who.receptionist
        kept = {"unit": self.township, "by": desk, "now": NOW}
        self.lamp = actions.keep_category(code="lamp", name="路灯照明", group=Group.BUILDING, **kept)
        self.conduct = actions.keep_category(
            code="conduct", name="办事作风", group=Group.CONDUCT, kind=Kind.COMPLAINT, **kept
        )

    def unit(self, code: str) -> Unit:
        return Unit.objects.get(code=code)

    def by(self, name: str, at=NOW) -> dict:
        return {"by": getattr(self.who, name), "now": at}

    def received(self, category=None, **how) -> Concern:
        said = actions.Said(text="示例：请来人看看。", title="示例事项", category=category or self.lamp)
        how = {"channel": Channel.FORM, "by": self.resident, "now": NOW} | how
        return actions.receive_concern(said, unit=self.township, **how).concern

    def triaged(self, kind=Kind.HELP, by="receptionist", **how) -> Concern:
        category = self.lamp if kind is Kind.HELP else self.conduct
        concern = self.received(category)
        return actions.triage_concern(concern, kind=kind, category=category, **how, **self.by(by))

    def dispatched(self, **how) -> Concern:
        concern = self.triaged(**how)
        by = "receptionist" if concern.kind == Kind.HELP else "first"
        actions.dispatch_concern(concern, unit=self.office, **self.by(by))
        return fresh(concern)

    def accepted(self, **how) -> Concern:
        return actions.accept_concern(self.dispatched(**how), **self.by("neighbour_clerk"))

    def drafted(self, **how) -> Concern:
        concern = self.accepted(**how)
        actions.draft_reply(concern, decision=Decision.SUPPORTED, parts=PARTS, **self.by("neighbour_clerk"))
        return fresh(concern)

    def answered(self) -> Concern:
        concern = self.drafted()
        actions.release_reply(concern, told="code_page", **self.by("leader"))
        return fresh(concern)

    def called(self, solved=None, contacted=Contacted.YES) -> Concern:
        concern = self.answered()
        satisfied = Satisfied.NO if solved else None
        said = {"contacted": contacted, "solved": solved, "satisfied": satisfied}
        actions.call_back(concern, **said, **self.by("receptionist"))
        return fresh(concern)

    def referred(self) -> Concern:
        to = {"to": "示例县局", "reason": "示例：属县级职责"}
        return actions.refer_to_county(self.accepted(), **to, **self.by("receptionist"))

    def visited(self, came=None) -> Concern:
        concern = self.accepted()
        ask = {"called": "示例县局", "matter": "示例：联合查看", "visit_on": TODAY}
        visit = actions.call_to_visit(concern, **ask, **self.by("neighbour_clerk"))
        if came:
            promise = {"promise": "示例：修好路肩", "promised_by": date(2026, 3, 9)}
            actions.record_visit(visit, came=True, **promise, **self.by("neighbour_clerk"))
        return fresh(concern)


def fresh(concern: Concern) -> Concern:
    """Return the concern as it stands."""
    return Concern.objects.get(pk=concern.pk)


def added(world: World, concern: Concern) -> Concern:
    """Let the resident add something, and do something else at once that nobody at the office does."""
    actions.supplement_concern(concern, words="示例：又坏了一盏", by=world.resident, now=NOW)
    return fresh(concern)


def waiting(world: World) -> Concern:
    concern = world.accepted()
    until = TODAY + timedelta(days=9)
    actions.ask_resident(concern, words="示例：哪一盏？", until=until, **world.by("neighbour_clerk"))
    return fresh(concern)


def mentioned(world: World) -> Concern:
    concern = world.accepted()
    post = world.who.leader.posts_on(TODAY)[0]
    actions.note_concern(concern, words="示例：请定夺", posts=[post], **world.by("neighbour_clerk"))
    return fresh(concern)


def objected(world: World) -> Concern:
    concern = world.dispatched()
    actions.object_to_dispatch(concern, reason="示例：不属本单位", **world.by("neighbour_clerk"))
    return fresh(concern)


def sustained(world: World) -> Concern:
    concern = objected(world)
    actions.rule_on_objection(concern, sustained=True, reason="示例", **world.by("receptionist"))
    return fresh(concern)


def overruled(world: World) -> Concern:
    concern = objected(world)
    actions.rule_on_objection(concern, sustained=False, reason="示例", **world.by("receptionist"))
    return fresh(concern)


def assisted(world: World) -> Concern:
    concern = world.accepted()
    unit = world.unit("990101-V01")
    actions.ask_assistance(concern, unit=unit, words="示例", **world.by("neighbour_clerk"))
    return fresh(concern)


def time_asked(world: World, **how) -> Concern:
    concern = world.accepted(**how)
    ask = {"purpose": Purpose.ANSWER, "days": 3, "reason": "示例：等配件"}
    actions.ask_extension(concern, **ask, **world.by("neighbour_clerk"))
    return fresh(concern)


def reviewed(world: World, outcome=None) -> Concern:
    concern = world.answered()
    ask = {"level": Level.REVIEW, "request": "示例：不服", "unit": world.county}
    review = actions.ask_review(concern, **ask, by=world.resident, now=NOW)
    if outcome:
        actions.decide_review(review, outcome=outcome, reasons="示例", **world.by("supervisor"))
    return fresh(concern)


def closed_with_a_promise(world: World) -> Concern:
    concern = world.visited(came=True)
    actions.draft_reply(concern, decision=Decision.SUPPORTED, parts=PARTS, **world.by("neighbour_clerk"))
    actions.release_reply(fresh(concern), told="code_page", **world.by("leader"))
    said = {"contacted": Contacted.YES, "solved": Solved.YES, "satisfied": Satisfied.YES}
    actions.call_back(fresh(concern), **said, **world.by("receptionist"))
    return fresh(concern)


def kept_promise(world: World) -> Concern:
    concern = closed_with_a_promise(world)
    visit = concern.visits.get()
    actions.check_promise(visit, kept=True, words="示例：已修好", **world.by("neighbour_clerk", LATER))
    return fresh(concern)


def settled(world: World) -> Concern:
    return actions.settle_with_county(world.referred(), words="示例：县局已修复", **world.by("receptionist"))


def reopened(world: World) -> Concern:
    concern = settled(world)
    return actions.reopen_at_request(concern, reason="示例：没修好", by=world.resident, now=NOW)


def complaint(world: World, **accused) -> Concern:
    how = {"accused_units": accused.get("units", ()), "accused_accounts": accused.get("accounts", ())}
    return world.triaged(kind=Kind.COMPLAINT, **how)


def against_both_leaders(world: World) -> Concern:
    return complaint(world, accounts=[world.who.leader, world.who.first])


def given_out(world: World, concern: Concern) -> Concern:
    actions.dispatch_concern(concern, unit=world.office, **world.by("receptionist"))
    return actions.accept_concern(fresh(concern), **world.by("neighbour_clerk"))


def drafted_against_both(world: World) -> Concern:
    concern = given_out(world, against_both_leaders(world))
    said = {"decision": Decision.SUPPORTED, "parts": PARTS}
    actions.draft_reply(concern, **said, **world.by("neighbour_clerk"))
    return fresh(concern)


def time_asked_against_both(world: World) -> Concern:
    concern = given_out(world, against_both_leaders(world))
    ask = {"purpose": Purpose.ANSWER, "days": 3, "reason": "示例：等配件"}
    actions.ask_extension(concern, **ask, **world.by("neighbour_clerk"))
    return fresh(concern)


def wrongdoing(world: World) -> Concern:
    return world.triaged(Kind.WRONGDOING, "supervisor")


def wrongdoing_answered(world: World) -> Concern:
    """The supervisor alone reads reports of wrongdoing, and released the answer to this one."""
    concern = wrongdoing(world)
    actions.dispatch_concern(concern, unit=world.office, **world.by("supervisor"))
    actions.accept_concern(fresh(concern), **world.by("neighbour_clerk"))
    said = {"decision": Decision.SUPPORTED, "parts": PARTS}
    actions.draft_reply(fresh(concern), **said, **world.by("neighbour_clerk"))
    actions.release_reply(fresh(concern), told="code_page", **world.by("supervisor"))
    return fresh(concern)


def exited(world: World) -> Concern:
    where = {"exit": Exit.LEGAL, "reason": "示例", "where": "示例县法院"}
    return actions.show_another_way(world.triaged(), **where, **world.by("receptionist"))


def on(*pairs: str) -> dict[str, set[str]]:
    """Return who has which sorts on the desk, from ``"name: sort sort"``."""
    found = defaultdict(set)
    for pair in pairs:
        names, _, codes = pair.partition(": ")
        for name in names.split():
            found[name] |= set(codes.split())
    return dict(found)


NOBODY: dict[str, set[str]] = {}
ZF, LEADERS = "neighbour_clerk", "leader first"
UP = (f"{LEADERS} supervisor: brought_up", "receptionist: notice")
DISPATCHERS = f"receptionist {LEADERS}: dispatch"
CALL = on("receptionist: call")
# What each stands on while its answer's day is far, near and past.
SCENARIOS = {
    "suspected spam": (lambda w: w.received(suspected=True), *[on("receptionist: spam")] * 3),
    "set aside": (
        lambda w: actions.set_aside(w.received(suspected=True), reason="示例", **w.by("receptionist")),
        *[NOBODY] * 3,
    ),
    "to triage": (
        lambda w: w.received(),
        *[on("receptionist: triage")] * 2,
        on("receptionist: triage", f"{LEADERS} supervisor: brought_up"),
    ),
    "to dispatch": (lambda w: w.triaged(), *[on(DISPATCHERS)] * 2, on(DISPATCHERS, *UP)),
    "dispatched": (
        lambda w: w.dispatched(),
        on(f"{ZF}: accept"),
        on(f"{ZF}: accept", "receptionist: soon_away"),
        on(f"{ZF}: late", "receptionist: late_away", *UP),
    ),
    "refused by the unit": (objected, *[on(DISPATCHERS)] * 2, on(DISPATCHERS, *UP)),
    "refused and sustained": (sustained, *[on(DISPATCHERS)] * 2, on(DISPATCHERS, *UP)),
    "refused and overruled": (
        overruled,
        on(f"{ZF}: accept"),
        on(f"{ZF}: accept", "receptionist: soon_away"),
        on(f"{ZF}: late", "receptionist: late_away", *UP),
    ),
    "in hand": (
        lambda w: w.accepted(),
        on(f"{ZF}: in_hand"),
        on(f"{ZF}: in_hand", "receptionist: soon_away"),
        on(f"{ZF}: late", "receptionist: late_away", *UP),
    ),
    "waiting for the resident": (
        waiting,
        NOBODY,
        NOBODY,
        on(f"{ZF}: late", "receptionist: late_away", *UP),
    ),
    "resident added something": (
        lambda w: added(w, w.accepted()),
        on(f"{ZF}: in_hand added"),
        on(f"{ZF}: in_hand added", "receptionist: soon_away"),
        on(f"{ZF}: late added", "receptionist: late_away", *UP),
    ),
    "a comment mentions a post": (
        mentioned,
        on(f"{ZF}: in_hand", "leader: mentioned"),
        on(f"{ZF}: in_hand", "receptionist: soon_away", "leader: mentioned"),
        on(f"{ZF}: late", "receptionist: late_away", "leader: mentioned", *UP),
    ),
    "assisted": (
        assisted,
        on(f"{ZF}: in_hand", "cadre: assist"),
        on(f"{ZF}: in_hand", "cadre: assist", "receptionist: soon_away"),
        on(f"{ZF}: late", "cadre: assist", "receptionist: late_away", *UP),
    ),
    "more time asked": (
        time_asked,
        on(f"{ZF}: in_hand", f"{LEADERS}: time"),
        on(f"{ZF}: in_hand", f"{LEADERS}: time", "receptionist: soon_away"),
        on(f"{ZF}: late", f"{LEADERS}: time", "receptionist: late_away", *UP),
    ),
    "joint visit called": (
        lambda w: w.visited(),
        on(f"{ZF}: in_hand visit"),
        on(f"{ZF}: in_hand visit", "receptionist: soon_away"),
        on(f"{ZF}: late visit", "receptionist: late_away", *UP),
    ),
    "promised at a joint visit": (
        lambda w: w.visited(came=True),
        on(f"{ZF}: in_hand"),
        on(f"{ZF}: in_hand promise", "receptionist: soon_away"),
        on(f"{ZF}: late promise", "receptionist: late_away", *UP),
    ),
    "closed with an open promise": (
        closed_with_a_promise,
        NOBODY,
        *[on(f"{ZF}: promise")] * 2,
    ),
    "closed, the promise kept": (kept_promise, *[NOBODY] * 3),
    "reply drafted": (
        lambda w: w.drafted(),
        on(f"{ZF} {LEADERS}: release"),
        on(f"{ZF} {LEADERS}: release", "receptionist: soon_away"),
        on(f"{ZF} {LEADERS}: release", "receptionist: late_away", *UP),
    ),
    "answered": (lambda w: w.answered(), *[CALL] * 3),
    "nobody answered the call": (lambda w: w.called(contacted=Contacted.NO_ANSWER), *[CALL] * 3),
    "did not wish to be asked": (
        lambda w: w.called(contacted=Contacted.REFUSED),
        *[on("receptionist: close")] * 3,
    ),
    "not solved": (lambda w: w.called(Solved.NO), *[on("receptionist: unsolved")] * 3),
    "added to after the answer": (
        lambda w: added(w, w.answered()),
        *[on("receptionist: call", f"{ZF}: added")] * 3,
    ),
    "review asked": (reviewed, *[on("supervisor: review")] * 3),
    "review upheld": (lambda w: reviewed(w, Outcome.UPHELD), *[CALL] * 3),
    "review: to be done again": (
        lambda w: reviewed(w, Outcome.REDO),
        on(f"{ZF}: in_hand"),
        on(f"{ZF}: in_hand", "receptionist: soon_away"),
        on(f"{ZF}: late", "receptionist: late_away", f"{LEADERS} supervisor: brought_up"),
    ),
    "sent to the county": (
        lambda w: w.referred(),
        NOBODY,
        NOBODY,
        on(f"receptionist {LEADERS}: county"),
    ),
    "added to while with the county": (
        lambda w: added(w, w.referred()),
        *[on(f"receptionist {LEADERS}: added")] * 2,
        on(f"receptionist {LEADERS}: added county"),
    ),
    "settled by the county": (settled, *[NOBODY] * 3),
    "reopened": (
        reopened,
        on(f"{ZF}: in_hand"),
        on(f"{ZF}: in_hand", "receptionist: soon_away"),
        on(f"{ZF}: late", "receptionist: late_away", f"{LEADERS} supervisor: brought_up"),
    ),
    "shown another way": (exited, *[NOBODY] * 3),
    "withdrawn": (
        lambda w: actions.withdraw_concern(w.accepted(), by=w.resident, now=NOW),
        *[NOBODY] * 3,
    ),
    "complaint drafted": (
        lambda w: w.drafted(kind=Kind.COMPLAINT),
        on(f"{LEADERS}: release"),
        on(f"{LEADERS}: release", "receptionist: soon_away"),
        on(f"{LEADERS}: release", "receptionist: late_away", *UP),
    ),
    "complaint against an office": (
        lambda w: complaint(w, units=[w.office]),
        *[on(DISPATCHERS)] * 2,
        on(DISPATCHERS, *UP),
    ),
    "complaint against the desk's office": (
        lambda w: w.triaged(Kind.COMPLAINT, "supervisor", accused_units=[w.desk]),
        *[on(f"{LEADERS} supervisor: dispatch")] * 2,
        on(f"{LEADERS} supervisor: dispatch brought_up", "supervisor: notice"),
    ),
    "complaint against the township": (
        lambda w: w.triaged(Kind.COMPLAINT, "supervisor", accused_units=[w.township]),
        *[on("supervisor: dispatch")] * 2,
        on("supervisor: dispatch brought_up notice"),
    ),
    "complaint against a leader": (
        lambda w: complaint(w, accounts=[w.who.leader]),
        *[on("receptionist first: dispatch")] * 2,
        on("receptionist first: dispatch", "first supervisor: brought_up", "receptionist: notice"),
    ),
    "complaint against every leader, drafted": (
        drafted_against_both,
        on("supervisor: release"),
        on("supervisor: release", "receptionist: soon_away"),
        on("supervisor: release brought_up", "receptionist: late_away notice"),
    ),
    "complaint against every leader, more time asked": (
        time_asked_against_both,
        on(f"{ZF}: in_hand", "supervisor: time"),
        on(f"{ZF}: in_hand", "supervisor: time", "receptionist: soon_away"),
        on(f"{ZF}: late", "supervisor: time brought_up", "receptionist: late_away notice"),
    ),
    "report of wrongdoing": (
        wrongdoing,
        *[on("supervisor: dispatch")] * 2,
        on("supervisor: dispatch brought_up notice"),
    ),
    "report of wrongdoing answered": (wrongdoing_answered, *[on("supervisor: call")] * 3),
}


@pytest.fixture(scope="module")
def stood(beginning):
    """Where each scenario stands on whose desk at each moment, and the concerns themselves."""
    world = World()
    concerns = {name: build(world) for name, (build, *_) in SCENARIOS.items()}
    actions.escalate(by=Account.objects.system("clock"), now=MOMENTS["past"])
    names = {concern.pk: name for name, concern in concerns.items()}
    desks = {}
    for moment, at in MOMENTS.items():
        found = defaultdict(lambda: defaultdict(set))
        for person in PEOPLE:
            for sort in sorts(Account.objects.get(username=person), at):
                for pk in sort.rows.values_list("pk", flat=True):
                    found[names[pk]][person].add(sort.code)
        desks[moment] = found
    standing = {name: fresh(one) for name, one in concerns.items()}
    return SimpleNamespace(world=world, desks=desks, concerns=standing)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_is_owed_stands_on_exactly_the_right_desks(stood, scenario) -> None:
    expected = dict(zip(MOMENTS, SCENARIOS[scenario][1:], strict=True))
    assert {moment: dict(stood.desks[moment][scenario]) for moment in MOMENTS} == expected


@pytest.mark.parametrize("person", PEOPLE)
def test_the_one_question_of_a_desk_names_the_sorts_that_hold_anything(stood, person) -> None:
    account, at = Account.objects.get(username=person), MOMENTS["past"]
    assert not_empty(account, at) == {sort.code for sort in sorts(account, at) if sort.rows.exists()}


def test_every_state_and_every_sort_of_the_desk_is_tried(stood) -> None:
    assert {concern.state for concern in stood.concerns.values()} == set(State)
    people = [people for desks in stood.desks.values() for people in desks.values()]
    tried = {code for one in people for codes in one.values() for code in codes}
    assert tried == {sort.code for sort in sorts(Account.objects.get(username="receptionist"), NOW)}


@pytest.mark.parametrize("moment", MOMENTS)
def test_where_the_office_owes_a_step_it_is_on_some_desk(stood, moment) -> None:
    bounded = {"waiting for the resident", "sent to the county"}
    owing = (*OPEN_STATES, State.QUEUED, State.ANSWERED, State.REFERRED)
    for name, concern in stood.concerns.items():
        if concern.state in owing and not (name in bounded and moment != "past"):
            assert stood.desks[moment][name], f"{name}: nobody is told of it"


def test_whom_a_matter_accuses_has_it_on_no_desk(stood) -> None:
    accused = {
        "complaint against an office": "neighbour_clerk",
        "complaint against the desk's office": "clerk",
        "complaint against the township": "first",
        "complaint against a leader": "leader",
    }
    for name, person in accused.items():
        for moment in MOMENTS:
            assert person not in stood.desks[moment][name]


def test_a_call_back_stands_with_nobody_who_had_a_hand_in_that_very_answer(stood) -> None:
    """Also where keys of replies and of concerns fall together, or are far apart."""
    world, mine, others = stood.world, set(), set()
    for own in (False, True, False, True):
        concern = world.triaged()
        actions.dispatch_concern(concern, unit=world.desk, **world.by("receptionist"))
        actions.accept_concern(fresh(concern), **world.by("clerk"))
        said = {"decision": Decision.SUPPORTED, "parts": PARTS}
        actions.draft_reply(fresh(concern), **said, **world.by("clerk"))
        by = "receptionist" if own else "leader"
        actions.release_reply(fresh(concern), told="code_page", **world.by(by))
        (mine if own else others).add(concern.pk)
        world.received()
    waiting_here = set(owed.to_call_back(world.who.receptionist).values_list("pk", flat=True))
    assert (waiting_here & mine, others - waiting_here) == (set(), set())
