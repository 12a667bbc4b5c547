"""Where the reference strings of entries lead: ``deed:17`` to the page of deed 17."""

from django.urls import NoReverseMatch, reverse

# Subject prefix → name of the page that shows one; a prefix without a page leads nowhere.
PAGES = {
    "concern": "casework:concern-detail",
    "deed": "duties:deed-detail",
    "duty": "duties:duty-detail",
    "occurrence": "duties:occurrence-detail",
    "task": "duties:task-detail",
    "basis": "duties:basis-detail",
    "template": "casework:template-edit",
    "file": "evidence:file-detail",
    "unit": "organization:unit",
    "post": "organization:post",
    "report": "reports:report-detail",
    "sample": "reports:sample-detail",
}


def page_of(subject: str) -> str:
    """Return the address of a subject's own page, empty when it has none."""
    prefix, _, key = subject.partition(":")
    try:
        return reverse(PAGES[prefix], args=[key])
    except (KeyError, NoReverseMatch):
        return ""
