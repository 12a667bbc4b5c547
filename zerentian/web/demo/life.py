"""One concern of the demo township on its way: each step on its day, by who may take it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from zerentian.casework import actions
from zerentian.casework.models import Category, Concern
from zerentian.casework.rules.callbacks import Contacted, Satisfied, Solved
from zerentian.casework.rules.clocks import Urgency
from zerentian.casework.rules.concerns import Kind, Route, State
from zerentian.casework.rules.replies import REVIEW_NOTICE, Decision, Told
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.models import Account, Unit
from zerentian.web.demo import cast, tales
from zerentian.web.demo.founding import Story
from zerentian.web.demo.tales import Tale

URGENCY = {"urgent": Urgency.URGENT, "whistle": Urgency.COMPLEX}


def category_of(tale: Tale) -> Category:
    """Return the category of a tale."""
    return Category.objects.get(code=tale.category)


def said_by(story: Story, tale: Tale, number: int, text: str = "", title: str = "") -> actions.Said:
    """Return what the resident of a tale says; contact data is made up and looks it."""
    reachable = actions.Reachable(name=f"示例群众{number:03}", phone=f"1390000{number:04}")
    category = category_of(tale)
    return actions.Said(
        text=text or tale.text,
        title=title or tale.title,
        category=category,
        place_unit=story.units[f"990101-V{tale.village:02}"],
        place=story.chance.choice(("村口", "二组", "老街", "坝上", "学校旁")),
        contact=reachable if number % 4 or not category.anonymous else actions.Reachable(),
        confidential=number % 9 == 4,
        urgency=URGENCY.get(tale.way, Urgency.ORDINARY),
    )


class Life:
    """One concern on its way: each step on its day, by who may take it."""

    def __init__(self, story: Story, tale: Tale, concern: Concern, now: datetime, number: int) -> None:
        self.story, self.tale, self.key, self.number = story, tale, concern.pk, number
        self.day = self.story_day = now.astimezone(LOCAL).date()
        self.last = now
        self.desk = story.people["reception"]
        self.leader = story.people["leader2"]

    @property
    def concern(self) -> Concern:
        """Return the concern as it stands."""
        found: Concern = Concern.objects.get(pk=self.key)
        return found

    @property
    def office(self) -> Unit:
        """Return the unit that handles it."""
        return self.story.units[self.tale.office]

    @property
    def handler(self) -> Account:
        """Return who handles it there."""
        post = next(
            name
            for name, unit, _, role in cast.STAFF
            if unit == self.tale.office and role in ("clerk", "cadre")
        )
        day = self.story_day
        held = (
            self.story.posts[post]
            .appointments.filter(first__lte=day)
            .order_by("-first")
            .select_related("account")
        )
        return next(one.account for one in held if one.last is None or one.last >= day)

    @property
    def head(self) -> Account:
        """Return who releases its replies."""
        head = f"head-{self.tale.office.rsplit('-', 1)[-1].lower()}"
        return self.story.people.get(head, self.leader)

    def at(self, after: int, act: Callable[..., object], **words: Any) -> None:
        """Let a step happen so many days after receipt."""

        def happen(now: datetime) -> None:
            self.story_day = now.astimezone(LOCAL).date()
            act(now=now, **words)

        # Steps of one day follow each other in the order in which they are told.
        self.last = max(self.story.hours(self.day + timedelta(days=after)), self.last + timedelta(minutes=7))
        self.story.later(self.last, happen)

    def triage(self, now: datetime) -> None:
        """Let the desk say what it is, and give the notice of receipt."""
        kind = Kind(category_of(self.tale).kind)
        accused = [self.story.units["990101-ZF"]] if self.tale.way == "complaint" else []
        actions.triage_concern(
            self.concern,
            kind=kind,
            category=category_of(self.tale),
            route=Route.PETITION if kind is Kind.PETITION else None,
            urgency=Urgency(self.concern.urgency),
            accused_units=accused,
            by=self.desk,
            now=now,
        )
        if self.number % 3 == 0:
            actions.give_notice(self.concern, words=tales.WORDS["notice"], by=self.desk, now=now)

    def dispatch(self, now: datetime, unit: str = "") -> None:
        """Give it to who handles it."""
        to = self.story.units[unit] if unit else self.office
        function = category_of(self.tale).function if to.kind == "village" else None
        actions.dispatch_concern(self.concern, unit=to, function=function, by=self.desk, now=now)

    def accept(self, now: datetime) -> None:
        """Let the handling office take it on."""
        actions.accept_concern(self.concern, by=self.handler, now=now)

    def draft_anew(self, now: datetime) -> None:
        """Write the reply of a matter that was taken up again: what was found and done the second time."""
        _, found, reasons, follows = tales.UNSOLVED[self.tale.title]
        self.draft(now, replace(self.tale, found=found, reasons=reasons, follows=follows))

    def draft(self, now: datetime, tale: Tale | None = None) -> None:
        """Write the reply."""
        tale = tale or self.tale
        parts = {
            "request": tale.title,
            "facts_found": tale.found,
            "rule_cited": tale.rule,
            "reasons": tale.reasons,
            "next_steps": tale.follows,
            "review_notice": REVIEW_NOTICE,
        }
        actions.draft_reply(
            self.concern, decision=Decision(tale.decision), parts=parts, by=self.handler, now=now
        )

    def release(self, now: datetime, alone: bool = False) -> None:
        """Send the reply out, mostly by a second person."""
        by = self.handler if alone and not self.concern.is_shielded else self.head
        told = Told.CODE_PAGE if self.tale.channel == "form" else Told.PHONE
        actions.release_reply(self.concern, told=told, by=by, now=now)

    def call_back(
        self,
        now: datetime,
        contacted: Contacted = Contacted.YES,
        solved: Solved | None = Solved.YES,
        satisfied: Satisfied | None = Satisfied.YES,
        words: str = "",
    ) -> None:
        """Let the desk ask whether it is solved."""
        if self.concern.state == State.ANSWERED:
            actions.call_back(
                self.concern,
                contacted=contacted,
                solved=solved,
                satisfied=satisfied,
                words=words,
                by=self.desk,
                now=now,
            )

    def object(self, now: datetime) -> None:
        """Let the office say it is not its matter."""
        actions.object_to_dispatch(self.concern, reason=tales.WORDS["objection"], by=self.handler, now=now)

    def rule(self, now: datetime, sustained: bool) -> None:
        """Let the desk rule on the objection."""
        reason = tales.WORDS["sustained" if sustained else "overruled"]
        actions.rule_on_objection(self.concern, sustained=sustained, reason=reason, by=self.leader, now=now)

    def begun(self, first: int) -> None:
        """Plan dispatch and acceptance."""
        self.at(first, self.dispatch)
        self.at(first + 1, self.accept)

    def answered(self, until: int) -> None:
        """Plan draft and release; one in thirteen comes late."""
        late = 7 if self.number % 13 == 5 else 0
        self.at(until + late, self.draft)
        self.at(until + late + 1, self.release, alone=self.number % 8 == 3)
