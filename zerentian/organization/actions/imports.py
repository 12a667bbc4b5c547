"""Units, posts and people from one spreadsheet: the whole of it or nothing, and the same again changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from zerentian.ledger.actions import record
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.access import require
from zerentian.organization.actions.accounts import create_account, rename_account
from zerentian.organization.actions.posts import appoint, create_post, rename_post
from zerentian.organization.actions.units import move_unit, open_unit, rename_unit
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules import roster as sheets
from zerentian.organization.rules.roster import PersonLine, PostLine, Roster, UnitLine
from zerentian.organization.rules.sheets import Problem

Line = TypeVar("Line", UnitLine, PostLine, PersonLine)


@dataclass(slots=True)
class Imported:
    """What an import did, or (dry) would do: what changed in words, what stayed, and what is wrong."""

    changes: list[Words] = field(default_factory=list)
    unchanged: int = 0
    passwords: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)
    written: bool = False


class Preview(Exception):
    """Carries the result out of a transaction that is rolled back."""


def import_organization(roster: Roster, *, by: Account, now: datetime, dry_run: bool = False) -> Imported:
    """Bring units, posts and people to what the roster states.

    Every row is tried, so that all problems are named at once; with any problem, or dry, nothing is written.
    Nothing is closed or ended because it is missing in the roster.
    """
    require(by, "organization.manage", now=now)
    require(by, "account.manage", now=now)
    result = Imported(problems=list(roster.problems), notes=list(roster.notes))
    try:
        with transaction.atomic():
            Importer(result, by, now).run(roster)
            if dry_run or result.problems:
                raise Preview
    except Preview:
        return result
    result.written = True
    return result


class Importer:
    """One run over a roster: compares each line with what is there and calls the action that mends it."""

    def __init__(self, result: Imported, by: Account, now: datetime) -> None:
        self.result, self.by, self.now = result, by, now
        self.today = local_day(now)

    def run(self, roster: Roster) -> None:
        """Go over units, then posts, then people, and record the import when anything changed."""
        counts = (
            self.each(sheets.UNITS, roster.units, self.unit),
            self.each(sheets.POSTS, roster.posts, self.post),
            self.each(sheets.PEOPLE, roster.people, self.person),
        )
        if any(counts) and not self.result.problems:
            facts: dict[str, object] = dict(zip(("units", "posts", "people"), counts, strict=True))
            record(
                "organization.imported",
                subject=f"roster:{self.now:%Y%m%d%H%M%S}",
                unit="",
                by=self.by,
                now=self.now,
                facts=facts,
            )

    def each(self, sheet: str, lines: Sequence[Line], mend: Callable[[Line], list[Words]]) -> int:
        """Try every line in a savepoint of its own; return how many changed anything."""
        changed = 0
        for line in lines:
            try:
                with transaction.atomic():
                    changes = mend(line)
            except NotAllowed as refusal:
                self.result.problems.append(Problem(sheet, line.row, "", refusal.words))
                continue
            changed += bool(changes)
            self.result.unchanged += not changes
            self.result.changes += changes
        return changed

    def unit(self, line: UnitLine) -> list[Words]:
        """Open a unit, or rename and move one."""
        parent = self.find_unit(line.parent) if line.parent else None
        unit = Unit.objects.filter(code=line.code).first()
        first = line.first or self.today
        if unit is None:
            open_unit(
                code=line.code,
                kind=line.kind,
                name=line.name,
                parent=parent,
                first=first,
                by=self.by,
                now=self.now,
            )
            return [Words(f"新设单位 {line.code} {line.name}", "new unit")]
        if unit.kind != line.kind:
            raise NotAllowed(f"{line.code} 的类别不能改", f"the kind of {line.code} can't change")
        changes = []
        if unit.name != line.name:
            rename_unit(unit, name=line.name, first=self.today, by=self.by, now=self.now)
            changes.append(Words(f"单位更名 {line.code} {line.name}", "unit renamed"))
        if parent and unit.parent_on(self.today) not in {parent, None}:
            move_unit(unit, parent=parent, first=self.today, by=self.by, now=self.now)
            changes.append(Words(f"调整隶属 {line.code} → {parent.code}", "unit moved"))
        return changes

    def post(self, line: PostLine) -> list[Words]:
        """Create a post, or rename one."""
        unit, post = self.find_unit(line.unit), Post.objects.filter(code=line.code).first()
        first = line.first or max(self.today, unit.nearest_period(self.today).first)
        if post is None:
            create_post(
                unit=unit,
                title=line.title,
                role=line.role,
                first=first,
                code=line.code,
                by=self.by,
                now=self.now,
            )
            return [Words(f"新设岗位 {line.code} {line.title}", "new post")]
        if post.unit_id != unit.pk or post.role != line.role:
            raise NotAllowed(
                f"岗位 {line.code} 的单位和角色不能改，请另设岗位",
                f"unit and role of post {line.code} stand: create another post",
            )
        if post.title == line.title:
            return []
        rename_post(post, title=line.title, by=self.by, now=self.now)
        return [Words(f"岗位更名 {line.code} {line.title}", "post renamed")]

    def person(self, line: PersonLine) -> list[Words]:
        """Create an account, or correct its name, and appoint it to the post of the line."""
        changes = []
        account = Account.objects.people().filter(username__iexact=line.username).first()
        if account is None:
            account, password = create_account(
                username=line.username, name=line.name, by=self.by, now=self.now
            )
            self.result.passwords.append((account.username, account.name, password))
            changes.append(Words(f"新建账号 {line.username}", "new account"))
        elif account.name != line.name:
            rename_account(account, name=line.name, by=self.by, now=self.now)
            changes.append(Words(f"更正姓名 {line.username}", "name corrected"))
        if line.post and self.appointed(account, line.post, line.first):
            changes.append(Words(f"任职 {line.username} → {line.post}", "appointed"))
        return changes

    def appointed(self, account: Account, code: str, first: date | None) -> bool:
        """Appoint to a post unless it is held already; tell whether that was needed."""
        post = Post.objects.filter(code=code).first()
        if post is None:
            raise NotAllowed(
                f"没有岗位 {code}，请先在“岗位”表中写明",
                f"there is no post {code}: state it in the sheet 岗位",
            )
        if account.appointments.filter(post=post, last=None).exists():
            return False
        appoint(account, post=post, first=first or max(self.today, post.first), by=self.by, now=self.now)
        return True

    def find_unit(self, code: str) -> Unit:
        """Return a unit by its code; refuse an unknown one."""
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise NotAllowed(
                f"没有单位 {code}，请先在“单位”表中写明",
                f"there is no unit {code}: state it in the sheet 单位",
            )
        return unit
