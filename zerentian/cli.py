"""The console command: one group whose commands live in the rooms."""

import os
import sqlite3
import sys
from typing import Any

import click
import django
from django.core import checks
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.utils.module_loading import import_string

from zerentian import __version__
from zerentian.ledger.faults import told
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.texts import plain

COMMANDS: dict[str, str] = {
    "demo": "zerentian.web.cli.demo",
    "init": "zerentian.web.cli.init",
    "doctor": "zerentian.web.cli.doctor",
    "serve": "zerentian.web.cli.serve",
    "worker": "zerentian.web.cli.worker",
    "migrate": "zerentian.web.cli.migrate_command",
    "digest": "zerentian.web.cli.digest",
    "seal": "zerentian.ledger.cli.seal",
    "report": "zerentian.reports.cli.report",
    "verify": "zerentian.reports.cli.verify",
    "audit": "zerentian.reports.cli.audit",
    "sample": "zerentian.reports.cli.sample",
    "archive": "zerentian.reports.cli.archive",
    "figures": "zerentian.exchange.cli.figures",
    "export-log": "zerentian.ledger.cli.export_log",
    "backup": "zerentian.ledger.cli.backup",
    "restore": "zerentian.ledger.cli.restore",
    "move-to": "zerentian.ledger.cli.move_to",
    "ledger": "zerentian.ledger.cli.ledger",
    "evidence": "zerentian.evidence.cli.evidence",
    "import": "zerentian.cli.imports",
    "export": "zerentian.cli.exports",
    "forms": "zerentian.exchange.cli.forms",
    "contacts": "zerentian.casework.cli.contacts",
    "site": "zerentian.residents.cli.site",
    "wrongdoing": "zerentian.casework.cli.wrongdoing",
    "triage": "zerentian.casework.cli.triage.triage",
    "topics": "zerentian.casework.cli.topics.topics",
    "accounts": "zerentian.organization.cli.accounts",
    "sign-ins": "zerentian.organization.cli.sign_ins",
    "permissions": "zerentian.organization.cli.permissions",
}
IMPORTS: dict[str, str] = {
    "organization": "zerentian.organization.cli.organization_import",
    "functions": "zerentian.duties.cli.functions_import",
    "concerns": "zerentian.exchange.cli.concerns_import",
    "findings": "zerentian.rectification.cli.findings_import",
}

EXPORTS: dict[str, str] = {
    "concerns": "zerentian.exchange.cli.concerns_export",
    "replies": "zerentian.exchange.cli.replies_export",
    "answers": "zerentian.residents.cli.answers_export",
}

# What these write is for others to read: a web server's account, the archive.
OUTWARD = {"export", "export-log", "forms", "site"}
# What writes nothing of the instance.
READING = {"verify", "figures", "audit", "permissions", "export-log"}


class PlainText(click.types.StringParamType):
    """A text typed at the console, as everybody reads it: what the forms do (``ledger.rules.texts``)."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the text without what is unseen in it; paths have types of their own and stay as they are."""
        return plain(super().convert(value, param, ctx), lines=False)


def plainly_asked(command: click.Command) -> click.Command:
    """Return a command that takes all its texts, and those of the commands under it, by the one rule."""
    for parameter in command.params:
        if type(parameter.type) is click.types.StringParamType:
            parameter.type = PlainText()
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            plainly_asked(inner)
    return command


class LazyGroup(click.Group):
    """Loads a command only when it is asked for, after Django has been set up."""

    def __init__(self, *args: Any, paths: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paths = paths

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order they are listed above."""
        return list(self.paths)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, or None."""
        path = self.paths.get(cmd_name)
        command: click.Command | None = import_string(path) if path else None
        return plainly_asked(command) if command else None


class Refusals(click.Group):
    """Turns a refusal, or a fault of the machine, into one clear line and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (NotAllowed, PermissionDenied) as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except (OSError, DatabaseError, sqlite3.DatabaseError) as fault:
            if not (line := told(fault)):
                raise
            raise click.ClickException(line) from fault


class Commands(LazyGroup, Refusals):
    """The group of all commands."""


@click.group(cls=Commands, paths=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def zerentian() -> None:
    """责任田：一次记录，处处可查。 Zerentian: recorded once, sealed, reported with proof."""


@click.group("import", cls=LazyGroup, paths=IMPORTS)
def imports() -> None:
    """从表格导入 · Import from spreadsheets."""


@click.group("export", cls=LazyGroup, paths=EXPORTS)
def exports() -> None:
    """导出到表格 · Export to spreadsheets."""


def refuse_wrong_settings(*, reads: bool) -> None:
    """End with exit code 1 and a line for each setting that is wrong, before anything is done with it.

    A command that only ``reads`` runs on a copy that nobody may write, such as a custodian's.
    """
    wrong = [
        found
        for found in checks.run_checks(tags=["settings"])
        if found.is_serious() and not (reads and found.id == "web.E001")
    ]
    for found in wrong:
        click.echo(f"{found.id}: {found.msg}\n    {found.hint}", err=True)
    if wrong:
        sys.exit(1)


def main() -> None:
    """Run the console command. Exit codes: 0 done, 1 what was asked does not hold, 2 wrong call."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zerentian.settings")
    if not OUTWARD.intersection(sys.argv[1:2]):
        os.umask(0o077)  # what the program keeps is its owner's alone
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    django.setup()
    refuse_wrong_settings(reads=bool(READING.intersection(sys.argv[1:2])))
    zerentian(prog_name="zerentian")
