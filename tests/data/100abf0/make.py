"""Makes the database of commit 100abf0 from which upgrades are tested. Run by that commit's own code: see README.md.

Every source of chance is seeded and every clock told, so that SQLite and PostgreSQL get the same log to the byte:
the same uuids, salts, keys and roots.
"""

import json
import os
import random as chance_of_tests
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

SEEDED = chance_of_tests.Random("100abf0")
os.urandom = SEEDED.randbytes
chance_of_tests._urandom = SEEDED.randbytes
os.environ["DJANGO_SETTINGS_MODULE"] = "zerentian.settings"
os.environ["SECRET_KEY"] = "made for the test of upgrades, and for nothing else"

import cryptography.fernet
import django
import openpyxl.packaging.core
import openpyxl.writer.excel

django.setup()

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import Sum
from django.utils import timezone
from zerentian.casework.actions.exports import export_concerns, export_replies, keep_reply_sheet
from zerentian.casework.actions.imports import import_concerns
from zerentian.casework.tests.test_exports import COLUMNS, template
from zerentian.casework.tests.test_imports import DONE, OPEN, sheet

from zerentian.casework import search as concerns
from zerentian.casework.models import Concern, Contact
from zerentian.duties.models import Deed
from zerentian.ledger import clock
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute_all
from zerentian.ledger.models import Entry, MonthTotal, Posting, Seal
from zerentian.ledger.registry import FIGURES, definition_digest
from zerentian.ledger.rules.periods import Period
from zerentian.organization.actions.areas import charge
from zerentian.organization.actions.keys import make_key
from zerentian.organization.models import Account
from zerentian.reports.actions import issue_report, write_outline
from zerentian.reports.actions.sampling import draw_sample
from zerentian.web.cli.init import migrate
from zerentian.web.demo import concerns as told
from zerentian.web.demo import play as played
from zerentian.web.demo.founding import BEGIN, PASSWORD, at
from zerentian.web.search import catch_up_wholly

OUTLINE = """# {{ unit }}{{ period }}情况简报

本期转县级办理{{ figure concerns.referred }}，告知其他途径{{ figure concerns.exited }}。期末在办交办事项{{ figure tasks.open }}。

{{ list concerns.exited limit=2 }}

一名示例作者写的一句话。
"""
DAYS = 98
LAST = BEGIN + timedelta(days=DAYS - 1)


def stand_still() -> None:
    """Let every clock that is asked, and not told, say the last day's evening; let keys follow from the seed."""
    moment = at(LAST, 18, 0)
    timezone.now = lambda: moment
    clock.timezone.now = timezone.now
    cryptography.fernet.time.time = moment.timestamp
    # A workbook tells when it was written, in three places.
    standing = SimpleNamespace(now=lambda tz: moment.astimezone(tz))
    replaced = SimpleNamespace(datetime=standing, timezone=SimpleNamespace(utc=UTC))
    openpyxl.writer.excel.datetime = openpyxl.packaging.core.datetime = replaced
    zipfile.ZipInfo.from_file = classmethod(lambda kind, _path, name, **_: kind(name))
    Ed25519PrivateKey.generate = staticmethod(
        lambda: Ed25519PrivateKey.from_private_bytes(SEEDED.randbytes(32))
    )


def tell() -> "played.Story":
    """Tell a small story of the demo township: two villages, one concern every three days, a seal a week."""
    told.EVERY_DAYS, told.ROUNDS = 3, 1
    played.PHOTO_EVERY = 25
    whole = played.village_posts
    played.village_posts = lambda story: whole(story)[:2]
    daily = played.seal
    played.seal = lambda now: daily(now=now) if now.weekday() == 0 or now.date() == LAST else None
    return played.play(until=LAST)


def add(story: "played.Story", now: datetime) -> None:
    """Add what the story leaves out: a table in, lists out, a program's key, a report, a sample."""
    demo = Account.objects.system("demo")
    township, desk = story.units["990101"], story.people["reception"]
    import_concerns(sheet(OPEN, DONE), name="示例热线.csv", unit=township, by=desk, now=now, source="县热线")
    chosen = Concern.objects.all()
    export_concerns(chosen, unit=township, form="csv", by=desk, now=now)
    kept = keep_reply_sheet(
        unit=township, name="县热线", content=template(), columns=COLUMNS, by=desk, now=now
    )
    export_replies(kept, chosen, by=desk, now=now)
    charge(story.areas["safety"], post=story.posts["leader"], part="leads", first=BEGIN, by=demo, now=now)
    make_key(
        password=PASSWORD,
        label="示例程序",
        writes=True,
        last=LAST + timedelta(days=90),
        by=story.people["reception"],
        now=now,
    )
    head = seal(now=now)
    draw_sample(
        unit=township,
        period=Period.parse("2025Q3"),
        figure="deeds.count",
        count=5,
        words="今天上午看河边",
        size=head.size,
        by=story.people["inspector"],
        now=now,
    )
    outline = write_outline(code="short", text=OUTLINE, by=story.people["first"], now=now)
    issue_report(
        outline,
        unit=township,
        period=Period.parse("2025Q3"),
        by=story.people["first"],
        now=now,
        recipient="示例县人民政府",
    )
    seal(now=now)


def expected(story: "played.Story") -> dict[str, object]:
    """Return what an upgrade must leave as it is: heads, figures, and what only the right keys can read."""
    township = story.units["990101"]
    head = Seal.objects.order_by("-number").first()
    period = Period.parse("2025Q3")
    figures = {}
    for value in compute_all(sorted(FIGURES), unit=township.path_on(LAST), period=period):
        parts = [value.value, value.numerator, value.denominator]
        figures[value.figure.code] = [definition_digest(value.figure), *parts]
    amounts = dict(Posting.objects.values_list("component__code").annotate(sum=Sum("amount")))
    return {
        "origin": head.checkpoint.origin,
        "size": head.size,
        "seals": Seal.objects.count(),
        "root": head.root_hex,
        "entries": Entry.objects.count(),
        "deeds": Deed.objects.count(),
        "concerns": Concern.objects.count(),
        "postings": Posting.objects.count(),
        "amounts": amounts,
        "month_totals": MonthTotal.objects.count(),
        "contacts": Contact.objects.count(),
        "figures": figures,
    }


if __name__ == "__main__":
    stand_still()
    migrate()
    story = tell()
    add(story, at(LAST, 18, 30))
    catch_up_wholly()
    concerns.catch_up_wholly()
    told = json.dumps(expected(story), ensure_ascii=False, sort_keys=True)
    sys.stdout.write(told.replace('], "', '],\n"').replace('"figures": ', '\n"figures": ') + "\n")
