"""``zerentian export-log``."""

import json
from pathlib import Path

import click

from zerentian.ledger.cli.progress import progress
from zerentian.ledger.export import export_log as write_log
from zerentian.ledger.figures import latest_size


@click.command("export-log")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
def export_log(folder: Path, as_json: bool) -> None:
    """导出台账（C2SP tlog-tiles），供县、档案、审计保管 · Export the log for its custodians, not for the public."""
    with progress("导出 · exporting", latest_size()) as advance:
        done = write_log(folder, advance)
    if as_json:
        click.echo(json.dumps({"size": done.size, "new": done.new, "files": done.files}))
    else:
        click.echo(
            f"已导出 {done.size} 条，新增 {done.new} 条 · {done.size} entries, {done.new} new, in {folder}"
        )
