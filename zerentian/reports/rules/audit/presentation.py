"""Shows an audit: a picture of the document by kind, and a new outline that waits for evidence."""

import re
from html import escape

from zerentian.reports.rules.audit import Audit, Kind, Sentence

LABELS: dict[Kind, tuple[str, str, str]] = {  # Chinese, English, letter
    Kind.HEADING: ("标题", "heading", "题"),
    Kind.LEAD: ("引语", "lead", "引"),
    Kind.ACT: ("行动", "act", "行"),
    Kind.FACT: ("事实", "fact", "实"),
    Kind.PROBLEM: ("问题", "problem", "问"),
    Kind.PLAN: ("打算", "plan", "拟"),
    Kind.SLOGAN: ("口号", "slogan", "号"),
}
_COLOURS = {
    Kind.HEADING: "#5b6470",
    Kind.LEAD: "#8a8f98",
    Kind.ACT: "#0b6b50",
    Kind.FACT: "#1f5fa8",
    Kind.PROBLEM: "#b3261e",
    Kind.PLAN: "#8a5a00",
    Kind.SLOGAN: "#d8d2c4",
}
_PATTERNS = {  # strokes of an 8 × 8 tile
    Kind.HEADING: "M0 2H8M0 6H8",
    Kind.LEAD: "M0 4H8",
    Kind.ACT: "",
    Kind.FACT: "M2 0V8M6 0V8",
    Kind.PROBLEM: "M0 8L8 0",
    Kind.PLAN: "M0 0L8 8",
    Kind.SLOGAN: "M1 1h1M5 5h1",
}
_ACROSS, _CELL = 24, 26


def picture(audit: Audit) -> str:
    """Return an SVG strip, one cell a sentence: coloured, patterned and lettered by kind, with its text."""
    rows = max(1, -(-len(audit.sentences) // _ACROSS))
    across = min(_ACROSS, max(1, len(audit.sentences)))
    counts = audit.totals.kinds
    told = "，".join(f"{LABELS[kind][0]} {counts[kind]} 句" for kind in Kind if counts[kind])
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="audit-title audit-desc" '
            f'viewBox="0 0 {across * _CELL} {rows * _CELL}" width="{across * _CELL}" height="{rows * _CELL}">',
            f'<title id="audit-title">全文逐句类别图，共 {len(audit.sentences)} 句</title>',
            f'<desc id="audit-desc">{escape(told or "没有句子")}；{audit.totals.declined} 句不予采用</desc>',
            "<defs>",
            *(_pattern(kind) for kind in Kind),
            "</defs>",
            *(_cell(sentence) for sentence in audit.sentences),
            "</svg>",
        )
    )


def _pattern(kind: Kind) -> str:
    stroke = "#3a3730" if kind is Kind.SLOGAN else "#ffffff"
    return (
        f'<pattern id="audit-{kind}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{_COLOURS[kind]}"/>'
        f'<path d="{_PATTERNS[kind]}" stroke="{stroke}" stroke-opacity=".35" fill="none"/></pattern>'
    )


def _cell(sentence: Sentence) -> str:
    place = sentence.n - 1
    x, y = place % _ACROSS * _CELL, place // _ACROSS * _CELL
    side = _CELL - 2
    ink = "#1c1a17" if sentence.kind is Kind.SLOGAN else "#ffffff"
    name, _english, letter = LABELS[sentence.kind]
    declined = "，不予采用" if sentence.declined else ""
    mark = (
        f'<path d="M{x + 2} {y + 2}l{side - 2} {side - 2}" stroke="{ink}" stroke-width="1.5"/>'
        if declined
        else ""
    )
    return (
        f"<g><title>第 {sentence.n} 句：{name}{declined}</title>"
        f'<rect x="{x + 1}" y="{y + 1}" width="{side}" height="{side}" fill="url(#audit-{sentence.kind})"/>{mark}'
        f'<text x="{x + _CELL / 2}" y="{y + _CELL / 2 + 5}" text-anchor="middle" font-size="14" fill="{ink}">'
        f"{letter}</text></g>"
    )


