"""The first hour of an instance: what is still to be done, by whom, each on its page.

Rooms say their steps (``<room>/shown.py``); here they are put in order for whoever can take the next.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists

from zerentian.ledger.models import Instance
from zerentian.organization.desk import url_of
from zerentian.organization.models import Account
from zerentian.organization.punctuation import in_english, listed
from zerentian.organization.rules.rights import SYSTEM, holders
from zerentian.organization.subjects import SUBJECTS, FirstStep


@dataclass(frozen=True, slots=True)
class Led:
    """One step as a reader is led to it: ``url`` where the reader may take it, else ``who`` takes it."""

    title: Any
    why: Any
    button: Any
    done: bool
    url: str
    who: str


def declared() -> list[FirstStep]:
    """Return the steps that rooms declare, in their order."""
    return sorted(
        (step for subject in SUBJECTS.values() for step in subject.first_steps), key=lambda step: step.rank
    )


def standing() -> list[tuple[FirstStep, bool]]:
    """Return the steps, each with whether it is done, in one question; none once the last of all is done."""
    steps = declared()
    asked = Instance.objects.order_by().values_list(*(Exists(step.done()) for step in steps)).first()
    done = asked or (False,) * len(steps)
    return [] if not steps or done[-1] else list(zip(steps, done, strict=True))


def first_hour(account: Account) -> list[Led]:
    """Return the steps for an account that may take one which is not done; none once the last of all is done."""
    led = [led_to(step, account, done) for step, done in standing()]
    return led if any(step.url for step in led) else []


def led_to(step: FirstStep, account: Account, done: bool) -> Led:
    """Return a step, done or not, as an account is led to it."""
    may = account.may(step.right)
    people = [role for role in holders(step.right) if role.code not in SYSTEM]
    names = (role.label_en if in_english() else role.label for role in people)
    who = listed(names)
    return Led(step.title, step.why, step.button, done, url_of(step.name) if may and not done else "", who)
