"""``zerentian seal``."""

import json

import click

from zerentian.ledger import actions
from zerentian.ledger.cli.progress import progress
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
def seal(as_json: bool) -> None:
    """封存全部待封条目并签名 · Seal all pending entries and sign the tree head."""
    with progress("封存 · sealing", Entry.objects.pending().count()) as advance:
        sealed = actions.seal(now=now(), progress=advance)
    if sealed is None:
        raise click.ClickException(
            "没有可封存的条目，或另一封存正在进行 · nothing to seal, or another sealer is at work"
        )
    if as_json:
        click.echo(json.dumps({"seal": sealed.number, "size": sealed.size, "root": sealed.root_hex}))
    else:
        click.echo(
            f"第 {sealed.number} 次封存，共 {sealed.size} 条 · seal {sealed.number}, {sealed.size} entries"
        )
