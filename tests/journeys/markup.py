"""What a page is made of, apart from its texts: enough to tell whether a rule of accessibility could judge it anew."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree, html

# Their values are texts and names, of which a rule asks at most whether they are there.
TEXTS = {
    "accept",
    "action",
    "alt",
    "aria-label",
    "content",
    "d",
    "datetime",
    "headers",
    "height",
    "href",
    "id",
    "list",
    "name",
    "placeholder",
    "points",
    "src",
    "srcset",
    "summary",
    "title",
    "value",
    "width",
}
# Their values name other elements; what matters is whether these are there.
REFERENCES = {
    "for",
    "form",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "aria-details",
}
LABELLED = {"input", "select", "textarea", "meter", "progress", "output"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# A page may have several of these, and a rule counts them.
COUNTED = HEADINGS - {"h3", "h4", "h5", "h6"} | {
    "main",
    "nav",
    "aside",
    "header",
    "footer",
    "section",
    "form",
    "dialog",
}


def shapes(page: str) -> set[str]:
    """Return the shapes of all elements of a page; a page whose shapes were all seen elsewhere has nothing new."""
    root = html.document_fromstring(page)
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    ids = Counter(one.get("id") for one in elements if one.get("id"))
    labels = {one.get("for") for one in elements if one.tag == "label"}
    paths: dict[etree._Element, str] = {}
    found: set[str] = {f"twice: {one}" for one, times in ids.items() if times > 1}
    times: Counter[str] = Counter()
    for one in elements:
        above = one.getparent()
        path = f"{paths.get(above, '')} {shape(one, ids)}"
        if one.tag in LABELLED and (
            one.get("id") in labels or next(one.iterancestors("label"), None) is not None
        ):
            path += "@"
        paths[one] = path
        times[path] += one.tag in COUNTED
        found.add(f"{path}{texts(one)}{times[path] or ''}")
    return found | set(steps(elements))


def shape(one: etree._Element, ids: Counter[str | None]) -> str:
    """Return an element's own part: its tag and its attributes, with those of their values that are no texts."""
    said = []
    for name, value in sorted(one.attrib.items()):
        if name in TEXTS or name.startswith(("data-", "hx-")):
            said.append(f"{name}{'' if value.strip() else '!'}")
        elif name in REFERENCES:
            said.append(f"{name}{'' if all(each in ids for each in value.split()) else '!'}")
        else:
            said.append(f"{name}={re.sub(r'[0-9]+', '0', ' '.join(value.split()))}")
    rules = one.text or "" if one.tag == "style" else ""
    return f"{one.tag}[{','.join(said)}]{rules}"


def texts(one: etree._Element) -> str:
    """Return whether words stand in an element itself, and whether they do in it or below it."""
    own = [one.text, *(below.tail for below in one)]
    if any(words and words.strip() for words in own):
        return " own words"
    return " words below" if any(words.strip() for words in one.itertext()) else " no words"


def steps(elements: list[etree._Element]) -> Iterator[str]:
    """Yield how the headings follow each other."""
    before = ""
    for one in elements:
        if one.tag in HEADINGS:
            yield f"{one.tag} after {before or 'nothing'}"
            before = str(one.tag)


def links(page: str) -> list[str]:
    """Return where a page's links lead within the same place; a link to be saved as a file leads nowhere."""
    root = html.document_fromstring(page)
    return [href for href in root.xpath("//a[@href][not(@download)]/@href") if href.startswith("/")]
