"""``zerentian doctor``: what is configured, what is missing, what to do."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import click
from django.conf import settings
from django.core import checks
from django.db import connection

from zerentian.ledger.clock import machine_now, now
from zerentian.ledger.models import Instance
from zerentian.ledger.schema import Standing, look
from zerentian.organization.models import Account
from zerentian.web.first_hour import standing
from zerentian.web.status import SIGNS, Light, lines


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it stands, what was seen, and what to do about it."""

    what: str
    light: Light
    said: str
    remedy: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
def doctor(as_json: bool) -> None:
    """看看配置齐不齐、缺什么、怎么补 · What is configured, what is missing, what to do."""
    found = list(examined())
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            click.echo(f"{SIGNS[one.light]} {one.what}: {one.said}")
            if one.remedy:
                click.echo(f"    → {one.remedy}")
    if any(one.light is Light.BAD for one in found):
        raise SystemExit(1)


def examined() -> Iterator[Finding]:
    """Yield what is found, from the settings up to the first hour; what rests on a missing part is not looked at."""
    yield from settings_found()
    seen = look()
    if seen.standing is not Standing.RIGHT:
        # Each standing has a way out of its own: to migrate is that of an older database alone.
        yield Finding("数据库 · database", Light.BAD, str(seen.standing), seen.refusal)
        return
    yield Finding("数据库 · database", Light.GOOD, connection.display_name)
    if not Instance.objects.exists():
        yield Finding("实例 · instance", Light.BAD, "还没有建立 · there is none yet", "zerentian init")
        return
    yield Finding("实例 · instance", Light.GOOD, str(Instance.objects.first()))
    for line in lines(now(), machine_now()):
        yield Finding(str(line.label), line.light, str(line.said), str(line.remedy))
    yield from first_hour()


def settings_found() -> Iterator[Finding]:
    """Yield the settings that are wrong or unsafe; one line when none is."""
    found = checks.run_checks(tags=["settings"])
    for one in found:
        light = Light.BAD if one.is_serious() else Light.WARN
        yield Finding(f"设置 · settings ({one.id})", light, str(one.msg), str(one.hint or ""))
    if not found:
        yield Finding("设置 · settings", Light.GOOD, f"ZERENTIAN_HOME={settings.ZERENTIAN_HOME}")
    mail = bool(settings.EMAIL_HOST)
    yield Finding(
        "邮件 · mail",
        Light.GOOD if mail else Light.WARN,
        settings.EMAIL_HOST or "未设置，不发提醒 · not set: no reminders are sent",
        "" if mail else "EMAIL_HOST, EMAIL_FROM, SITE_URL",
    )


def first_hour() -> Iterator[Finding]:
    """Yield the steps of the first hour that are still to be done; nothing after the last."""
    steps = standing()
    if not steps:
        return
    for step, done in steps:
        if not done:
            yield Finding(str(step.title), Light.WARN, "还没有做 · not done yet", str(step.why))
    if not Account.objects.filter(keeper="", is_system=False).exists():
        yield Finding(
            "人员 · people",
            Light.WARN,
            "只有三员账号 · only the three keepers have accounts",
            "zerentian import organization FILE.xlsx --dry-run",
        )
