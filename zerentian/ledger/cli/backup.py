"""``zerentian backup`` and ``zerentian restore``."""

import json
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from zerentian.ledger.backup import drill as drills
from zerentian.ledger.backup import generations as layout
from zerentian.ledger.backup import keys as keeping
from zerentian.ledger.backup import making, restoring
from zerentian.ledger.cli.progress import progress
from zerentian.ledger.clock import machine_now

Folder = click.Path(file_okay=False, path_type=Path)
Existing = click.Path(exists=True, file_okay=False, path_type=Path)
ON_KEYS = "密钥另存的目录 · folder where the keys are kept apart"


class MakingByDefault(click.Group):
    """A group whose first argument, when it is none of its commands, is the folder to back up into."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command that makes a backup before a folder, or before nothing at all."""
        if not args or (args[0] not in self.commands and not args[0].startswith("-")):
            args = ["make", *args]
        return super().parse_args(ctx, args)


@click.group(cls=MakingByDefault)
def backup() -> None:
    """备份（backup 目录 即 backup make 目录）、查看、演练、另存密钥 · Back up, list, drill; the keys apart."""


@backup.command()
@click.argument("folders", nargs=-1, type=Folder)
def make(folders: tuple[Path, ...]) -> None:
    """备份到目录（默认 BACKUP_FOLDERS），每次一代，不含密钥 · Back up into folders, a generation each, without keys."""
    problems = 0
    for folder in folders or configured():
        with progress("备份 · backing up", sum(1 for _ in making.kept_paths())) as advance:
            made = making.run_backup(
                folder, machine_now=machine_now(), keep=settings.BACKUP_GENERATIONS, progress=advance
            )
        click.echo(
            f"已备份到 {made.generation.path}，新增文件 {made.copied} 个 · backed up, {made.copied} new files"
        )
        if made.removed:
            click.echo(f"已清理 · pruned: {'、'.join(made.removed)}")
        for missing in made.missing:
            click.echo(f"缺 · missing: {missing}", err=True)
        problems += len(made.missing)
    click.echo(
        "签名密钥请另行保管：zerentian backup keys 目录 · keep the keys apart: `zerentian backup keys DIR`"
    )
    if problems:
        raise click.ClickException(
            f"已备份，但缺 {problems} 项（见上），请补齐 · backed up, but {problems} things are missing: see above"
        )


def configured() -> list[Path]:
    """Return the folders of BACKUP_FOLDERS; a wrong call when there is none."""
    if not settings.BACKUP_FOLDERS:
        raise click.UsageError("请给出目录，或设置 BACKUP_FOLDERS · name a folder, or set BACKUP_FOLDERS")
    return [Path(folder) for folder in settings.BACKUP_FOLDERS]


@backup.command("list")
@click.argument("folder", required=False, type=Existing)
def list_generations(folder: Path | None) -> None:
    """列出各代备份 · List the generations in a folder."""
    for one in layout.generations(folder or configured()[0]):
        word = "齐全 · whole" if one.is_whole else f"缺 {len(one.description['missing'])} 项 · incomplete"
        made = one.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
        click.echo(f"{one.name:<20}{made}  {len(one.files)} 个文件 files  {word}")


@backup.command("drill")
@click.argument("folder", required=False, type=Existing)
@click.option("--generation", default="", help="哪一代，默认最近 · which generation, default: the newest")
@click.option("--keys", type=Existing, help=ON_KEYS)
@click.option("--scratch", type=Existing, help="临时目录放在哪里 · where the scratch folder goes")
def drill_command(folder: Path | None, generation: str, keys: Path | None, scratch: Path | None) -> None:
    """演练：把最近一代恢复到临时目录并核验 · Drill: restore the newest generation elsewhere, verify, remove it."""
    done = drills.drill(
        folder or configured()[0], machine_now=machine_now(), name=generation, keys=keys, scratch=scratch
    )
    hours = done.age.total_seconds() / 3600
    click.echo(
        f"演练通过：{done.generation.name}，{hours:.1f} 小时前；用时 {done.seconds:.1f} 秒；"
        f"{done.entries} 条台账、{done.files} 个文件、密钥均可打开"
        f" · the drill holds: {hours:.1f} h old, restored in {done.seconds:.1f} s, {done.entries} entries and"
        f" {done.files} files open, keys match"
    )


@backup.command("keys")
@click.argument("folder", type=Folder)
def keys_command(folder: Path) -> None:
    """把密钥另存到单独的目录并核对 · Copy the keys to a folder of their own and check that they open."""
    new = keeping.back_up_keys(folder)
    names = "、".join(keeping.fingerprints(folder))
    click.echo(f"密钥已另存并核对，新增 {len(new)} 把：{names} · keys kept apart and checked, {len(new)} new")


@click.command()
@click.argument("folder", required=False, type=Existing)
@click.option("--generation", default="", help="哪一代，默认最近 · which generation, default: the newest")
@click.option("--keys", type=Existing, help=ON_KEYS)
@click.option("--check", is_flag=True, help="只核验已恢复的 · only prove what stands here")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
def restore(folder: Path | None, generation: str, keys: Path | None, check: bool, as_json: bool) -> None:
    """把备份恢复到空的目录和数据库，证明样样能打开 · Restore into an empty home and prove that everything opens."""
    if check == (folder is not None):
        raise click.UsageError("请给出备份目录，或用 --check · name the folder of a backup, or use --check")
    if folder is None:
        proof = restoring.prove()
    else:
        count = len(layout.generation_named(layout.at(folder), generation).files)
        with progress("恢复 · restoring", count) as advance:
            _, proof = restoring.restore(folder, name=generation, keys=keys, progress=advance)
    for problem in (*proof.problems, *proof.lacking):
        click.echo(problem, err=True)
    tell(proof, as_json)


def tell(proof: restoring.Proof, as_json: bool) -> None:
    """Say what was proved; exit code 1 when something does not hold or is missing."""
    if proof.problems:
        raise click.ClickException("已恢复，但核验不通过 · restored, but it does not verify")
    if proof.lacking:
        raise click.ClickException(
            "数据已恢复并核验，但缺密钥（见上）：请从另存处拷到 keys 目录，再运行 zerentian restore --check"
            " · the data are restored and verified, but keys are missing: copy them to keys,"
            " then run `zerentian restore --check`"
        )
    told: dict[str, Any] = {"entries": proof.entries, "files": proof.files}
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(
        f"已恢复并核验：{proof.entries} 条台账、{proof.files} 个文件、密钥齐全"
        f" · restored and verified: {proof.entries} entries, {proof.files} files, all keys"
    )
