"""Two offices, alike but for what accuses somebody of one of them: whoever is accused reads the same bytes in both.

Every address that a page of theirs leads to is asked for, and those that take words or content: pages, lists,
figures, searches, exports, reports, mail. What cannot be alike is masked and named here: random keys, and what a
checkpoint says of the whole county's log. Both logs are of the same length and as often sealed: beside the other office
as much happened elsewhere in the county. So do those who have no part in it, keepers, programs and visitors without an
account.
"""

import io
import json
import re
import zipfile
from collections import defaultdict
from contextlib import closing, contextmanager
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from zerentian.casework import actions, search
from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.casework.rules.replies import Decision
from zerentian.casework.rules.reviews import Level
from zerentian.evidence.actions.deposits import receive
from zerentian.evidence.tests.files import plain_jpeg
from zerentian.ledger.actions import record, seal
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.rules.periods import Period
from zerentian.organization.actions.keys import make_key
from zerentian.organization.models import Account
from zerentian.reports.actions import issue_report, write_outline
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.archive import case_archive
from zerentian.reports.letters import decision_letter
from zerentian.reports.offline.verify import out_of_html
from zerentian.residents.site import Addresses, export_answers
from zerentian.web.digest import digest_of
from zerentian.web.search import catch_up_wholly

pytestmark = [pytest.mark.django_db]

