"""One drawing for every rendition, as SVG: patterns, signs and words beside colour."""

from html import escape
from itertools import groupby
from zlib import crc32

import segno

from zerentian.reports.rules.document import NO_RECORD, Chart
from zerentian.reports.rules.moments import axis_label

WIDTH, TOP, BASE, ROOM = 720, 34, 160, 104
INK, SOFT, RED = "#1f1d1a", "#57534c", "#b3261e"
# Fill and pattern go together, so that a photocopy in black and white tells the parts apart.
STATE_FILLS = ("#1e6b4f", "url(#rising)", "url(#dots)", "#ffffff")
LIGHT_FILLS = {"绿": ("#1e6b4f", "●"), "黄": ("url(#amber)", "▲"), "红": ("url(#crossed)", "■")}
PATTERNS = (
    '<pattern id="rising" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="#cfe3da"/>'
    '<path d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4" stroke="#1e6b4f" stroke-width="1.6"/></pattern>'
    '<pattern id="dots" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="#eef1f3"/><circle cx="4" cy="4" r="1.1" fill="#4d5a66"/></pattern>'
    '<pattern id="amber" width="10" height="10" patternUnits="userSpaceOnUse">'
    '<rect width="10" height="10" fill="#f4d9a0"/><path d="M0,5 h10" stroke="#8a5a00" stroke-width="2"/></pattern>'
    '<pattern id="crossed" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="#f3c9c4"/><path d="M0,0 l8,8 M8,0 l-8,8" stroke="#b3261e"/></pattern>'
)


def svg(chart: Chart) -> str:
    """Return a chart as SVG with its text alternative."""
    drawn, height = {"trend": trend, "states": states, "lights": lights, "code": code}[chart.kind](chart)
    # Several drawings stand in one page, and no two patterns may bear one id.
    own = f"p{crc32(chart.text_alternative.encode()):08x}-"
    drawn, patterns = drawn.replace("url(#", f"url(#{own}"), PATTERNS.replace('id="', f'id="{own}')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' role="img" aria-label="{escape(chart.text_alternative)}" font-family="Noto Sans SC, Noto Sans CJK SC,'
        f' sans-serif"><defs>{patterns}</defs><rect width="{WIDTH}" height="{height}" fill="#ffffff"/>{drawn}</svg>'
    )


def code(chart: Chart) -> tuple[str, int]:
    """Return words as a square that a camera reads, and beside it in signs, eight together."""
    (content, _), side, top = chart.series[0], 132, 10
    made = segno.make_qr(content, error="m")
    rows = list(made.matrix_iter(border=0))
    cell = side / len(rows)
    path = "".join(
        f"M{left * cell:.2f},{top + down * cell:.2f}h{cell:.2f}v{cell:.2f}h-{cell:.2f}z"
        for down, row in enumerate(rows)
        for left, dark in enumerate(row)
        if dark
    )
    size, _, root = content.partition(" ")
    lines = [size, *(" ".join(wrapped) for wrapped in batched_words(root))]
    told = "".join(
        f'<text x="{side + 36}" y="{top + 26 + 25 * place}" font-size="19" fill="{INK}"'
        f' font-family="DejaVu Sans Mono, monospace">{escape(one)}</text>'
        for place, one in enumerate(lines)
    )
    return f'<path d="{path}" fill="#000000"/>{told}', side + 2 * top


def batched_words(root: str, each: int = 8, together: int = 2) -> list[list[str]]:
    """Return a long word in pieces of ``each`` signs, ``together`` pieces a line."""
    pieces = [root[place : place + each] for place in range(0, len(root), each)]
    return [pieces[place : place + together] for place in range(0, len(pieces), together)]


