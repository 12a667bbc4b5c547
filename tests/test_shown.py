"""Every noun is shown whole: its verbs are sentences, its facts and codes words, in both languages."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.translation import override

from tests.one_of_each import one_of_each
from zerentian.duties.models.located import Located
from zerentian.ledger.registry import FIGURES, VERBS, Verb
from zerentian.ledger.rules.verbs import OWN_FACTS, Code, Fact
from zerentian.organization import subjects
from zerentian.organization.offers import OFFERS
from zerentian.organization.subjects import SAID, SUBJECTS, DeclaredTwice, Sentence, Subject, fact_of

PACKAGE = Path(__file__).resolve().parent.parent / "zerentian"
# Characters, and the marks that only stand between them.
CJK = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]")
HOLE = re.compile(r"%\((\w+)\)s")
# Verbs and figures that other tests made up stand beside the program's.
MADE_UP = ("trial.", "walk", "walks.")
PROGRAM = {code: verb for code, verb in VERBS.items() if not code.startswith(MADE_UP)}
FACTS = [
    (verb.code, name, kind) for verb in PROGRAM.values() for name, kind in {**verb.facts, **OWN_FACTS}.items()
]


def both(words: object) -> tuple[str, str]:
    """Return some words in Chinese and in English."""
    said = []
    for language in ("zh-hans", "en"):
        with override(language):
            said.append(str(words))
    return said[0], said[1]


def spoken(words: object) -> bool:
    """Tell whether words are Chinese in the one language and English in the other."""
    chinese, english = both(words)
    return bool(CJK.search(chinese)) and bool(english) and not CJK.search(english)


def alike(words: object) -> bool:
    """Tell whether words are the same in both languages, such as PDF or Word."""
    chinese, english = both(words)
    return chinese == english and not CJK.search(chinese)


def kinds_spoken_of() -> set[str]:
    """Return the kinds of subjects that actions may write, as they stand in the sources."""
    texts = [path.read_text() for path in PACKAGE.rglob("*.py") if "tests" not in path.parts]
    found = {kind for text in texts for kind in re.findall(r'subject=f?"([a-z_]+):', text)}
    tables = [one for one in apps.get_models() if issubclass(one, Located) and one.KIND]
    found |= {one.KIND for one in tables}
    for text in texts:
        for body in re.findall(r"def ref\(self\) -> str:\n(.*?)(?:\n\n|\Z)", text, re.DOTALL):
            found |= set(re.findall(r'return f"([a-z_]+):', body))
    return found


def wrong_with(verb: Verb) -> str:
    """Return what is wrong with the sentence of a verb, nothing when it is whole."""
    if verb.code not in SAID:
        return "no room tells it"
    sentence = SAID[verb.code].said[verb.code]
    if not spoken(sentence.text):
        return "not in both languages"
    sure = {name for name, kind in verb.facts.items() if not kind.optional}
    strange = {hole for text in both(sentence.text) for hole in HOLE.findall(text)} - {"unit", "what", *sure}
    return f"holes that may stay empty: {strange}" if strange else ""


def wrong_with_fact(verb: str, name: str, kind: Fact) -> str:
    """Return what is wrong with the words of a fact, nothing when it is told whole."""
    fact = fact_of(verb, name)
    if fact is None or not spoken(fact.label):
        return "has no name in both languages"
    if not isinstance(kind, Code):
        return "stands for nothing else" if fact.codes or fact.read or fact.refers else ""
    if not fact.codes:
        return "" if fact.refers or (fact.read and not kind.choices) else "its codes are printed raw"
    if missing := set(kind.choices) - {str(code) for code in fact.codes}:
        return f"codes without words: {missing}"
    return "" if all(spoken(words) or alike(words) for words in fact.codes.values()) else "codes half told"


def test_every_verb_is_a_sentence_in_both_languages():
    assert not {verb.code: wrong for verb in PROGRAM.values() if (wrong := wrong_with(verb))}


def test_no_room_tells_a_verb_that_nobody_declares():
    assert not SAID.keys() - VERBS.keys()


def test_every_fact_has_words_and_no_code_is_printed_raw():
    assert not {
        f"{verb}.{name}": wrong for verb, name, kind in FACTS if (wrong := wrong_with_fact(verb, name, kind))
    }


def test_a_verb_without_a_sentence_and_a_code_without_words_are_noticed():
    assert wrong_with(Verb("wolf.seen", "见狼")) == "no room tells it"
    assert (
        wrong_with_fact("concern.answered", "decision", Code(("eaten",))) == "codes without words: {'eaten'}"
    )
    assert wrong_with_fact("concern.answered", "teeth", Code()) == "has no name in both languages"
    assert wrong_with_fact("deed.recorded", "people", Code()) == "its codes are printed raw"


def test_every_kind_of_subject_is_declared():
    assert kinds_spoken_of() == SUBJECTS.keys()


def test_every_noun_has_a_name_in_both_languages():
    assert not [kind for kind, subject in SUBJECTS.items() if not spoken(subject.one)]


def test_a_noun_or_a_verb_is_declared_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(subjects, "SUBJECTS", {})
    monkeypatch.setattr(subjects, "SAID", {})
    wolf = Subject(
        kind="wolf",
        one="a wolf",
        page=None,
        titles=None,
        hand_over=None,
        said={"wolf.seen": Sentence("seen")},
    )
    subjects.register(wolf)
    with pytest.raises(DeclaredTwice, match="wolf"):
        subjects.register(wolf)
    with pytest.raises(DeclaredTwice, match=r"wolf\.seen"):
        subjects.register(
            Subject(
                kind="dog",
                one="a dog",
                page=None,
                titles=None,
                hand_over=None,
                said={"wolf.seen": Sentence("seen")},
            )
        )


# -- what is of no single noun names none --------------------------------------------------------------

WEB = PACKAGE / "web"
OWN_OF_LEDGER = {code for code in VERBS if code.startswith("ledger.")}
# The made-up township plays every noun.
PLAYS = ("demo/", "cli/demo.py", "tests/", "migrations/")


def sources_of_web() -> list[Path]:
    """Return the sources of the pages that are of no single noun, and of the server."""
    return [path for path in WEB.rglob("*.py") if not str(path.relative_to(WEB)).startswith(PLAYS)]


def names_nouns(source: str, rooms: set[str], nouns: set[str], spoken_verbs: set[str]) -> list[str]:
    """Return what of a source names a noun of a room: an import, a URL's name, a reference, a kind or a verb."""
    tree = ast.parse(source)
    imports = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    found = [name for name in imports if name.startswith("zerentian.") and name.split(".")[1] in rooms]
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            kind, colon, _ = node.value.partition(":")
            named = node.value in nouns | spoken_verbs or (colon and kind in rooms | nouns)
            found += [node.value] if named else []
    return found


