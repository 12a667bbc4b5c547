"""``zerentian sample``."""

import json

import click

from zerentian.ledger.actions import seal
from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.clock import now
from zerentian.ledger.figures import latest_size
from zerentian.ledger.rules.periods import Period
from zerentian.organization.models import Account, Unit
from zerentian.reports.actions.sampling import draw_sample, entries_drawn
from zerentian.reports.cli.report import find_unit, read_period


@click.command()
@click.option("--unit", required=True, callback=find_unit, help="单位代码或路径 · code or path of the unit")
@click.option(
    "--period", required=True, callback=read_period, help="期间，如 2026H1 · period, such as 2026H1"
)
@click.option(
    "--figure", default="deeds.count", show_default=True, help="从哪个指标的条目中抽 · whose entries"
)
@click.option("--count", default=10, show_default=True, help="抽取数 · how many")
@click.option(
    "--words", required=True, help="口令，看到封存单之后写 · words, chosen after you saw the checkpoint"
)
@click.option("--size", type=int, help="封存单的条数，默认最新 · size of the checkpoint, else the latest")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
@by_option()
def sample(
    unit: Unit,
    period: Period,
    figure: str,
    count: int,
    words: str,
    size: int | None,
    as_json: bool,
    by: Account,
) -> None:
    """抽取现场复查的样本，谁都能重算 · Draw entries for a re-check on site; anyone can draw them again."""
    moment = now()
    drawn = draw_sample(
        unit=unit,
        period=period,
        figure=figure,
        count=count,
        words=words,
        size=size or latest_size(),
        by=by,
        now=moment,
    )
    seal(now=moment)
    entries, whole = entries_drawn(drawn)
    if as_json:
        said = {"number": drawn.number, "size": drawn.size, "seed": drawn.seed, "population": whole}
        click.echo(json.dumps({**said, "entries": [entry.index for entry in entries]}))
        return
    click.echo(f"抽查 {drawn.number}：{whole} 条中抽 {len(entries)} 条 · {len(entries)} of {whole} entries")
    for entry in entries:
        click.echo(f"  {entry.index}  {entry.occurred_on}  {entry.unit}  {entry.subject}")
