"""Published answers as a folder of static files, which the county's site serves: pages, feed, list for programs.

The folder holds what ``/answers/`` shows to anybody, and nothing else. It needs no program behind it.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zerentian.casework.models import PublicAnswer
from zerentian.evidence import copies
from zerentian.ledger.files import write_whole
from zerentian.ledger.models import Instance
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.texts import plain

Progress = Callable[[int], object]
PER_PAGE, FED = 50, 30
LIST = "answers.json"
STYLE = "zerentian.css"
OURS = re.compile(r"page-\d+\.html|\d+\.(?:html|jpg)|feed\.atom")


@dataclass(frozen=True, slots=True)
class Site:
    """What an export wrote: answers that stand, files in the folder, files taken away."""

    answers: int
    files: int
    removed: int


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the folder will stand, and this system: each without a slash at its end, empty where unknown."""

    site: str = ""
    office: str = ""


def export_answers(folder: Path, addresses: Addresses, progress: Progress | None = None) -> Site:
    """Write the folder anew; what no longer stands is taken away, a killed export is made whole by the next.

    Without the address where the folder will stand there is no feed: its readers follow whole addresses.
    Raises NotAllowed when the folder holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / LIST).is_file():
        raise NotAllowed(
            f"{folder} 不是空目录，也不是导出的公开答复",
            f"{folder} is neither empty nor an export of published answers",
        )
    # The list comes first: it marks the folder as ours, so that a killed export can be made whole.
    standing = list(PublicAnswer.objects.standing().with_concern().order_by("-pk"))
    files = {LIST: listed(standing), STYLE: stylesheet()}
    for name, content in files.items():
        write_whole(folder / name, content)
    kept = set(files) | write_versions(folder, addresses, progress) | write_lists(folder, standing, addresses)
    if addresses.site:
        feed = feed_of(
            standing[:FED],
            home=f"{addresses.site}/",
            feed=f"{addresses.site}/feed.atom",
            address=lambda one: f"{addresses.site}/{one.pk}.html",
        )
        write_whole(folder / "feed.atom", feed.encode())
        kept.add("feed.atom")
    return Site(len(standing), len(kept), take_away(folder, kept))


def listed(standing: list[PublicAnswer]) -> bytes:
    """Return the answers as JSON, for programs."""
    answers = [
        {
            "page": f"{one.pk}.html",
            "title": one.title,
            "question": one.question,
            "answer": one.answer,
            "township": one.concern.unit.name,
            "category": one.concern.category.name if one.concern.category else None,
            "published_at": one.published_at.isoformat(),
            "version": one.version,
        }
        for one in standing
    ]
    return json.dumps({"answers": answers}, ensure_ascii=False, indent=1).encode()


def stylesheet() -> bytes:
    """Return the one stylesheet, which asks for nothing further."""
    found = finders.find(f"web/{STYLE}")
    return Path(str(found)).read_bytes()


def write_versions(folder: Path, addresses: Addresses, progress: Progress | None) -> set[str]:
    """Write a page for every version ever published, the photo beside what stands; return the files' names."""
    names: set[str] = set()
    for answer in PublicAnswer.objects.with_concern().order_by("pk").iterator(500):
        name = f"{answer.pk}.html"
        context = {**shown(answer), "addresses": addresses}
        with_photo = answer.stands and write_photo(folder, answer)
        context["with_photo"] = with_photo
        write_page(folder / name, "residents/site/answer.html", context)
        names |= {name, f"{answer.pk}.jpg"} if with_photo else {name}
        if progress:
            progress(1)
    return names


def shown(answer: PublicAnswer) -> dict[str, object]:
    """Return what a page shows of one version of an answer: the others, and the withdrawal that took it along."""
    versions = answer.concern.public_answers.order_by("version")
    return {
        "answer": answer,
        "versions": versions,
        # What was withdrawn may have stood in the versions before it as well: they go with it.
        "withdrawn": versions.filter(version__gte=answer.version).exclude(withdrawn_at=None).first(),
        "newest": versions.last(),
        "township": answer.concern.unit,
    }


def write_photo(folder: Path, answer: PublicAnswer) -> bool:
    """Write the newly encoded photo of an answer; False when it was erased or the store no longer has it."""
    if answer.photo is None or not answer.photo.is_picture or not answer.photo.path.is_file():
        return False
    write_whole(folder / f"{answer.pk}.jpg", copies.picture(answer.photo.sha256, "page").read_bytes())
    return True


def write_lists(folder: Path, standing: list[PublicAnswer], addresses: Addresses) -> set[str]:
    """Write the pages that list the answers, the newest first; return the files' names."""
    pages = [standing[at : at + PER_PAGE] for at in range(0, len(standing), PER_PAGE)] or [[]]
    names = ["index.html", *(f"page-{number}.html" for number in range(2, len(pages) + 1))]
    for at, answers in enumerate(pages):
        context = {
            "answers": answers,
            "newer": names[at - 1] if at else "",
            "older": names[at + 1] if at + 1 < len(names) else "",
            "addresses": addresses,
        }
        write_page(folder / names[at], "residents/site/index.html", context)
    return set(names)


def write_page(path: Path, template: str, context: dict[str, object]) -> None:
    """Write one page; those of a demo instance say so."""
    known = {"language": get_language(), "demo": Instance.objects.is_demo()}
    write_whole(path, render_to_string(template, known | context).encode())


def feed_of(
    answers: Iterable[PublicAnswer], *, home: str, feed: str, address: Callable[[PublicAnswer], str]
) -> str:
    """Return answers as an Atom feed, given the whole addresses of the list, of the feed and of an answer."""
    atom = Atom1Feed(
        title=_("Published answers"),
        link=home,
        description="",
        feed_url=feed,
        language=get_language() or settings.LANGUAGE_CODE,
    )
    for one in answers:
        atom.add_item(
            # What was published before texts had a rule may hold signs that no feed can carry.
            title=plain(one.title, lines=False),
            link=address(one),
            description=plain(f"{one.question}\n\n{one.answer}"),
            pubdate=one.published_at,
            updateddate=one.published_at,
            unique_id=address(one),
            author_name=one.concern.unit.name,
        )
    return str(atom.writeString("utf-8"))


def take_away(folder: Path, kept: set[str]) -> int:
    """Remove pages and photos of an earlier export that are not in this one; return how many."""
    gone = [path for path in folder.iterdir() if OURS.fullmatch(path.name) and path.name not in kept]
    for path in gone:
        path.unlink()
    return len(gone)
