"""One drawing for every rendition, as SVG: patterns and words beside colour."""

from html import escape

from zerentian.reports.rules.document import Chart

WIDTH, BASE = 720, 150
STATE_FILLS = ("#1e6b4f", "#8fb8a6", "#e9edf0", "#ffffff")


def svg(chart: Chart) -> str:
    """Return a chart as SVG with its text alternative."""
    drawn, height = (bars(chart), BASE + 30) if chart.kind == "trend" else (states(chart), 70)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' role="img" aria-label="{escape(chart.text_alternative)}" font-family="Noto Sans SC, Noto Sans CJK SC,'
        f' sans-serif"><rect width="{WIDTH}" height="{height}" fill="#ffffff"/>{drawn}</svg>'
    )


def bars(chart: Chart) -> str:
    """Return a bar for each value, with the value above and the label below."""
    top = max((value for _, value in chart.series), default=0) or 1
    step = WIDTH / max(len(chart.series), 1)
    return (
        "".join(
            bar(place * step, step, max(value, 0) / top * (BASE - 30), label, value)
            for place, (label, value) in enumerate(chart.series)
        )
        + f'<line x1="0" x2="{WIDTH}" y1="{BASE}" y2="{BASE}" stroke="#1f1d1a"/>'
    )


def bar(left: float, step: float, height: float, label: str, value: int) -> str:
    """Return one bar."""
    middle = left + step / 2
    return (
        f'<rect x="{left + step * 0.18:.1f}" y="{BASE - height:.1f}" width="{step * 0.64:.1f}"'
        f' height="{height:.1f}" fill="#1e6b4f"/>'
        f'<text x="{middle:.1f}" y="{BASE - height - 6:.1f}" text-anchor="middle" font-size="14"'
        f' fill="#1f1d1a">{value}</text>'
        f'<text x="{middle:.1f}" y="{BASE + 19}" text-anchor="middle" font-size="12" fill="#1f1d1a">'
        f"{escape(label[2:])}</text>"
    )


def states(chart: Chart) -> str:
    """Return one bar of all states, each part labelled with sign, words and count."""
    total = sum(value for _, value in chart.series) or 1
    drawn, left = "", 0.0
    for place, (label, value) in enumerate(chart.series):
        width = max(value, 0) / total * WIDTH
        fill = STATE_FILLS[place % len(STATE_FILLS)]
        drawn += (
            f'<rect x="{left:.1f}" y="8" width="{width:.1f}" height="22" fill="{fill}" stroke="#4d5a66"/>'
        )
        drawn += (
            f'<text x="{place * 200 + 4}" y="54" font-size="14" fill="#1f1d1a">{escape(label)} {value}</text>'
        )
        left += width
    return drawn
