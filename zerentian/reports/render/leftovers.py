"""What the template of a Word file brings along and no paper needs: styles that nothing bears, a foreign picture."""

import io
from collections.abc import Iterator

import docx
from docx.opc.part import XmlPart
from docx.oxml.ns import qn

# The same styles once more for one version of Word, and a picture of another document's first page.
UNNEEDED = {"stylesWithEffects", "thumbnail"}
BORNE = tuple(qn(name) for name in ("w:pStyle", "w:rStyle", "w:tblStyle", "w:styleLink", "w:numStyleLink"))
LEADS = tuple(qn(name) for name in ("w:basedOn", "w:next", "w:link"))


def saved(word: docx.document.Document) -> bytes:
    """Return the bytes of a finished document, without its template's leftovers: every paper is saved here."""
    drop_leftovers(word)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def drop_leftovers(word: docx.document.Document) -> None:
    """Take out of a finished document what its template brought along and nothing in it bears or shows."""
    package = word.part.package
    for relations in (word.part.rels, package.rels):
        for key in [key for key, one in relations.items() if one.reltype.rpartition("/")[2] in UNNEEDED]:
            del relations[key]
    # It asks a word processor to put a picture of the first page into the file, which nobody could compare.
    for one in word.settings.element.findall(qn("w:savePreviewPicture")):
        word.settings.element.remove(one)
    drop_styles(word)


def drop_styles(word: docx.document.Document) -> None:
    """Keep the styles that something bears, those that stand for no style, and what these rest on."""
    styles = {one.get(qn("w:styleId")): one for one in word.styles.element.findall(qn("w:style"))}
    kept = {name for name, one in styles.items() if one.get(qn("w:default")) in ("1", "true", "on")}
    waiting = kept | set(borne(word))
    kept = set()
    while waiting:
        name = waiting.pop()
        if name in kept or name not in styles:
            continue
        kept.add(name)
        waiting |= {one.get(qn("w:val")) for one in styles[name].iter(*LEADS)}
    for name in styles.keys() - kept:
        word.styles.element.remove(styles[name])


def borne(word: docx.document.Document) -> Iterator[str]:
    """Yield the style that each paragraph, run, table and numbering of every part bears."""
    for part in word.part.package.iter_parts():
        if isinstance(part, XmlPart) and part.element is not word.styles.element:
            yield from (one.get(qn("w:val"), "") for one in part.element.iter(*BORNE))
