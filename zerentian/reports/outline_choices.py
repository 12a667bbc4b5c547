"""The outlines one can choose from: those written here, and those that ship with the program."""

from zerentian.reports.actions.outlines import SHIPPED, read
from zerentian.reports.models import Outline


def outline_choices() -> list[tuple[str, str]]:
    """Return (code, title) of every outline, shipped ones that nobody has opened yet included."""
    written = dict(Outline.objects.filter(current=True).values_list("code", "title"))
    shipped = {path.stem: title_of(read(path.read_text("utf-8")).title) for path in SHIPPED.glob("*.md")}
    known = {**shipped, **{code: title_of(title) for code, title in written.items()}}
    return [(code, f"{title}（{code}）") for code, title in sorted(known.items())]


def title_of(title: str) -> str:
    """Return an outline's title without its placeholders."""
    return title.replace("{{ unit }}", "").replace("{{ period }}", "").strip()
