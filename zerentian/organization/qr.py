"""A QR code of an address, drawn here: nothing is fetched for it."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr(address: str) -> SafeString:
    """Return a QR code of an address as SVG."""
    drawn = segno.make_qr(address, error="m").svg_inline(scale=4, border=4, dark="#000", light="#fff")
    return mark_safe(drawn)
