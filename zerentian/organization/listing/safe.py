"""Text made safe to stand in HTML, for what is drawn by the thousand on a page."""

from html import escape
from typing import Any

from django.utils.safestring import SafeString


def safe(value: Any) -> str:
    """Return a value's text, escaped unless it is marked as safe: ``conditional_escape`` without its wrappers."""
    text = value if isinstance(value, str) else str(value)
    return text if isinstance(text, SafeString) else escape(text)
