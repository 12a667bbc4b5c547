"""Every surface a concern could show on × every persona: all of them follow the one visibility function."""

from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from conftest import NOW
from tests.test_access import named
from zerentian.casework import actions, search
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.casework.rules.replies import Decision
from zerentian.evidence.actions.deposits import receive
from zerentian.evidence.tests.files import plain_jpeg
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.organization.models import AccessKey, Account, Unit
from zerentian.web.search import catch_up_wholly

pytestmark = pytest.mark.usefixtures("beginning")

# An office is given the case or accused of it; the others stand beside it.
STAFF = (
    "receptionist",
    "neighbour_clerk",
    "clerk",
    "cadre",
    "leader",
    "first",
    "inspector",
    "supervisor",
    "outsider",
    "administrator",
    "auditor",
    "security",
)
DESK = {"receptionist", "leader", "first", "inspector", "supervisor"}
PARTS = {
    "request": "核实情况",
    "facts_found": "已到现场核对台账。",
    "rule_cited": "《示例管理办法》第四条",
    "reasons": "所述情况属实，应当改正。",
    "next_steps": "三日内改正并复查。",
    "review_notice": "如不服本答复，可自收到之日起三十日内申请复查。",
}


@dataclass(frozen=True)
class Matter:
    """A concern with the word that stands in it alone, its file, the resident's secret, and who may read it."""

    concern: Concern
    word: str
    sha256: str
    secret: str
    readers: set[str]

    @property
    def is_sealed(self) -> bool:
        """Tell whether its words and files are sealed to the county's key: the program itself opens them to nobody."""
        return self.concern.kind == Kind.WRONGDOING

    def shows_in(self, content: bytes) -> bool:
        """Return whether a page tells of it: by number, or by a link to it."""
        return self.concern.number.encode() in content or self.concern.key.encode() in content


def member(username):
    return Account.objects.get(username=username)


def said(word, category=None, kind=None, seed=1):
    """Receive what a resident said, with a picture."""
    photo = SimpleUploadedFile(f"{word}.jpg", plain_jpeg(seed), content_type="image/jpeg")
    file = receive(photo, name=photo.name)
    words = actions.Said(text=f"反映{word}的情况。", title=f"{word}的事", category=category, kind=kind)
    receipt = actions.receive_concern(
        words,
        unit=Unit.objects.get(code="990101"),
        channel=Channel.FORM,
        by=Account.objects.system("public"),
        now=NOW,
        files=[file],
    )
    return receipt, file.sha256


def category(code, group, kind=Kind.HELP):
    """Keep a category of the township."""
    unit = Unit.objects.get(code="990101")
    return actions.keep_category(
        unit=unit, code=code, name=code, group=group, kind=kind, by=member("receptionist"), now=NOW
    )


def answered(concern, kind, category, office, handler, accused=()):
    """Lead a concern through an office to a released answer."""
    receptionist, handler, office = member("receptionist"), member(handler), Unit.objects.get(code=office)
    actions.triage_concern(
        concern, kind=kind, category=category, accused_units=accused, by=receptionist, now=NOW
    )
    actions.dispatch_concern(concern, unit=office, by=receptionist, now=NOW)
    actions.accept_concern(concern, by=handler, now=NOW)
    actions.draft_reply(concern, decision=Decision.SUPPORTED, parts=PARTS, by=handler, now=NOW)
    actions.release_reply(concern, told="code_page", by=member("leader"), now=NOW)


def plain():
    """A street lamp, answered by an office, and published."""
    lamp = category("lamp", Group.BUILDING)
    receipt, sha256 = said("紫檀渡口", lamp)
    answered(receipt.concern, Kind.HELP, lamp, "990101-ZF", "neighbour_clerk")
    actions.publish_answer(
        receipt.concern,
        title="渡口的灯",
        question="渡口的灯不亮。",
        answer="已换。",
        by=member("receptionist"),
        now=NOW,
    )
    return Matter(receipt.concern, "紫檀渡口", sha256, receipt.secret, DESK | {"neighbour_clerk"})


def complaint():
    """A complaint about an office, answered by another."""
    conduct = category("conduct", Group.CONDUCT, Kind.COMPLAINT)
    receipt, sha256 = said("青檀窗口", conduct, seed=2)
    accused = [Unit.objects.get(code="990101-ZF")]
    answered(receipt.concern, Kind.COMPLAINT, conduct, "990101-DZ", "clerk", accused)
    return Matter(receipt.concern, "青檀窗口", sha256, receipt.secret, DESK | {"clerk"})


