"""What the township tells, as a folder or a zip of static files for the county's site: index, items, feeds, files.

The folder holds what ``/notices/`` shows to anybody, and nothing else; it needs no program behind it. A page is written
again only where its content changed, so that the folder can be copied by what changed.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import get_language

from zerentian.community.models import Notice, NoticeFile, NoticeVersion
from zerentian.ledger.files import write_whole
from zerentian.ledger.models import Instance
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.residents.feeds import Chosen, Feed, atom, json_feed, public_version
from zerentian.residents.site import Addresses, stylesheet

MARK, SUMS, STYLE = "notices.json", "SHA256SUMS", "zerentian.css"
OURS = re.compile(
    r"(?:notice-\d+(?:-v\d+)?\.html|files/[0-9a-f]{64}\.[a-z0-9]{1,5}|feed\.(?:xml|json)|index\.html)"
)
EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: texts that are current, files written because they changed, left as they were, removed."""

    texts: int
    written: int
    unchanged: int
    removed: int


def build(folder: Path, addresses: Addresses, now: datetime) -> Built:
    """Bring a folder up to date: what changed is written, what no longer stands is removed.

    NotAllowed for a folder that holds something else. A build that was killed is made whole by the next.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise NotAllowed(
            f"{folder} 不是空目录，也不是本程序生成的公告目录",
            f"{folder} is neither empty nor a folder of notices built by this program",
        )
    # The list comes first: it marks the folder as ours, so that a killed build can be made whole.
    written = unchanged = 0
    names = set()
    for name, content in files(addresses, now):
        names.add(name)
        path = folder / name
        if path.is_file() and path.read_bytes() == content:
            unchanged += 1
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        written += 1
    return Built(Notice.objects.current(local_day(now)).count(), written, unchanged, take_away(folder, names))


def take_away(folder: Path, names: set[str]) -> int:
    """Remove the files of an earlier build that are not in this one; return how many."""
    found = [(path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file()]
    stale = [path for name, path in found if OURS.fullmatch(name) and name not in names]
    for path in stale:
        path.unlink()
    return len(stale)


def packed(addresses: Addresses, now: datetime) -> bytes:
    """Return the same files as one zip; the same content makes the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(addresses, now):
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), content)
    return out.getvalue()


def files(addresses: Addresses, now: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield every file by its name, the list that marks the folder first and the sums of all the others last."""
    sums = []
    for name, content in contents(addresses, now):
        sums.append(f"{sha256(content).hexdigest()}  {name}\n")
        yield name, content
    yield SUMS, "".join(sorted(sums)).encode()


def contents(addresses: Addresses, now: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield every file but the sums."""
    day = local_day(now)
    rows = Notice.objects.released_once().select_related("unit").order_by("-pk")
    standing = list(
        rows.prefetch_related("unit__periods", "versions__villages", "disputes", "villages__periods")
    )
    current = [one for one in standing if one.is_public and not one.has_expired(day)]
    yield MARK, catalogue(current)
    yield STYLE, stylesheet()
    known = {
        "language": get_language(),
        "demo": Instance.objects.is_demo(),
        "addresses": addresses,
    }
    for notice in standing:
        yield from pages_of(notice, known, now)
    rows_shown = [(one, public_version(one)) for one in current]
    yield "index.html", page("residents/site/notices.html", known | {"rows": rows_shown})
    yield from attachments(standing)
    if addresses.site:
        yield "feed.xml", atom(feed_at(addresses, "feed.xml"), Chosen(), now, day).encode()
        yield "feed.json", json_feed(feed_at(addresses, "feed.json"), Chosen(), now, day).encode()


def feed_at(addresses: Addresses, name: str) -> Feed:
    """Return the addresses of a feed that stands in the folder."""
    site = addresses.site
    return Feed(f"{site}/", f"{site}/{name}", lambda one: f"{site}/notice-{one.pk}.html")


def catalogue(current: list[Notice]) -> bytes:
    """Return the catalogue of what is current (政府信息公开条例 art. 12): index number, title, summary, day formed."""
    items = [
        {
            "page": f"notice-{one.pk}.html",
            "index_number": one.number,
            "sort": one.sort,
            "title": version.title,
            "summary": version.summary,
            "formed_on": version.formed_on.isoformat(),
            "released_at": version.released_at.isoformat(),
            "until": version.until.isoformat() if version.until else None,
            "version": version.number,
            "unit": version.issued_by,
        }
        for one, version in ((one, public_version(one)) for one in current)
    ]
    return json.dumps({"notices": items}, ensure_ascii=False, indent=1).encode()


def pages_of(notice: Notice, known: dict[str, object], now: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield the page of a text and one for every released version; a withdrawn one says so instead of its text."""
    versions = [one for one in notice.versions.all() if one.released_at]
    for version in versions:
        context = known | {"shown": shown(notice, version, now)}
        yield f"notice-{notice.pk}-v{version.number}.html", page("residents/site/notice.html", context)
        if version.number == notice.version:
            yield f"notice-{notice.pk}.html", page("residents/site/notice.html", context)


def page(template: str, context: dict[str, object]) -> bytes:
    """Return a page."""
    return render_to_string(template, context).encode()


def attachments(standing: list[Notice]) -> Iterator[tuple[str, bytes]]:
    """Yield the attachments of every released version, but for texts that were withdrawn."""
    public = [
        version.pk
        for one in standing
        if one.is_public
        for version in one.versions.all()
        if version.released_at
    ]
    yielded = set()
    for use in NoticeFile.objects.filter(version__in=public, file__erased_at=None).select_related("file"):
        if use.file.sha256 not in yielded and use.file.path.is_file():
            yielded.add(use.file.sha256)
            yield file_name(use), use.file.path.read_bytes()


def file_name(use: NoticeFile) -> str:
    """Return the name of an attachment in the folder: its digest, and the ending people know."""
    ending = Path(use.file.name).suffix.lower()
    return f"files/{use.file.sha256}{ending if re.fullmatch(r'[.][a-z0-9]{1,5}', ending) else '.bin'}"


def shown(notice: Notice, version: NoticeVersion, now: datetime) -> dict[str, object]:
    """Return what a public page shows of one version: its text, the other versions, disputes with what came of them."""
    return {
        "notice": notice,
        "version": version,
        "newest": notice.version,
        "versions": [one for one in notice.versions.all() if one.released_at],
        "expired": notice.has_expired(local_day(now)),
        "disputes": [one for one in notice.disputes.all() if one.outcome],
        "waiting": len([one for one in notice.disputes.all() if not one.outcome]),
        "files": [(use, file_name(use)) for use in version.files.all() if not use.file.erased_at],
    }
