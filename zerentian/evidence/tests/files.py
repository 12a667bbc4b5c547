"""Small files for the tests: pictures with places in every corner, documents, recordings."""

import struct
import zipfile
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

GPS, EXIF = 0x8825, 0x8769
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="27,30.5N"/></rdf:RDF></x:xmpmeta>'
)
PLACE_MARKS = (b"GPSLatitude", b"MAKER-27.5081", b"NOTE-27.5081", b"TAIL-27.5081", b"CITY-27.5081")


def scene(seed: int = 1, size: tuple[int, int] = (160, 120)) -> Image.Image:
    """Draw hills under a sky, different for each seed."""
    width, height = size
    image = Image.new("RGB", size)
    ridge = [(seed * 7919 * (x // 16 + 1)) % (height // 2) + height // 4 for x in range(width)]
    image.putdata(
        [
            (40, 120 + seed * 13 % 90, 60) if y > ridge[x] else (150, 190, 220 - x * 60 // width)
            for y in range(height)
            for x in range(width)
        ]
    )
    return image


def exif(*, place: bool = True, taken: str = "2026:03:01 10:20:30", orientation: int = 6) -> Image.Exif:
    """Return Exif with a time, an orientation, a maker's note and, if asked, a place."""
    block = Image.Exif()
    block[0x010F], block[0x0112], block[0x0132] = "MAKER-27.5081", orientation, taken
    inner = block.get_ifd(EXIF)
    inner[0x9003], inner[0x9011], inner[0x927C] = taken, "+08:00", b"NOTE-27.5081"
    if place:
        gps = block.get_ifd(GPS)
        gps[1], gps[2], gps[3], gps[4] = "N", (27.0, 30.0, 29.16), "E", (109.0, 12.0, 1.5)
    return block


def jpeg(seed: int = 1, **kwargs: object) -> bytes:
    """Return a photo as a phone would write it: Exif with a place, XMP, IPTC, a comment, a tail."""
    out = BytesIO()
    scene(seed).save(out, "JPEG", quality=90, exif=exif(**kwargs), xmp=XMP, comment=b"NOTE-27.5081")
    data = out.getvalue()
    iptc = b"Photoshop 3.0\x00CITY-27.5081"
    segment = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    return data[:2] + segment + data[2:] + b"TAIL-27.5081"


def plain_jpeg(seed: int = 1, size: tuple[int, int] = (160, 120)) -> bytes:
    """Return a photo without any metadata."""
    out = BytesIO()
    scene(seed, size).save(out, "JPEG", quality=90)
    return out.getvalue()


def png(seed: int = 1) -> bytes:
    """Return a PNG with a place in eXIf and in texts, and something behind its end."""
    out, texts = BytesIO(), PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    texts.add_text("Comment", "NOTE-27.5081")
    scene(seed).save(out, "PNG", exif=exif(), pnginfo=texts)
    return out.getvalue() + b"TAIL-27.5081"


def webp(seed: int = 1) -> bytes:
    """Return a WebP with a place in its Exif and its XMP."""
    out = BytesIO()
    scene(seed).save(out, "WEBP", quality=80, exif=exif().tobytes(), xmp=XMP)
    return out.getvalue()


def office(main: str = "word/document.xml", *more: str) -> bytes:
    """Return an Office package with these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in ("[Content_Types].xml", main, *more):
            package.writestr(name, "<x/>")
    return out.getvalue()


def box(kind: bytes, body: bytes) -> bytes:
    """Return an ISO media box."""
    return struct.pack(">I4s", len(body) + 8, kind) + body


def mp4(handler: bytes = b"vide", notes: bytes = b"\xa9xyz+27.5081+109.2004/") -> bytes:
    """Return the skeleton of a video with a place in its notes."""
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12))))
    moov = box(b"moov", track + box(b"udta", notes))
    return box(b"ftyp", b"isom\x00\x00\x02\x00isomiso2mp41") + box(b"mdat", b"picture data") + moov


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