def report():
    """A report of wrongdoing, not yet triaged."""
    receipt, sha256 = said("黄檀工程", kind=Kind.WRONGDOING, seed=3)
    return Matter(receipt.concern, "黄檀工程", sha256, receipt.secret, {"supervisor"})


@pytest.fixture(scope="module")
def matters(beginning):
    """All three, sealed and indexed: made once, and only looked at."""
    made = plain(), complaint(), report()
    seal(now=NOW)
    search.catch_up_wholly()
    catch_up_wholly()
    return made


def opens(browser, where, query=None):
    """Return whether an address opens; a file that is sent is read to its end, which closes it."""
    answer = browser.get(where, query)
    assert b"".join(answer) or answer.status_code != 200, where
    return answer.status_code == 200


def shown_by_page(name, *more, query=None):
    """Make the surface of a page of the concern's own: it opens, or it is not there."""

    def shows(browser, matter):
        arguments = [one(matter) if callable(one) else one for one in more]
        return opens(browser, reverse(name, args=[matter.concern.key, *arguments]), query)

    return shows


def shown_on(name, *arguments, query=None):
    """Make the surface of a page on which many concerns stand: the concern stands there, or it does not."""

    def shows(browser, matter):
        asked = query(matter) if query else {}
        return matter.shows_in(browser.get(reverse(name, args=arguments), asked).content)

    return shows


def exported(browser, matter):
    """Send the list of the township as a spreadsheet."""
    asked = {"list": "1", "unit": "990101", "form": "csv"}
    return matter.shows_in(browser.post(reverse("exchange:export"), asked).content)


def alike(browser, matter):
    """Type the same words again."""
    typed = {"title": f"{matter.word}的事", "text": f"反映{matter.word}的情况。"}
    return matter.shows_in(browser.post(reverse("casework:concern-alike"), typed).content)


def entry_opens(browser, matter):
    """Open the entries of the concern one by one."""
    entries = Entry.objects.about(matter.concern.ref)
    assert entries
    return any(opens(browser, reverse("entry", args=[entry.uuid])) for entry in entries)


def named_in(where, query):
    """Make the surface of a page that lists entries: one of the concern's own stands there, or none."""

    def shows(browser, matter):
        content = browser.get(where, query(matter)).content.decode()
        return any(str(entry.uuid) in content for entry in Entry.objects.about(matter.concern.ref))

    return shows


def sha(matter):
    return matter.sha256


SURFACES = {
    "list": shown_on("casework:concern-list", query=lambda matter: {"state": "all"}),
    "list by words": shown_on("casework:concern-list", query=lambda matter: {"q": matter.word}),
    "page": shown_by_page("casework:concern-detail"),
    "search": shown_on("search", query=lambda matter: {"q": matter.word}),
    "look-alikes": alike,
    "export": exported,
    "archive file": shown_by_page("reports:case"),
    "print": shown_by_page("reports:letter", 1, "html"),
    "file": shown_by_page("casework:concern-file", sha),
    "picture": shown_by_page("casework:concern-picture", sha),
    "entry": entry_opens,
    "trail": named_in(reverse("trail"), lambda matter: {"subject": matter.concern.ref}),
    "figure": named_in(reverse("figure", args=["concerns.received"]), lambda matter: {"period": "2026"}),
    "evidence": lambda browser, matter: opens(browser, reverse("evidence:file", args=[matter.sha256])),
    "evidence list": lambda browser, matter: (
        matter.word.encode() in browser.get(reverse("evidence:file-list")).content
    ),
}
# What stands on the entries of a plain matter holds no words: whoever reads the trail of a unit may see it.
BY_ENTRY = {"entry", "trail", "figure"}
API = {
    "API list": shown_on("exchange-api:concerns", query=lambda matter: {"q": matter.word}),
    "API": shown_by_page("exchange-api:concern"),
}
# These are pages for everybody: none shows a concern, whoever looks.
ELSEWHERE = {
    "published answers": shown_on("residents:answers"),
    "feed": shown_on("residents:feed"),
}


def readers(surface, matter, browser_of):
    return {username for username in STAFF if surface(browser_of(username), matter)}


@pytest.fixture
def signed_in(client_of, account_of):
    return lambda username: client_of(account_of(username))