MASKS = (
    (rb'name="csrfmiddlewaretoken" value="[^"]*"', b"<csrf>"),
    (rb'name="stamp" value="[^"]*"', b"<stamp>"),
    (rb'<path class="qrline"[^>]*>', b"<secret>"),
    (rb"[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}", b"<secret>"),
    (rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00", b"<machine's clock>"),
    (rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(?=</dcterms:)", b"<machine's clock>"),
    (rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", b"<uuid>"),
    (rb"(?<![0-9a-f])[4-9]\d{18}(?![0-9a-f])", b"<mark>"),
    (rb"(?<![0-9a-f])1\d{17}(?![0-9a-f])", b"<key>"),
    (rb"[0-9a-f]{64}", b"<hash>"),
    (rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", b"<once>"),
    (rb"(?:[0-9a-f]{8}\s+){7}[0-9a-f]{8}", b"<hash>"),
    (rb"(?<=>)[0-9a-f]{8} [0-9a-f]{8}(?=</text>)", b"<part of a hash>"),
    (rb"(?<=[\"#(])p[0-9a-f]{8}-", b"<pattern>-"),
    (rb"(?:M[\d.]+,[\d.]+h[\d.]+v[\d.]+h-[\d.]+z){20,}", b"<root for a camera>"),
    (rb"\d+\.\d GB", b"<disk>"),
    (rb"(?:[0-9a-f]{4}\s|[0-9a-f]{4}</\w+>\s*<\w+>){15}[0-9a-f]{4}", b"<hash>"),
    (rb"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])", b"<key>"),
    (rb"[A-Za-z0-9+/_-]{43,}={0,2}", b"<base64>"),
    (rb"2026-[1-9]\d{7}(?!\d)", b"<number>"),
    (rb"\b[0-9A-F]{4}(?:-[0-9A-F]{4}){4}\b", b"<number of a table>"),
    (rb"\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b", b"<code>"),
    (rb"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}\b", b"<code>"),
    (rb"\b[0-9A-HJKMNP-TV-Z]{10}\b", b"<code>"),
)
# Who walks, and how many addresses that lead to the same view each follows: beyond that they tell nothing new.
ACCUSED = {"neighbour_clerk": 4, "leader": 4, "first": 4}
OTHERS = {"cadre": 1, "administrator": 1}
VISITOR = "visitor"
# What is taken along as a file by a form.
TAKEN = {"list-file", "figure-file", "reports:finding-list", "reports:risk-register", "reports:matrix"}
TAKEN |= {"community:inquiry-year-file", "exchange:filling-check"}
# What a program asks with the key of somebody who is accused.
PROGRAM = ("/api/concerns/", "/api/concerns/?q=青檀窗口", "/api/figures/?unit=990101&period=2026")
PARTS = {
    "request": "核实情况",
    "facts_found": "已到现场核对台账。",
    "rule_cited": "《示例管理办法》第四条",
    "reasons": "所述情况属实，应当改正。",
    "next_steps": "三日内改正并复查。",
    "review_notice": "如不服本答复，可自收到之日起三十日内申请复查。",
}
OUTLINE = """# {{ unit }}{{ period }}诉求情况报告

## 一、总体情况

收到{{ figure concerns.received with=states }}，在办{{ figure concerns.open }}，按期{{ figure answers.on_time_share }}。

{{ chart trend concerns.received }}

{{ chart lights concerns.open concerns.overdue }}

{{ table concerns.received concerns.kind.complaint concerns.kind.wrongdoing contacts.revealed }}

{{ table concerns.received concerns.open by=unit }}

{{ list concerns.received limit=5 }}
"""
WORDS = ("青檀窗口", "黄檀工程")  # they stand in the protected matters alone
PASSWORD = "Zuoye-2026-tian"  # of everybody in the cast


def masked(content: bytes) -> bytes:
    for pattern, words in MASKS:
        content = re.sub(pattern, words, content)
    return content


def unpacked(content: bytes) -> bytes:
    """Return what a file holds that can be compared: the parts of an archive, a page without its manifest."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [(name, unpacked(archive.read(name))) for name in sorted(archive.namelist())]
        # Sums stand in the order of what they are sums of, or of themselves.
        parts = [
            (name, b"\n".join(sorted(part.split(b"\n"), key=masked)) if "SUMS" in name else part)
            for name, part in parts
        ]
        return b"\n".join(name.encode() + b"\n" + part for name, part in parts if not name.endswith(".png"))
    if content.startswith(b"%PDF"):
        return signs_of(content)
    if b"zerentian-manifest" in content and content[:15].lower().startswith(b"<!doctype"):
        page, manifest = out_of_html(content)
        return page + manifest
    return content


def signs_of(content: bytes) -> bytes:
    """Return the signs that stand on a PDF's pages, in order of themselves: random numbers, which are left out, are of
    various widths, so that lines break elsewhere. In their order the page says the same words."""
    with closing(pypdfium2.PdfDocument(content)) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    return "".join(sorted(re.sub(r"[0-9A-Za-z+/_-]{8,}", "", re.sub(r"\s", "", text)))).encode()


@cache
def view_of(path: str) -> str:
    """Return the name of the view that answers at a path; nothing where none does. Pages repeat most of their links."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


class Walk:
    """What one person finds: by address, each as often as it stands in their pages."""

    def __init__(self, browser: Client, account: Account | None, per_view: int, now) -> None:
        self.browser, self.found, self.seen = browser, defaultdict(list), defaultdict(set)
        self.waiting = [reverse("desk"), reverse("residents:ask"), reverse("residents:answers")]
        self.account, self.per_view, self.now = account, per_view, now

    def keep(self, where: str, answer) -> bytes:
        content = b"".join(answer) if answer.streaming else answer.content
        head = f"{answer.status_code} {answer.headers.get('Content-Type', '')}".encode()
        self.found[masked(where.encode())].append(masked(head + b"\n" + unpacked(content)))
        return content

    def everywhere(self) -> dict[bytes, list[bytes]]:
        while self.waiting:
            where = self.waiting.pop()
            answer = self.browser.get(where)
            if view_of(urlsplit(where).path) in TAKEN:
                # A file that leaves is an entry: it is taken by a form, never by looking at an address.
                assert answer.status_code in (403, 404, 405), where
                answer = self.browser.post(where)
            content = self.keep(where, answer)
            for link in re.findall(rb'(?:href|src|hx-get|(?:form)?action)="(/[^"#]*)', content):
                self.note(unescape(link.decode()))
        self.ask()
        return {where: sorted(contents) for where, contents in self.found.items()}

    def note(self, where: str) -> None:
        name = view_of(urlsplit(where).path)
        if not name:
            return
        seen = self.seen[name]
        if name in ("sign-out", "organization:sign-out") or where in seen or len(seen) >= self.per_view:
            return
        seen.add(where)
        self.waiting.append(where)

    def ask(self) -> None:
        """Ask with words and content that stand in the protected matters, and for lists and files."""
        get, post = self.browser.get, self.browser.post
        for word in WORDS:
            for name in ("search", "casework:concern-list", "evidence:file-list", "reports:report-list"):
                self.keep(f"{name} {word}", get(reverse(name), {"q": word, "state": "all"}))
            self.keep(f"alike {word}", post(reverse("casework:concern-alike"), {"title": word, "text": word}))
        for code in ("concerns.received", "concerns.open", "concerns.kind.complaint", "contacts.revealed"):
            self.keep(f"figure {code}", get(reverse("figure", args=[code]), {"period": "2026"}))
        for form in ("csv", "xlsx"):
            asked = {"list": "1", "unit": "990101", "form": form}
            self.keep(f"export {form}", post(reverse("exchange:export"), asked))
        same = SimpleUploadedFile("again.jpg", plain_jpeg(7), content_type="image/jpeg")
        self.keep("deposit", post(reverse("evidence:deposit"), {"files": same}))
        if self.account is not None:
            self.found[b"mail"] = [masked(repr(digest_of(self.account, self.now)).encode())]

    def as_program(self, token: str) -> None:
        """Ask what programs ask, with the person's key."""
        for where in PROGRAM:
            self.keep(where, Client().get(where, headers={"Authorization": f"Bearer {token}"}))

    def take_site(self, folder: Path) -> None:
        """Take the published answers, as they are put on the county's own site."""
        export_answers(folder, Addresses(site="https://county.example", office="https://office.example"))
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.found[masked(f"site {path.relative_to(folder)}".encode())].append(
                    masked(path.read_bytes())
                )


@pytest.fixture
def resident(db):
    return Account.objects.system("public")


@pytest.fixture
def categories(township, receptionist, now):
    def kept(code, group, kind):
        return actions.keep_category(
            unit=township, code=code, name=code, group=group, kind=kind, by=receptionist, now=now
        )

    return kept("lamp", Group.BUILDING, Kind.HELP), kept("conduct", Group.CONDUCT, Kind.COMPLAINT)


@pytest.fixture
def plain(categories, township, resident, receptionist, neighbour_office, neighbour_clerk, leader, now):
    """Let a street lamp be reported to the accused office, and answered."""

    def happen(word: str, seed: int) -> None:
        photo = SimpleUploadedFile(f"{word}.jpg", plain_jpeg(seed), content_type="image/jpeg")
        said = actions.Said(text=f"反映{word}的情况。", title=f"{word}的事", category=categories[0])
        files = [receive(photo, name=photo.name)]
        concern = actions.receive_concern(
            said, unit=township, channel=Channel.FORM, by=resident, now=now, files=files
        ).concern
        actions.triage_concern(concern, kind=Kind.HELP, category=categories[0], by=receptionist, now=now)
        actions.dispatch_concern(concern, unit=neighbour_office, by=receptionist, now=now)
        actions.accept_concern(concern, by=neighbour_clerk, now=now)
        actions.draft_reply(concern, decision=Decision.SUPPORTED, parts=PARTS, by=neighbour_clerk, now=now)
        actions.release_reply(concern, told="code_page", by=leader, now=now)

    return happen


@pytest.fixture
def protected(
    categories,
    township,
    resident,
    receptionist,
    office,
    clerk,
    neighbour_office,
    office_head,
    leader,
    first,
    county,
    now,
):
    """Let complaints about an office, a leader and the first in charge be handled elsewhere; wrongdoing be reported."""

    def happen() -> None:
        photo = SimpleUploadedFile("青檀窗口.jpg", plain_jpeg(7), content_type="image/jpeg")
        reachable = actions.Reachable(name="示例群众", phone="13900000000")
        said = actions.Said(
            text="反映青檀窗口的情况。", title="青檀窗口的事", category=categories[1], contact=reachable
        )
        concern = actions.receive_concern(
            said,
            unit=township,
            channel=Channel.FORM,
            by=resident,
            now=now,
            files=[receive(photo, name=photo.name)],
        ).concern
        actions.triage_concern(
            concern,
            kind=Kind.COMPLAINT,
            category=categories[1],
            accused_units=[neighbour_office],
            accused_accounts=[leader, first],
            by=receptionist,
            now=now,
        )
        actions.dispatch_concern(concern, unit=office, by=receptionist, now=now)
        actions.accept_concern(concern, by=clerk, now=now)
        note = SimpleUploadedFile("青檀窗口核实.jpg", plain_jpeg(8), content_type="image/jpeg")
        noted = [receive(note, name=note.name)]
        actions.note_concern(concern, words="已向窗口核实。", by=clerk, now=now, files=noted)
        actions.draft_reply(concern, decision=Decision.SUPPORTED, parts=PARTS, by=clerk, now=now)
        reply = actions.release_reply(concern, told="code_page", by=office_head, now=now)
        concern.refresh_from_db()
        letter = decision_letter(concern, reply, viewer=clerk, now=now)
        print_paper(concern, letter, kind="letter", forms=("docx", "pdf"), by=clerk, now=now)
        with case_archive(concern, by=clerk, now=now):
            pass
        actions.ask_review(
            concern, level=Level.REVIEW, request="请县里复查青檀窗口。", unit=county, by=resident, now=now
        )
        wrongdoing = actions.Said(text="反映黄檀工程款。", title="黄檀工程", kind=Kind.WRONGDOING)
        actions.receive_concern(wrongdoing, unit=township, channel=Channel.FORM, by=resident, now=now)

    return happen


@pytest.fixture
def world(plain, protected, outsider, township, clerk, first, client_of, account_of, tmp_path, now):
    """Return what some people find in an office with the protected matters, or without them."""

    def found(
        with_them: bool, entries: int, sizes: list[int]
    ) -> tuple[dict[str, dict[bytes, list[bytes]]], int, list[int]]:
        with transaction.atomic():
            plain("紫檀渡口", 1)
            before = Entry.objects.count()
            if with_them:
                protected()
            grown, sealed = Entry.objects.count() - before, list(Seal.objects.values_list("size", flat=True))
            for place in range(entries - grown):
                record(
                    "concern.noted",
                    subject=f"concern:{place:016x}",
                    unit="990100/990102",
                    by=outsider,
                    now=now,
                    facts={"by_code": False},
                )
                if before + grown + place + 1 in sizes:
                    seal(now=now)
            plain("水杉桥", 2)
            outline = write_outline(code="concerns", text=OUTLINE, by=clerk, now=now)
            seal(now=now)
            issue_report(outline, unit=township, period=Period.parse("2026"), by=first, now=now)
            search.catch_up_wholly()
            catch_up_wholly()
            walks = {
                name: Walk(client_of(account_of(name)), account_of(name), per_view, now)
                for name, per_view in {**ACCUSED, **OTHERS}.items()
            }
            token = make_key(
                password=PASSWORD,
                label="表",
                writes=False,
                last=now.date(),
                by=first,
                now=now,
            ).token
            walks["first"].as_program(token)
            walks[VISITOR] = Walk(Client(), None, 1, now)
            walks[VISITOR].take_site(tmp_path / str(with_them))
            found = {name: walk.everywhere() for name, walk in walks.items()}
            transaction.set_rollback(True)
        return found, grown, sealed

    return found


@contextmanager
def numbering_anew():
    """Let row numbers begin where they did before, when all is rolled back: PostgreSQL takes no sequence back."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            yield
            return
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), coalesce(last_value, start_value),"
            " last_value IS NOT NULL FROM pg_sequences"
        )
        before = cursor.fetchall()
        yield
        for name, value, called in before:
            cursor.execute("SELECT setval(%s, %s, %s)", [name, value, called])


def test_nobody_else_finds_a_difference_with_and_without_what_accuses_somebody(world):
    with numbering_anew():
        with_them, entries, sizes = world(True, 0, [])
    without, *_ = world(False, entries, sizes)
    told = []
    for name, found in with_them.items():
        assert len(found) > (60 if name in ACCUSED else 12), "a walk that finds little proves little"
        for where in sorted(found.keys() | without[name].keys()):
            one, other = found.get(where, []), without[name].get(where, [])
            if one != other:
                told.append(f"{name} {where.decode()}: {first_difference(one, other)}")
    assert not told, "\n".join(told)


def first_difference(one: list[bytes], other: list[bytes]) -> str:
    if len(one) != len(other):
        return f"found {len(one)} and {len(other)} times"
    left, right = next((a, b) for a, b in zip(one, other, strict=True) if a != b)
    at = next(
        (n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
    return json.dumps(
        [text[max(at - 80, 0) : at + 80].decode(errors="replace") for text in (left, right)],
        ensure_ascii=False,
    )
