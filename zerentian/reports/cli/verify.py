"""``zerentian verify``: a report, an exported log, or the database's log."""

import json
from pathlib import Path

import click

from zerentian.evidence.actions import check_files
from zerentian.ledger.cli.progress import progress
from zerentian.ledger.exported import verify_export
from zerentian.ledger.figures import latest_size
from zerentian.ledger.foreign import Unopened
from zerentian.ledger.rules.findings import Findings
from zerentian.ledger.rules.note import BadNote, Checkpoint, VerifierKey, read_note, read_verifier_key
from zerentian.ledger.verification import verify_log
from zerentian.reports.attached import AT_CONSOLE
from zerentian.reports.bagged import is_bag, verify_bag
from zerentian.reports.checking import check_here, known_here
from zerentian.reports.offline.verify import (
    DAMAGED,
    Link,
    NotOurs,
    PaperVerification,
    Verification,
    headline,
    link_of_export,
    outcome_lines,
    read_whole,
    verify_by_export,
    why_unread,
)

Existing = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("file", required=False, type=Existing)
@click.option("--log", "whole_log", is_flag=True, help="核验整个台账 · verify the whole log of the database")
@click.option("--vkey", type=Existing, help="可信的公钥文件 · a verifier key you trust")
@click.option("--checkpoint", type=Existing, help="您保存的封存单 · a checkpoint you kept")
@click.option(
    "--export", type=Existing, help="导出的台账目录，用以衔接封存单 · an exported log, to link checkpoints"
)
@click.option(
    "--left-out",
    type=Existing,
    help="县级留存的开启文件，与 --export 同用 · the county's opening, with --export",
)
@click.option("--evidence", type=Existing, help="佐证文件目录，逐一计算哈希 · evidence files to be hashed")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
@click.pass_context
def verify(
    context: click.Context,
    file: Path | None,
    whole_log: bool,
    vkey: Path | None,
    checkpoint: Path | None,
    export: Path | None,
    left_out: Path | None,
    evidence: Path | None,
    as_json: bool,
) -> None:
    """核验报告（Word、PDF、清单、证明包）、移交包、导出的台账，或用 --log 核验本机台账 · Verify a report or a log."""
    if whole_log == (file is not None):
        raise click.UsageError("请给出一个文件或目录，或用 --log · name one file or folder, or use --log")
    if file is not None and not (file.is_file() or file.is_dir()):
        raise click.UsageError(f"{file} 既不是文件也不是目录 · {file} is neither a file nor a folder")
    if file is not None and is_bag(file):
        context.exit(verify_package(file, vkey, checkpoint, export, as_json))
    if file is not None and file.is_file():
        context.exit(verify_report(file, vkey, checkpoint, export, left_out, evidence, as_json))
    context.exit(0 if verify_whole(file, vkey, checkpoint, as_json) else 1)


def verify_package(
    path: Path, vkey: Path | None, checkpoint: Path | None, export: Path | None, as_json: bool
) -> int:
    """Verify a package for the archive and print what was found; return the exit code."""
    read_known(vkey, checkpoint)
    key, old = (name.read_text("utf-8") if name else None for name in (vkey, checkpoint))
    found = verify_bag(path, key, old, link_of_export(export) if export else None)
    lines = [
        f"{'✓' if line['holds'] else '✗'} {line['place']} — {line['message']}"
        for line in sorted(found.lines, key=lambda line: bool(line["holds"]))
    ]
    told = [*headline(found.verdict, found.why), *lines, *(f"· {note}" for note in found.notes)]
    click.echo(json.dumps(found.as_data(), ensure_ascii=False) if as_json else "\n".join(told))
    return found.exit_code


def verify_whole(folder: Path | None, vkey: Path | None, checkpoint: Path | None, as_json: bool) -> bool:
    """Verify an exported log, or the database with its rows and evidence files; tell whether it holds."""
    old, key = read_known(vkey, checkpoint)
    if folder is not None:
        if not (folder / "checkpoint").exists():
            raise click.UsageError(
                f"{folder} 中没有 checkpoint，不是导出的台账 · {folder} holds no exported log"
            )
        findings = verify_export(folder, old=old, key=key)
    else:
        with progress("核验 · verifying", latest_size()) as advance:
            findings = verify_log(old=old, key=key, progress=advance)
        add_files(findings)
    print_findings(findings, as_json)
    return findings.hold


def add_files(findings: Findings) -> None:
    """Check every evidence file against its hash."""
    for damage in check_files():
        findings.add("file", damage.file.sha256, damage.text)


def read_known(vkey: Path | None, checkpoint: Path | None) -> tuple[Checkpoint | None, VerifierKey | None]:
    """Read a checkpoint and a key kept elsewhere; a wrong call when they are none."""
    try:
        old = read_note(checkpoint.read_text("utf-8"))[0] if checkpoint else None
        key = read_verifier_key(vkey.read_text("utf-8")) if vkey else None
    except (BadNote, UnicodeDecodeError) as error:
        raise click.UsageError(str(error)) from error
    return old, key


def print_findings(findings: Findings, as_json: bool) -> None:
    """Print what a verification of a log found."""
    if as_json:
        click.echo(json.dumps(findings.as_data(), ensure_ascii=False))
        return
    for problem in findings.problems:
        click.echo(f"✗ {problem.place} — {problem.message}")
    for note in findings.notes:
        click.echo(f"· {note}")
    click.echo(f"{findings.origin}：{findings.size} 条 · entries，根 · root {findings.root}")
    click.echo("核验通过 · it holds" if findings.hold else "核验不通过 · it does not hold")


def verify_report(
    path: Path,
    vkey: Path | None,
    checkpoint: Path | None,
    export: Path | None,
    left_out: Path | None,
    evidence: Path | None,
    as_json: bool,
) -> int:
    """Verify one file of a report and print what was found; return the exit code, as that of ``verify.py``."""
    read_known(vkey, checkpoint)
    key, old = (name.read_text("utf-8") if name else None for name in (vkey, checkpoint))
    link = link_of_export(export) if export else None
    try:
        result = checked(path, key, old, link, export)
    except (*DAMAGED, MemoryError, Unopened) as error:
        verdict = "foreign" if isinstance(error, NotOurs) else "unproved"
        why = str(error) if isinstance(error, Unopened) else why_unread(error, path.name)
        told = {"verdict": verdict, "why": why, "holds": False}
        click.echo(
            json.dumps(told, ensure_ascii=False)
            if as_json
            else "\n".join(headline(verdict, str(told["why"])))
        )
        return 3
    if export is not None and not isinstance(result, PaperVerification):
        result.check_export(export, left_out.read_bytes() if left_out else None)
    if evidence is not None:
        result.check_evidence(evidence)
    click.echo(
        json.dumps(result.as_data(), ensure_ascii=False) if as_json else "\n".join(outcome_lines(result))
    )
    return int(result.exit_code)


def checked(
    path: Path, key: str | None, old: str | None, link: Link | None, export: Path | None
) -> Verification:
    """Verify a file; one without proof of its own by the exported log that is given, else by the log at hand.

    Raises NotOurs when neither knows it, and what a damaged file makes a reader raise.
    """
    data = read_whole(path)
    try:
        return check_here(data, path.name, key, old, link, AT_CONSOLE, with_proof=export is not None)
    except NotOurs:
        if export is not None:
            found = verify_by_export(data, path.name, export, key, old, link)
        else:
            found = known_here(data, path.name, key, old, link)
        if found is None:
            raise
        return found
