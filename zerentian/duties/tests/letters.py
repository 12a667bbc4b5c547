"""What tests of letters of responsibility share: duties, a draft, a letter that is sent."""

from datetime import date

from zerentian.duties import actions
from zerentian.duties.actions import letters
from zerentian.duties.actions.letters import Drafted, Wanted
from zerentian.duties.actions.signing import sign_letter
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.duties.rules.letters import Direction
from zerentian.organization.actions.areas import open_area
from zerentian.organization.models import Area

PASSWORD = "Zuoye-2026-tian"  # of the cast in conftest.py
SHARE = "occurrences.on_time_share"


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
