"""Images: decoded and made anew, so that nothing but the picture is left of them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from infrastructure.sandbox.found import Found, No

MOST_PIXELS = 26_000_000
"""Decoded at once: some 100 MB. Source: quy ước nội bộ; a telephone's 24 megapixels fit."""
MOST_REDUCED_PIXELS = 210_000_000
"""JPEG alone: read at a half, a quarter or an eighth of its size without being decoded whole."""
PREVIEW_PIXELS = 1200
STRIP_ROWS = 64
FORMATS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}
_SAVE: dict[str, dict[str, object]] = {
    "jpg": {"format": "JPEG", "quality": 92, "subsampling": 0},
    "png": {"format": "PNG"},
    "webp": {"format": "WEBP", "quality": 92},
}
Image.MAX_IMAGE_PIXELS = None  # our own limits are asked before anything is decoded


def image(content: bytes) -> Found:
    """Return the picture without place, device, comment or anything behind it, upright, and a smaller one to show."""
    try:
        opened = Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
        kind = FORMATS[opened.format or ""]
        _refuse_flood(opened, kind)
        if kind != "jpg" and getattr(opened, "is_animated", False):
            raise No("ImageMoves")
        picture = _plain(opened)
    except (OSError, SyntaxError, ValueError, KeyError, EOFError, IndexError, ImageCms.PyCMSError):
        raise No("FileIsBroken") from None
    except MemoryError:
        raise No("ImageTooLarge") from None
    return Found(kind, _saved(picture, kind), [preview_of(picture)])


def _refuse_flood(opened: Image.Image, kind: str) -> None:
    width, height = opened.size
    pixels = width * height
    if kind == "jpg" and MOST_PIXELS < pixels <= MOST_REDUCED_PIXELS:
        for part in (2, 4, 8):
            if pixels <= MOST_PIXELS * part * part:
                opened.draft(None, (width // part, height // part))
                break
        pixels = opened.size[0] * opened.size[1]
    if pixels > MOST_PIXELS:
        raise No("ImageTooLarge")


def _plain(opened: Image.Image) -> Image.Image:
    """Return the picture upright, in the colours of a screen, with nothing noted on it."""
    profile = opened.info.get("icc_profile")
    ImageOps.exif_transpose(opened, in_place=True)  # a copy is made only where it has to be turned
    picture: Image.Image = opened
    has_holes = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    if profile and picture.mode in ("RGB", "L", "CMYK"):
        picture = _on_screen(picture, profile)
    wanted = "RGBA" if has_holes else "L" if picture.mode in ("1", "L") else "RGB"
    if picture.mode != wanted:
        picture = picture.convert(wanted)
    picture.info = {}
    return picture


def _on_screen(picture: Image.Image, profile: bytes) -> Image.Image:
    """Bring the colours of a camera's own space into sRGB, so that they stay true without the profile."""
    try:
        made = ImageCms.profileToProfile(
            picture, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return picture if made is None else made


def _saved(picture: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    fit = picture.convert("RGB") if kind == "jpg" and picture.mode == "RGBA" else picture
    fit.save(out, **_SAVE[kind])  # type: ignore[arg-type] # settings by format
    return out.getvalue()


def _coarser(picture: Image.Image) -> Image.Image:
    """Return a large picture at a fraction of its size, strip by strip: what sees through is otherwise held twice."""
    part = max(picture.size) // (2 * PREVIEW_PIXELS)
    if part < 2:
        return picture
    width, height = picture.size
    small = Image.new(picture.mode, (-(-width // part), -(-height // part)))
    for top in range(0, height, part * STRIP_ROWS):
        strip = picture.crop((0, top, width, min(height, top + part * STRIP_ROWS)))
        small.paste(strip.reduce(part), (0, top // part))
    return small


def preview_of(picture: Image.Image) -> bytes:
    """Return a small JPEG on white; the picture itself is used up."""
    picture = _coarser(picture)
    picture.thumbnail((PREVIEW_PIXELS, PREVIEW_PIXELS))
    if picture.mode == "RGBA":
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        picture = white
    out = BytesIO()
    picture.save(out, format="JPEG", quality=82)
    return out.getvalue()
