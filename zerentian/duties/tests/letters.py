"""What tests of letters of responsibility share: duties, a draft, a letter that is sent."""

from datetime import date

from conftest import NOW
from zerentian.duties import actions
from zerentian.duties.actions import letters
from zerentian.duties.actions.letters import Drafted, Wanted
from zerentian.duties.actions.signing import sign_letter
from zerentian.duties.models import Letter
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.duties.rules.letters import Direction, LetterState
from zerentian.duties.tests.world import people, post_of, unit
from zerentian.organization.actions.areas import open_area
from zerentian.organization.models import Area

PASSWORD = "Zuoye-2026-tian"  # of the cast in conftest.py
SHARE = "occurrences.on_time_share"
# The states through which a letter comes to be signed.
SIGNING = (LetterState.DRAFTED, LetterState.SENT, LetterState.PARTLY, LetterState.SIGNED)


def a_duty(title, post, by, now):
    """Let a post take on a monthly duty that the county demanded, off the list."""
    area = Area.objects.filter(code="flood").first() or open_area(
        code="flood", name="防汛抗旱", by=type(by).objects.get(username="administrator"), now=now
    )
    return actions.adopt_duty(
        title=title,
        area=area,
        post=post,
        rule=DueRule(Cadence.MONTHLY, day=25),
        demanded_by=Level.COUNTY,
        first=date(2026, 1, 1),
        by=by,
        now=now,
    )


def drafted(*wanted, signers, **more):
    """Return a draft of this year's letter."""
    values = {
        "title": "2026年防汛责任书",
        "first": date(2026, 1, 1),
        "last": date(2026, 12, 31),
        "basis": "《云岭乡防汛责任制（示例）》",
        "terms": "乡里保障巡查物资。",
    }
    return Drafted(wanted=wanted, signers=signers, **values | more)


def target(duty, figure=SHARE, direction=Direction.AT_LEAST, value=95):
    """Return a duty with a target."""
    return Wanted(duty, figure, direction, value)


def sent_letter(unit, of_post, by, now, *signers, duties, **more):
    """Draft a letter to a post and send it."""
    said = drafted(*map(target, duties), signers=signers, **more)
    letter = letters.draft_letter(unit=unit, of_post=of_post, drafted=said, by=by, now=now)
    return letters.send_letter(letter, digest=letter.newest.digest, by=by, now=now)


def sign(letter, by, now, **more):
    """Sign as somebody who holds the post."""
    said = {"digest": letter.newest.digest, "password": PASSWORD} | more
    return sign_letter(letter, by=by, now=now, machine_now=now, **said)


def of_unit(duty, *, state=LetterState.SENT, **more):
    """Return a letter of the upper village: the leader signs first, then the village's post, as far as it has come."""
    who = people()
    said = drafted(target(duty), signers=(post_of("leader"), post_of("cadre")), **more)
    act = {"by": who.leader, "now": NOW}
    letter = letters.draft_letter(unit=unit(""), of_unit=unit("V01"), drafted=said, **act)
    if state != LetterState.DRAFTED:
        letters.send_letter(letter, digest=letter.newest.digest, **act)
    for name in {LetterState.PARTLY: ["leader"], LetterState.SIGNED: ["leader", "cadre"]}.get(state, []):
        sign(letter, getattr(who, name), NOW)
    return Letter.objects.get(pk=letter.pk)


def letters_in_each_state():
    """Return the keys of letters of a unit in the states through which they are signed, and of one of a post."""
    boss, own = post_of("leader"), post_of("cadre")
    duty = a_duty("汛期巡查", own, people().leader, NOW)
    keys = {state: of_unit(duty, state=state).pk for state in SIGNING}
    keys["post"] = sent_letter(
        unit(""), own, people().leader, NOW, boss, own, duties=[duty], title="岗位书"
    ).pk
    return keys | {pk: state for state, pk in keys.items()}


def states(standing, rows):
    """Return in which states those of the rows stand that were made in every state."""
    return {standing[pk] for pk in rows.values_list("pk", flat=True) if pk in standing}
