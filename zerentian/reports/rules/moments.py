"""How spans of time stand on the axis of a drawing."""

import re

MONTH = re.compile(r"^(\d{4})-(\d{2})$")
QUARTER = re.compile(r"^(\d{4})Q([1-4])$")
HALF = re.compile(r"^(\d{4})H([12])$")


def axis_label(label: str) -> tuple[str, str]:
    """Return what stands under a bar and the year below it: ``2026-07`` is 7月 of 2026年; 2026 has no year below."""
    if found := MONTH.match(label):
        return f"{int(found[2])}月", f"{found[1]}年"
    if found := QUARTER.match(label):
        return f"{'一二三四'[int(found[2]) - 1]}季度", f"{found[1]}年"
    if found := HALF.match(label):
        return f"{'上下'[int(found[2]) - 1]}半年", f"{found[1]}年"
    return (f"{label}年" if re.fullmatch(r"\d{4}", label) else label), ""