def bars(audit: Audit, *, width: int = 40) -> list[str]:
    """Return one line a kind for the terminal: name, bar and count."""
    counts = audit.totals.kinds
    most = max(counts.values(), default=0) or 1
    return [
        f"{LABELS[kind][2]} {LABELS[kind][0]} {kind:<8}{'█' * round(counts[kind] / most * width)} {counts[kind]}"
        for kind in Kind
    ]


def outline_from(audit: Audit) -> str:
    """Return an outline in Markdown whose acts and facts wait for their evidence.

    Headings, problems and plans stay as text; slogans and leads are left out; declined sentences leave only
    their number. A title printed on two lines is one; 署名 and date at the end are the new report's own.
    """
    open_ones = _without_signature(
        [one for one in audit.sentences if not one.declined and one.kind in _OUTLINE]
    )
    title, rest = _titled(open_ones)
    lines = [f"# {_quotable(title) or '报告提纲'}"]
    lines += [_level(one) + _OUTLINE[one.kind].format(text=_quotable(one.text)) for one in rest]
    if audit.totals.declined:
        lines.append(f"另有{_han(audit.totals.declined)}处涉及他人言论、思想或倾向，不予采用。")
    lines += [one.text for one in audit.sentences if one.text in _CLOSINGS][-1:]
    return "\n\n".join(lines) + "\n"


def _titled(sentences: list[Sentence]) -> tuple[str, list[Sentence]]:
    """Return the title, empty where there is none, and what follows it."""
    if not sentences or sentences[0].kind is not Kind.HEADING:
        return "", sentences
    first, *rest = sentences
    if rest and rest[0].kind is Kind.HEADING and rest[0].text.startswith("关于"):
        return first.text + rest[0].text, rest[1:]
    return first.text, rest


def _without_signature(sentences: list[Sentence]) -> list[Sentence]:
    """Return sentences without the headings at their end that bear no number and head nothing: an organ, a day."""
    end = len(sentences)
    while (
        end > 1 and sentences[end - 1].kind is Kind.HEADING and not _NUMBERED.match(sentences[end - 1].text)
    ):
        end -= 1
    return sentences[:end]


def _level(sentence: Sentence) -> str:
    """Return the signs of a heading's level, by the number that it bears; nothing for other sentences."""
    if sentence.kind is not Kind.HEADING:
        return ""
    deeper = next((level for level, sign in enumerate(_DEEPER, 3) if sign.match(sentence.text)), 2)
    return "#" * deeper + " "


_CLOSINGS = ("特此报告。", "专此报告。")
_DEEPER = (re.compile("[（(][一二三四五六七八九十]"), re.compile(r"\d{1,2}[.．、]"))  # （一） and 1.
_NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）).．、]|第"
)


_OUTLINE = {
    Kind.HEADING: "{text}",
    Kind.ACT: "{{{{ waiting {text} }}}}",
    Kind.FACT: "{{{{ waiting {text} }}}}",
    Kind.PROBLEM: "{text}",
    Kind.PLAN: "{text}",
}


def _quotable(text: str) -> str:
    """Return the text on one line, free of what an outline would read as a quote or a placeholder."""
    plain = " ".join(text.split()).replace("\\", "＼")
    return plain.replace("{", "｛").replace("}", "｝").replace("%}", "％｝").lstrip("#")


def _han(count: int) -> str:
    """Return a count in Chinese signs, since a digit in free text would be flagged; plain above 99."""
    signs = "零一二三四五六七八九"
    if count > 99:
        return "百余"
    tens, ones = divmod(count, 10)
    head = ("" if tens == 1 else signs[tens]) + "十" if tens else ""
    return head + (signs[ones] if ones or not tens else "")