def test_web_names_no_noun():
    rooms = {path.parent.name for path in PACKAGE.glob("*/apps.py")} | {
        path.parent.name for path in PACKAGE.glob("*/urls.py")
    }
    rooms -= {"web", "organization", "ledger"}
    assert {"casework", "duties", "evidence", "exchange", "reports", "residents"} <= rooms
    kinds = {kind for kind, subject in SUBJECTS.items() if not OWN_OF_LEDGER & subject.said.keys()}
    kinds -= {"verb", "figure", "unit"}
    found = {
        str(path.relative_to(WEB)): named
        for path in sources_of_web()
        if (named := names_nouns(path.read_text(), rooms, kinds, set(SAID) - OWN_OF_LEDGER))
    }
    assert not found, "let the noun's declaration (<room>/shown.py) say it"


def test_no_template_of_web_leads_into_a_room_by_name():
    named = re.compile(r'{%\s*(?:url|named_url|include|extends)\s+"(?!web/|components/|django/)([a-z_]+)[:/]')
    found = {path.name: named.findall(path.read_text()) for path in WEB.rglob("*.html")}
    assert {room for rooms in found.values() for room in rooms} <= {"organization"}


def test_every_figure_stands_under_a_heading_of_its_noun():
    heads = {code.partition(".")[0] for code in FIGURES if not code.startswith(MADE_UP)}
    declared = [head for subject in SUBJECTS.values() for head in subject.figures]
    assert heads <= set(declared)
    assert len(declared) == len(set(declared))


