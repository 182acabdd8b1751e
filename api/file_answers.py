"""How files go out: as a download under a name that names nobody, or as a picture of our own making."""

from fastapi import Response

from application.files import GivenOut
from domain.files.kinds import FileFormat

MEDIA_TYPES = {
    FileFormat.JPEG: "image/jpeg",
    FileFormat.PNG: "image/png",
    FileFormat.WEBP: "image/webp",
    FileFormat.PDF: "application/pdf",
    FileFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.ODT: "application/vnd.oasis.opendocument.text",
    FileFormat.MP3: "audio/mpeg",
    FileFormat.M4A: "audio/mp4",
    FileFormat.THREE_GP: "audio/3gpp",
    FileFormat.AAC: "audio/aac",
    FileFormat.OGG: "audio/ogg",
    FileFormat.WAV: "audio/wav",
    FileFormat.AMR: "audio/amr",
}
SANDBOX = "sandbox; default-src 'none'"
"""Even where a browser shows it after all, it can do nothing (SECURITY: V5 of ASVS 5.0)."""


def download(given: GivenOut) -> Response:
    """Return a file that a browser saves and never shows."""
    headers = {
        "Content-Disposition": f'attachment; filename="{given.name}"',
        "Content-Security-Policy": SANDBOX,
    }
    return Response(given.content, headers=headers, media_type=MEDIA_TYPES[given.format])


def picture(content: bytes) -> Response:
    """Return a picture that was drawn here, for our own pages."""
    headers = {
        "Content-Disposition": 'inline; filename="trang.jpg"',
        "Content-Security-Policy": SANDBOX,
    }
    return Response(content, headers=headers, media_type="image/jpeg")
