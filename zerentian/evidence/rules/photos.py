"""Pictures: guarded opening, the fingerprint by which a second use is noticed, the small copy that is shown."""

import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from zerentian.evidence.rules.metadata.exif import DamagedPicture
from zerentian.ledger.rules.refusals import NotAllowed

# Named by their readers: the library else loads each of its seventy formats to look for one.
FORMATS = (JpegImageFile.format, PngImageFile.format, WebPImageFile.format)
SIDES = {"thumbnail": 320, "page": 1280}
DISPLAY_QUALITY = 82
# A JPEG is decoded at the size that is needed; the others unpack whole, four bytes a pixel and copies of that.
WHOLE = 3
SAME_SCENE_BITS = 10


def opened(path: Path, max_pixels: int) -> Image.Image:
    """Open a picture by its header; refuse one that would unpack to more pixels than allowed."""
    try:
        with warnings.catch_warnings():
            # Pillow warns where our own limit, asked next, refuses and says what to do.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(path, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise too_large(max_pixels) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise DamagedPicture from error
    most = max_pixels if image.format == "JPEG" else max_pixels // WHOLE
    if image.width * image.height > most:
        image.close()
        raise too_large(most)
    return image


def too_large(max_pixels: int) -> NotAllowed:
    """Return the refusal of a picture with too many pixels."""
    millions = max_pixels // 1_000_000
    return NotAllowed(
        f"照片超过 {millions} 百万像素，请缩小后再传", f"over {millions} megapixels: make the picture smaller"
    )


def shrunk(path: Path, side: int, max_pixels: int) -> Image.Image:
    """Return the picture, upright and in RGB, no side longer than ``side``; DamagedPicture if it won't decode."""
    with opened(path, max_pixels) as image:
        try:
            image.draft("RGB", (side, side))
            image.thumbnail((side, side))
            upright = ImageOps.exif_transpose(image)
            return on_white(upright)
        except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
            raise DamagedPicture from error


def on_white(image: Image.Image) -> Image.Image:
    """Return the picture in RGB; what is transparent becomes white."""
    if image.mode not in {"RGBA", "LA", "PA", "P"}:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")


def fingerprint(path: Path, max_pixels: int) -> str:
    """Return the difference hash of the scene, 64 bits as 16 hex digits.

    Each bit says whether brightness falls from one of 9 x 8 cells to its right neighbour; the number of
    differing bits tells how far two scenes are apart.
    """
    cells = shrunk(path, 256, max_pixels).convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            bits = bits << 1 | (cells[at] > cells[at + 1])
    return f"{bits:016x}"


def distance(one: str, other: str) -> int:
    """Return how many of the 64 bits of two fingerprints differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def display_copy(path: Path, side: int, max_pixels: int) -> bytes:
    """Return a newly encoded JPEG for the screen, without any metadata."""
    out = BytesIO()
    shrunk(path, side, max_pixels).save(out, "JPEG", quality=DISPLAY_QUALITY, progressive=True)
    return out.getvalue()
