"""Signs are written as the page's language writes them: no full-width sign between English words."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

from zerentian.organization.punctuation import bracketed, clauses, labelled, listed

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "zerentian"
WIDE = re.compile("[（）：，。；、《》「」]")
# What gettext gives has both languages; a comment is on no page.
SAID = re.compile(
    r"{% blocktranslate.*?{% endblocktranslate %}|{% translate .*?%}|{#.*?#}"
    r"|{% comment.*?{% endcomment %}",
    re.DOTALL,
)
# Sentences with holes bring their own signs in each language.
WHOLE = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}|{#.*?#}", re.DOTALL)
# Shown when the program itself is broken: says both languages without gettext.
BILINGUAL = {"500.html"}
# The rooms' words for pages; what stands in papers, tables and messages to programs is Chinese, or says both.
OF_PAGES = ("shown*/**/*.py", "shown.py", "listed/*.py", "views/*.py", "forms/*.py", "listing/*.py")
# A sign that joins what is printed: '、'.join(…), f"{label}：{words}", f"{words}（{more}）".
JOINED = re.compile(
    r"""["'][（：，；、]["']\.join"""
    r"""|f"[^"\n]*\}[（：，；、）][^"\n]*"|f"[^"\n]*[（：，；、]\{[^"\n]*\""""
)
# Of papers and of texts that are Chinese on every page: a statement, a county's form, an annual table of the State.
CHINESE = {
    "community/views/outputs.py",
    "duties/shown/records.py",
    "exchange/views/opened.py",
    "rectification/shown/records.py",
    "rectification/shown/risk_records.py",
    "reports/shown/scorecards.py",
    "reports/views/lists.py",
}


def test_no_template_types_a_full_width_sign():
    """``{% colon %}``, ``{% comma %}``, ``{% between %}``, ``|listed`` and ``|bracketed`` know the language."""
    found = [
        f"{path.relative_to(PACKAGE)}: {line.strip()[:80]}"
        for path in sorted(PACKAGE.glob("*/templates/**/*.html"))
        if path.name not in BILINGUAL
        for line in SAID.sub("", path.read_text()).splitlines()
        if WIDE.search(line)
    ]
    assert not found, "\n".join(found)


# A colon of English typed behind a word of the page, and a blank behind a translated colon, which is wide in Chinese.
NARROW = re.compile(r'(?:\}\}|%\}): |\{% translate "[^"]*:" %\}(?:\s|$)')


def test_no_template_types_a_narrow_colon_or_a_blank_behind_a_wide_one():
    """``{% colon %}`` knows the language; ``{% gap %}`` is the blank behind a sentence that ends with a colon."""
    found = [
        f"{path.relative_to(PACKAGE)}: {found.group()}"
        for path in sorted(PACKAGE.glob("*/templates/**/*.html"))
        if path.name not in BILINGUAL
        for found in NARROW.finditer(WHOLE.sub("", path.read_text()))
    ]
    assert not found, "\n".join(found)


def test_no_page_joins_words_by_full_width_signs():
    found = []
    for path in sorted({one for pattern in OF_PAGES for one in PACKAGE.glob(f"*/{pattern}")}):
        if str(path.relative_to(PACKAGE)) in CHINESE:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if JOINED.search(line) and "NotAllowed" not in line:
                found.append(f"{path.relative_to(PACKAGE)}:{number}: {line.strip()}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("language", "page"),
    [
        ("en", "Told: a, b &amp; c (x) | Told: 3; left: 4| |"),
        ("zh-hans", "Told：a、b &amp; c（x） | Told：3；left：4||"),
    ],
)
def test_signs_follow_the_language_of_the_page(language, page):
    template = (
        "Told{% colon %}{% for one in some %}{{ one }}{% between %}{% endfor %}{{ what|bracketed }}{{ none|bracketed }}"
        " | Told{% colon %}3{% semicolon %}left{% colon %}4|{% gap %}|"
    )
    with translation.override(language):
        drawn = (
            engines["django"]
            .from_string(template)
            .render({"some": ["a", "b & c"], "what": "x", "none": None})
        )
    assert drawn == page


def test_words_of_people_stay_escaped_between_signs():
    template = engines["django"].from_string("{{ some|listed }}{{ what|bracketed }}")
    with translation.override("en"):
        assert template.render({"some": ["<b>", "&"], "what": "<i>"}) == "&lt;b&gt;, &amp; (&lt;i&gt;)"


def test_signs_between_words_that_are_joined():
    with translation.override("en"):
        assert (listed("ab"), clauses("ab"), labelled("a", "b"), bracketed("")) == (
            "a, b",
            "a; b",
            "a: b",
            "",
        )
    with translation.override("zh-hans"):
        assert (listed("ab"), clauses("ab"), labelled("甲", "乙"), bracketed("丙")) == (
            "a、b",
            "a；b",
            "甲：乙",
            "（丙）",
        )
