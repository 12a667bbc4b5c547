"""Metadata of pictures and recordings: where it was taken goes, when it was taken stays.

Nothing is recompressed. A picture keeps its image data byte for byte and of its metadata only what stands on a
short list (``exif.KEPT`` and each container's ``KEPT``): whatever else a camera or an editor wrote, in tags,
maker notes, comments, XMP, IPTC, previews or behind the end of the picture, could hold a place, and is left out.
Cleaning what was cleaned changes nothing.
"""

from collections.abc import Callable
from datetime import datetime

from zerentian.evidence.rules.metadata import jpeg, png, webp

CLEANERS: dict[str, Callable[[bytes], tuple[bytes, datetime | None]]] = {
    "jpeg": jpeg.clean,
    "png": png.clean,
    "webp": webp.clean,
}
