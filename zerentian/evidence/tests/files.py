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


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip with these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def compound(streams: dict[str, bytes]) -> bytes:
    """Return an OLE compound file ([MS-CFB], version 3) with streams, each in the root or, as ``A/B``, in a storage.

    Streams are padded to 4,096 bytes, so that there is no second, smaller table of sectors.
    """
    free, end, root, storage, leaf = 0xFFFFFFFF, 0xFFFFFFFE, 5, 1, 2
    storages = sorted({name.partition("/")[0] for name in streams if "/" in name})
    names = [*storages, *streams]
    directory = [("Root Entry", root, -1)]
    directory += [(name.rpartition("/")[2], storage if name in storages else leaf, 0) for name in names]
    children: dict[int, list[int]] = {0: []}
    for at, name in enumerate(names, 1):
        above = storages.index(name.partition("/")[0]) + 1 if "/" in name else 0
        children.setdefault(above, []).append(at)
    bodies = [content.ljust(-(-max(len(content), 4096) // 512) * 512, b"\0") for content in streams.values()]
    entries = -(-len(directory) // 4)
    starts, sector = [], 1 + entries
    for body in bodies:
        starts.append(sector)
        sector += len(body) // 512
    table = [0xFFFFFFFD, *range(2, 1 + entries), end]
    for start, body in zip(starts, bodies, strict=True):
        table += [*range(start + 1, start + len(body) // 512), end]
    assert len(table) <= 128, "one sector of the table holds 128"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<I", free) * 108
    written = b""
    for at, (name, kind, _) in enumerate(directory):
        label = name.encode("utf-16-le") + b"\0\0"
        # The entries of a storage hang on one another as a list to the right: a tree, if not a balanced one.
        row = next((inner for inner in children.values() if at in inner), [at])
        right = row[row.index(at) + 1] if row.index(at) + 1 < len(row) else free
        first = children[at][0] if children.get(at) else free
        place = starts[at - 1 - len(storages)] if kind == leaf else end if kind == root else 0
        size = len(bodies[at - 1 - len(storages)]) if kind == leaf else 0
        written += label.ljust(64, b"\0") + struct.pack("<HBBIII", len(label), kind, 1, free, right, first)
        written += bytes(36) + struct.pack("<IQ", place, size)
    written = written.ljust(entries * 512, b"\0")
    sectors = struct.pack("<128I", *table, *[free] * (128 - len(table)))
    return head + sectors + written + b"".join(bodies)


def word(*, template: str = "C:\\Templates\\Normal.dotm", text: str = "巡查记录", **more: bytes) -> bytes:
    """Return an old Word file as far as it is looked into: its text, and the place of its template."""
    strings = b"\xff\xff\x12\x00\x00\x00"
    for one in ("", template):
        strings += struct.pack("<H", len(one)) + one.encode("utf-16-le")
    document = bytearray(1024)
    struct.pack_into("<H", document, 0x0A, 0x0200)
    struct.pack_into("<II", document, 0x019A, 0, len(strings))
    streams = {"WordDocument": bytes(document) + text.encode("utf-16-le"), "1Table": strings}
    return compound(streams | {name.replace("__", "/"): content for name, content in more.items()})


def workbook(*records: tuple[int, bytes], **more: bytes) -> bytes:
    """Return an old Excel file of these records."""
    content = b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)
    return compound({"Workbook": content} | {name.replace("__", "/"): data for name, data in more.items()})


TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


def office_with(
    kind: str = "docx",
    *,
    relations: str = "",
    types: str = "",
    body: str = "<w:p/>",
    main: str = "",
    parts: dict[str, str | bytes] | None = None,
) -> bytes:
    """Return an Office document with relations, declared types, a body and further parts of one's own."""
    place, declared = MAIN[kind]
    place = main or place
    media = "application/vnd.openxmlformats-officedocument"
    folder, _, name = place.rpartition("/")
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{place}" ContentType="{media}.{declared}.main+xml"/>{types}</Types>',
            place: f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
            f"{folder}/_rels/{name}.rels": f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>',
            **(parts or {}),
        }
    )


def relation(kind: str, target: str, *, outside: bool = True) -> str:
    """Return a relation of an Office document."""
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="rId{len(target)}" Type="{OFFICE_RELATIONS}/{kind}" Target="{target}"{mode}/>'


def field(*pieces: str) -> str:
    """Return a field of Word whose instruction is spread over runs."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def open_document(
    kind: str = "text", *, content: str = "", parts: dict[str, str | bytes] | None = None
) -> bytes:
    """Return an OpenDocument file."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:text="{names}:text:1.0"'
            f' xmlns:script="{names}:script:1.0" xmlns:draw="{names}:drawing:1.0" xmlns:meta="{names}:meta:1.0"'
            f' xmlns:xlink="http://www.w3.org/1999/xlink">{content}</office:document-content>',
            **(parts or {}),
        }
    )