def trend(chart: Chart) -> tuple[str, int]:
    """Return a bar for each value, years under their months, and the moments when reports were issued."""
    top = max((value for _, value in chart.series if value is not None), default=0) or 1
    step = WIDTH / max(len(chart.series), 1)
    names = [axis_label(label) for label, _ in chart.series]
    drawn = "".join(
        bar(place * step, step, value, top) + words((place + 0.5) * step, BASE + 18, 13, names[place][0])
        for place, (_, value) in enumerate(chart.series)
    )
    drawn += f'<line x1="0" x2="{WIDTH}" y1="{BASE}" y2="{BASE}" stroke="{INK}"/>'
    low = BASE + 24
    if names and all(year for _, year in names):
        drawn += years([year for _, year in names], step)
        low += 22
    marked = [
        words((place + 0.5) * step, low + 15 * row, 11, f"▲{said}", RED)
        for place, (label, _) in enumerate(chart.series)
        for row, said in enumerate([said for when, said in chart.moments if when == label], 1)
    ]
    most = max((sum(when == label for when, _ in chart.moments) for label, _ in chart.series), default=0)
    return drawn + "".join(marked), low + 15 * most + 6


def bar(left: float, step: float, value: int | None, top: int) -> str:
    """Return one bar with its value above; what no record tells is a gap that says so."""
    middle, wide = left + step / 2, min(step * 0.64, 60)
    if value is None:
        return (
            f'<rect x="{middle - wide / 2:.1f}" y="{BASE - 40}" width="{wide:.1f}" height="40" fill="none"'
            f' stroke="{SOFT}" stroke-dasharray="3 3"/>{words(middle, BASE - 48, 12, NO_RECORD, SOFT)}'
        )
    height = max(value, 0) / top * ROOM
    return (
        f'<rect x="{middle - wide / 2:.1f}" y="{BASE - height:.1f}" width="{wide:.1f}"'
        f' height="{height:.1f}" fill="#1e6b4f"/>{words(middle, BASE - height - 7, 14, str(value))}'
    )


def years(names: list[str], step: float) -> str:
    """Return the years below their months, each under a line as long as its months."""
    drawn, place = "", 0
    for year, group in groupby(names):
        count = len(list(group))
        left, right = place * step, (place + count) * step
        drawn += (
            f'<line x1="{left + 6:.1f}" x2="{right - 6:.1f}" y1="{BASE + 25}" y2="{BASE + 25}" stroke="{SOFT}"'
            f' stroke-width="0.8"/>{words((left + right) / 2, BASE + 41, 12, year, SOFT)}'
        )
        place += count
    return drawn


def states(chart: Chart) -> tuple[str, int]:
    """Return one bar of all states of proof, each part with its pattern, named below with sign and count."""
    return parted(
        [(label, value, fill) for (label, value), fill in zip(chart.series, STATE_FILLS, strict=False)]
    )


def lights(chart: Chart) -> tuple[str, int]:
    """Return one bar of green, amber and red, each with its pattern, named below with a shape and count."""
    named = [(label, value, LIGHT_FILLS[label[:1]]) for label, value in chart.series]
    return parted([(f"{sign}{label}", value, fill) for label, value, (fill, sign) in named])


def parted(parts: list[tuple[str, int | None, str]]) -> tuple[str, int]:
    """Return a bar parted by values, and the key to it: a swatch, words and the value of each part."""
    total = sum(value or 0 for _, value, _ in parts)
    drawn, left, step = "", 0.0, WIDTH / max(len(parts), 1)
    for place, (label, value, fill) in enumerate(parts):
        wide = (value or 0) / total * (WIDTH - 2) if total else 0
        told = NO_RECORD if value is None else str(value)
        drawn += (
            f'<rect x="{left + 1:.1f}" y="8" width="{wide:.1f}" height="26" fill="{fill}" stroke="{SOFT}"/>'
            f'<rect x="{place * step + 1:.1f}" y="48" width="16" height="16" fill="{fill}" stroke="{SOFT}"/>'
            f'<text x="{place * step + 24:.1f}" y="61.5" font-size="15" fill="{INK}">{escape(label)} {told}</text>'
        )
        left += wide
    frame = f'<rect x="1" y="8" width="{WIDTH - 2}" height="26" fill="none" stroke="{SOFT}"/>'
    return frame + drawn, 74


def words(middle: float, baseline: float, size: int, said: str, color: str = INK) -> str:
    """Return words centred on a point."""
    return (
        f'<text x="{middle:.1f}" y="{baseline:.1f}" text-anchor="middle" font-size="{size}" fill="{color}">'
        f"{escape(said)}</text>"
    )