def test_a_page_that_names_a_noun_is_noticed():
    page = (
        '"""About deeds."""\n'
        "from zerentian.casework.models import Concern\n"
        'PAGES = {"deed": "duties:deed-detail", "other": f"deed:{1}"}\n'
    )
    found = names_nouns(page, {"casework", "duties"}, {"deed"}, {"deed.recorded"})
    assert sorted(found) == ["deed", "deed:", "duties:deed-detail", "zerentian.casework.models"]


# -- templates and addresses lead downwards ------------------------------------------------------------

# The rooms from the lowest to the highest.
CHAIN = (
    "ledger",
    "organization",
    "evidence",
    "duties",
    "casework",
    "rectification",
    "community",
    "exchange",
    "reports",
    "residents",
    "web",
)
# The frame stands around every page and names no noun; each page may lead to those of no single noun.
FRAME = ("web/base.html", "components/")
LED = re.compile(r"""{%-?\s*(?:url|named_url)\s+["']([a-z-]+):""")
BUILT_ON = re.compile(r"""{%-?\s*(?:include|extends)\s+["']([^"']+)""")
NAMED = re.compile(r"""(?:reverse|reverse_lazy|redirect|url_of|resolve_url)\(\s*f?["']([a-z-]+):""")


def climbs(path: str, source: str) -> list[str]:
    """Return what of a template or module leads to a room above its own: an address, a template it is built on."""
    height = CHAIN.index(path.split("/")[0])
    named = NAMED.findall(source) if path.endswith(".py") else LED.findall(source)
    built = [] if path.endswith(".py") else BUILT_ON.findall(source)
    rooms = [*named, *(one.split("/")[0] for one in built if not one.startswith(FRAME))]
    return [room for room in rooms if room in CHAIN and CHAIN.index(room) > height]


def test_templates_and_addresses_lead_downwards():
    files = [*PACKAGE.glob("*/**/*.html"), *PACKAGE.glob("*/**/*.py")]
    found = {
        name: above
        for path in files
        if "tests" not in path.parts and (name := str(path.relative_to(PACKAGE))).split("/")[0] in CHAIN
        if (above := climbs(name, path.read_text()))
    }
    assert not found, "let the higher room offer it (organization/offers.py)"


def test_a_page_that_leads_upwards_is_noticed():
    page = '{% extends "web/base.html" %}{% url "reports:case" 1 %}{% include "residents/x.html" %}'
    assert climbs("casework/templates/casework/x.html", page) == ["reports", "residents"]
    assert climbs("reports/templates/reports/x.html", page) == ["residents"]
    assert climbs("duties/views/x.py", 'reverse("casework:concern-list")') == ["casework"]


def test_what_is_offered_has_a_spot_on_a_page_below():
    shown = {
        spot
        for path in PACKAGE.rglob("*.html")
        for spot in re.findall(r'{% offers "([a-z.]+)"', path.read_text())
    }
    asked = {
        spot
        for path in PACKAGE.rglob("*.py")
        for spot in re.findall(r'address_of\("([a-z.]+)"', path.read_text())
    }
    assert shown | asked == set(OFFERS)


# Found once it is published, which the one that is made up is not.
NOT_FOUND_YET = {"scorecard"}


@pytest.mark.django_db
def test_whatever_is_searched_gives_its_title_its_texts_where_it_stands_and_of_which_day(office):
    made = one_of_each(office)
    without = set()
    for kind, subject in SUBJECTS.items():
        if subject.search is None:
            continue
        row = subject.search.model._base_manager.get(pk=made[subject.search.model._meta.label].pk)
        text = subject.search.text(row)
        if text is None:
            without.add(kind)
            continue
        assert text.title.strip(), kind
        assert text.title in text.body, kind
        assert text.unit.startswith("990100"), kind
        assert isinstance(text.day, date), kind
    assert without == NOT_FOUND_YET
