"""Charts as PNG, for Word: the same SVG, drawn by Typst."""

from functools import lru_cache

import typst

from zerentian.reports.render.charts import svg
from zerentian.reports.render.fonts import fonts
from zerentian.reports.rules.document import Chart

PAGE = """#set page(width: 180mm, height: auto, margin: 0mm)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""


@lru_cache(maxsize=64)  # A picture is drawn for the manifest, and again for the Word file.
def png(chart: Chart) -> bytes:
    """Return a chart as PNG at 200 dots per inch."""
    made = typst.compile(
        PAGE.encode(), format="png", ppi=200, sys_inputs={"svg": svg(chart)}, font_paths=fonts()
    )
    assert isinstance(made, bytes)
    return made