@pytest.fixture
def program_of(account_of, monkeypatch):
    """Return what the requests of a program look like that acts for an account."""

    def of(username):
        held = AccessKey(account=account_of(username))
        monkeypatch.setattr("zerentian.organization.api.holder_of", lambda token, now: held)
        return Client()

    return of


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(SURFACES))
def test_no_surface_shows_a_concern_to_whom_it_is_not_for(name, matters, signed_in):
    plain, *shielded = matters
    seen = {matter.word: readers(SURFACES[name], matter, signed_in) for matter in matters}
    assert seen[plain.word], "a surface that shows nothing to anybody proves nothing"
    for matter in shielded if name in BY_ENTRY else matters:
        assert seen[matter.word] <= matter.readers, matter.word


FILES = ["file", "picture", "evidence", "evidence list"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["list", "page", *FILES])
def test_whoever_may_read_a_concern_finds_it(name, matters, signed_in):
    for matter in matters:
        found = set() if matter.is_sealed and name in FILES else matter.readers
        assert readers(SURFACES[name], matter, signed_in) == found, matter.word


@pytest.mark.django_db
def test_programs_see_what_their_accounts_see_and_no_report_of_wrongdoing(matters, program_of):
    plain, complaint, report = matters
    for name, surface in API.items():
        assert readers(surface, plain, program_of) == plain.readers, name
        assert readers(surface, complaint, program_of) == complaint.readers, name
        assert readers(surface, report, program_of) == set(), name


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_places_that_are_not_for_concerns_show_none(name, matters, signed_in):
    for matter in matters:
        assert readers(ELSEWHERE[name], matter, signed_in) == set(), matter.word


ONE_CONCERNS = [
    (name, pattern)
    for name, pattern in named(get_resolver().url_patterns)
    if "key" in getattr(pattern.pattern, "converters", {}) and not hasattr(pattern.callback, "takes_key")
]
STAND_INS = {"step": "note", "level": "review", "version": 1, "round": 1, "form": "html", "code": "receipt"}


@pytest.mark.django_db
def test_no_address_of_a_concern_answers_whom_it_is_not_for(matters, signed_in):
    for matter in matters:
        given = {"key": matter.concern.key, "sha256": matter.sha256} | STAND_INS
        for username in set(STAFF) - matter.readers:
            browser = signed_in(username)
            for name, pattern in ONE_CONCERNS:
                where = reverse(name, kwargs={one: given[one] for one in pattern.pattern.converters})
                for ask in (browser.get, browser.post):
                    assert ask(where).status_code in (403, 404, 405), (where, username)


@pytest.mark.django_db
def test_who_is_accused_leaves_a_trace_that_the_supervisor_alone_finds(matters, signed_in):
    _, complaint, _ = matters
    browser = signed_in("neighbour_clerk")
    assert browser.get(reverse("casework:concern-detail", args=[complaint.concern.key])).status_code == 404
    assert not Entry.objects.filter(verb="concern.refused").exists()
    assert complaint.shows_in(signed_in("supervisor").get(reverse("casework:looks")).content)


PUBLIC = ("progress", "slip", "data", "receipt")


@pytest.mark.django_db
def test_a_code_tells_what_is_personal_to_who_has_its_secret_alone(matters):
    for matter in matters:
        mine, theirs, anybody = Client(), Client(), Client()
        mine.post(reverse("residents:open", args=[matter.concern.code]), {"secret": matter.secret})
        for other in matters:
            if other is not matter:
                theirs.post(reverse("residents:open", args=[other.concern.code]), {"secret": other.secret})
        for name in PUBLIC:
            where = reverse(f"residents:{name}", args=[matter.concern.code])
            for browser in (theirs, anybody):
                assert matter.word.encode() not in browser.get(where).content, name
        file = reverse("residents:file", args=[matter.concern.code, matter.sha256])
        assert [opens(browser, file) for browser in (mine, theirs, anybody)] == [
            not matter.is_sealed,
            False,
            False,
        ]
        opened = mine.get(reverse("residents:progress", args=[matter.concern.code])).content
        assert (matter.word.encode() in opened) == (not matter.is_sealed)


@pytest.mark.django_db
def test_every_kind_of_page_that_names_a_concern_is_walked():
    """A new address of a concern is walked without being listed; a stand-in that is missing fails here."""
    assert len(ONE_CONCERNS) > 15
    for name, pattern in ONE_CONCERNS:
        given = {"key": "0", "sha256": "0"} | STAND_INS
        try:
            reverse(name, kwargs={one: given[one] for one in pattern.pattern.converters})
        except (KeyError, NoReverseMatch) as error:
            pytest.fail(f"{name}: {error}")
