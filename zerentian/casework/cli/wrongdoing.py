"""``zerentian wrongdoing``: the county's key, and opening what was sealed to it, on the county's own machine."""

import json
import zipfile
import zlib
from pathlib import Path, PurePosixPath, PureWindowsPath

import click

from zerentian.casework import county
from zerentian.casework.actions import declare_county_key, seal_earlier_reports
from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.clock import now
from zerentian.ledger.files import write_new, write_out, write_whole
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.texts import plain
from zerentian.organization.models import Account

LONGEST_NAME = 80
MOST_TEXT = 32 * 1024 * 1024
# What a zip that is damaged, or made to harm, can make its readers raise.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    RuntimeError,
    NotImplementedError,
    EOFError,
)

Existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def wrongdoing() -> None:
    """检举控告的县级密钥 · The county's key for reports of wrongdoing."""


@wrongdoing.command("make-key")
@click.argument("private", type=click.Path(dir_okay=False, path_type=Path))
def make_key(private: Path) -> None:
    """在县级受理机关自己的电脑上制作密钥；私钥只存在该文件里 · Make the key, on the county's own machine."""
    text = county.new_private()
    try:
        write_new(private, f"{text}\n".encode(), mode=0o600)
    except FileExistsError as error:
        raise click.UsageError(f"{private} 已存在，未覆盖 · is there already") from error
    public = county.public_of(text)
    write_out(private.with_suffix(".public"), f"{public}\n".encode())
    click.echo(f"{public}\n指纹 · fingerprint {county.fingerprint_of(public)}")
    click.echo(
        "私钥请离线保管两份；丢失后谁也打不开已收到的检举控告 · keep the private key offline, twice: without it nobody"
        " ever opens what came in",
        err=True,
    )


@wrongdoing.command()
@click.argument("public", type=Existing)
@by_option()
def declare(public: Path, by: Account) -> None:
    """登记县级受理机关的公钥 · Declare the county's public key here."""
    key = declare_county_key(public.read_text("utf-8").strip(), by=by, now=now())
    fingerprint = county.fingerprint_of(key.public)
    click.echo(f"已登记，请与县级核对指纹 · declared; compare the fingerprint {fingerprint}")
    tell_sealed(by)


@wrongdoing.command("seal-earlier")
@by_option()
def seal_earlier(by: Account) -> None:
    """把以前收到的检举控告也密封到县级公钥 · Seal earlier reports of wrongdoing to the county's key as well."""
    tell_sealed(by)


def tell_sealed(by: Account) -> None:
    """Seal what earlier reports left here, and say how many."""
    numbers = seal_earlier_reports(by=by, now=now())
    click.echo(f"以前的检举控告已密封 {len(numbers)} 件 · earlier reports sealed: {len(numbers)}")


@wrongdoing.command("open")
@click.argument("parts", type=Existing)
@click.option("--key", required=True, type=Existing, help="私钥文件 · the private key's file")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="存放附件的目录 · where files are put"
)
def open_parts(parts: Path, key: Path, out: Path | None) -> None:
    """用私钥打开下载的密封件；不需要数据库 · Open what was downloaded; needs no database."""
    private = key.read_text("utf-8", errors="replace")
    matter, texts, files = downloaded(parts)
    for line in texts:
        for name, words in county.open_text(line, matter=matter, private=private).items():
            click.echo(f"{plain(name, lines=False)}: {plain(words)}")
    for number, sealed in enumerate(files, 1):
        name, content = county.open_file(sealed, matter=matter, private=private)
        own = PurePosixPath(PureWindowsPath(plain(name, lines=False)).name).name[-LONGEST_NAME:] or "file"
        click.echo(f"附件 · file {number}: {own}（{len(content)}）")
        if out is not None:
            out.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(out / f"{number:03}-{own}", content, mode=0o600)


def downloaded(parts: Path) -> tuple[str, list[str], list[bytes]]:
    """Return matter, sealed texts and sealed files of a download; NotAllowed when it is none.

    What is sealed cannot be packed any smaller: a file that unpacks to more than it takes was made to fill the memory.
    """
    try:
        with zipfile.ZipFile(parts) as archive:
            for part in archive.infolist():
                most = MOST_TEXT if part.filename == "texts.json" else 2 * part.compress_size + 1024
                if part.file_size > most:
                    raise ValueError(part.filename)
            told = json.loads(archive.read("texts.json"))
            files = [archive.read(name) for name in sorted(archive.namelist()) if name.startswith("files/")]
        matter, texts = told["matter"], told["texts"]
        if not isinstance(texts, list) or not all(isinstance(one, str) for one in (matter, *texts)):
            raise TypeError
    except UNREADABLE as error:
        raise NotAllowed(f"{parts.name} 不是下载的密封件", f"{parts.name} holds no sealed report") from error
    return matter, texts, files
