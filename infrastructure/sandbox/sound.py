"""Recordings: walked from the first frame to the last; what is noted on them (place, device, title) is taken off.

Nothing is decoded. What does not belong to the sound is refused behind it, and left out or blanked within it; comments
inside OGG stay.

Source: ISO/IEC 11172-3, 13818-7 (frames); ID3v2.4; RFC 3533 (OGG), RFC 4867 (AMR); ISO/IEC 14496-12 (boxes).
"""

from __future__ import annotations

import struct

from infrastructure.sandbox.found import Found, No

_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_BITS_1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITS_2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_AMR_NB = (12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0)
_AMR_WB = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0)
_BLANKED = (b"udta", b"meta", b"uuid", b"free", b"skip")
_OUTER = (
    b"ftyp",
    b"moov",
    b"mdat",
    b"free",
    b"skip",
    b"wide",
    b"udta",
    b"meta",
    b"uuid",
    b"moof",
    b"sidx",
    b"styp",
    b"mfra",
)
_PICTURES = (b"vide", b"auxv", b"pict")
FEWEST_FRAMES = 3


def sound(content: bytes) -> Found:
    """Return which kind of recording it is, without what is noted on it."""
    try:
        return _sound(content)
    except (struct.error, IndexError, ValueError):
        raise No("FileIsBroken") from None


def _sound(content: bytes) -> Found:
    if content[:4] == b"RIFF":
        return Found("wav", _wav(content))
    if content[:4] == b"OggS":
        return _ogg(content)
    if content[:5] == b"#!AMR":
        return _amr(content)
    if content[4:8] == b"ftyp":
        return Found("3gp" if content[8:11] in (b"3gp", b"3g2") else "m4a", _boxes(content))
    if content[:3] != b"ID3" and content[1] & 0x16 == 0x10:
        return _aac(content)
    return _mp3(content)


def _mp3(content: bytes) -> Found:
    start = _after_id3(content)
    if content[start + 1] & 0x16 == 0x10 and content[start] == 0xFF:
        return _aac(content[start:])
    at, frames, end = start, 0, len(content)
    if content[-128:-125] == b"TAG":
        end -= 128
    while at + 4 <= end:
        length = _mp3_frame(content, at)
        if not length:
            break
        at, frames = at + length, frames + 1
    rest = content[min(at, end) : end].strip(b"\0")
    if frames < FEWEST_FRAMES or not (rest == b"" or rest.startswith((b"APETAGEX", b"LYRICSBEGIN"))):
        raise No("FileIsBroken")
    return Found("mp3", content[start : min(at, end)])


def _after_id3(content: bytes) -> int:
    at = 0
    while content[at : at + 3] == b"ID3":
        size = 0
        for byte in content[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size + (10 if content[at + 5] & 0x10 else 0)
    while content[at : at + 1] == b"\0":
        at += 1
    return at


def _mp3_frame(content: bytes, at: int) -> int:
    """Return the length of the frame of layer III here; 0 where there is none."""
    _, second, third = content[at], content[at + 1], content[at + 2]
    version, layer = second >> 3 & 3, second >> 1 & 3
    bits, rate = third >> 4, third >> 2 & 3
    if (
        content[at] != 0xFF
        or second & 0xE0 != 0xE0
        or version == 1
        or layer != 1
        or bits in (0, 15)
        or rate == 3
    ):
        return 0
    kbits = (_BITS_1 if version == 3 else _BITS_2)[bits - 1]
    return (144 if version == 3 else 72) * kbits * 1000 // _RATES[version][rate] + (third >> 1 & 1)


def _aac(content: bytes) -> Found:
    at, frames = 0, 0
    while at < len(content):
        if content[at] != 0xFF or content[at + 1] & 0xF6 != 0xF0:
            raise No("FileIsBroken")
        length = (content[at + 3] & 3) << 11 | content[at + 4] << 3 | content[at + 5] >> 5
        if length < 7:
            raise No("FileIsBroken")
        at, frames = at + length, frames + 1
    if frames < FEWEST_FRAMES or at != len(content):
        raise No("FileIsBroken")
    return Found("aac", content)


def _amr(content: bytes) -> Found:
    wide = content[:9] == b"#!AMR-WB\n"
    if not wide and content[:6] != b"#!AMR\n":
        raise No("FileIsBroken")
    at, sizes = 9 if wide else 6, _AMR_WB if wide else _AMR_NB
    while at < len(content):
        if content[at] & 0x83:
            raise No("FileIsBroken")
        at += 1 + sizes[content[at] >> 3 & 15]
    if at != len(content):
        raise No("FileIsBroken")
    return Found("amr")


def _ogg(content: bytes) -> Found:
    at, heads = 0, b""
    while at < len(content):
        if content[at : at + 5] != b"OggS\0":
            raise No("FileIsBroken")
        count = content[at + 26]
        body = at + 27 + count
        length = sum(content[at + 27 : body])
        if content[at + 5] & 2:
            heads += content[body : body + 8] + b"|"
        at = body + length
    if at != len(content):
        raise No("FileIsBroken")
    if b"theora" in heads or b"BBCD" in heads or b"OVP80" in heads:
        raise No("VideoNotTaken")
    if not any(mark in heads for mark in (b"\x01vorbis", b"OpusHead", b"Speex   ", b"\x7fFLAC")):
        raise No("FormatNotTaken")
    return Found("ogg")


def _wav(content: bytes) -> bytes:
    """Return format and sound; every other chunk (place, device, cues) is left out."""
    (size,) = struct.unpack_from("<I", content, 4)
    if content[8:12] != b"WAVE" or size + 8 not in (len(content), len(content) - 1):
        raise No("FileIsBroken")
    at, kept, names = 12, [], set()
    while at + 8 <= len(content):
        name, length = content[at : at + 4], struct.unpack_from("<I", content, at + 4)[0]
        if at + 8 + length > len(content):
            raise No("FileIsBroken")
        if name in (b"fmt ", b"fact", b"data") and name not in names:
            names.add(name)
            kept.append(content[at : at + 8 + length] + b"\0" * (length & 1))
        at += 8 + length + (length & 1)
    if not {b"fmt ", b"data"} <= names:
        raise No("FileIsBroken")
    body = b"WAVE" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _boxes(content: bytes) -> bytes:
    """Return the same boxes in the same places, those that note place, device or title blanked."""
    out = bytearray(content)
    handlers = _walk(out, 0, len(out), 0)
    if any(one in _PICTURES for one in handlers):
        raise No("VideoNotTaken")
    if b"soun" not in handlers:
        raise No("FileIsBroken")
    return bytes(out)


def _walk(out: bytearray, at: int, end: int, depth: int) -> list[bytes]:
    handlers: list[bytes] = []
    while at < end:
        size, name = struct.unpack_from(">I4s", out, at)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", out, at + 8)
            head = 16
        elif size == 0 and depth == 0:
            size = end - at
        if size < head or at + size > end or (depth == 0 and name not in _OUTER):
            raise No("FileIsBroken")
        if name in _BLANKED:
            out[at + 4 : at + 8] = b"free"
            out[at + head : at + size] = bytes(size - head)
        elif name == b"hdlr":
            handlers.append(bytes(out[at + 16 : at + 20]))
            out[at + 32 : at + size] = bytes(max(0, size - 32))  # a free text: "Core Media Audio"
        elif name in (b"moov", b"trak", b"mdia", b"moof", b"traf") and depth < 6:
            handlers += _walk(out, at + head, at + size, depth + 1)
        at += size
    return handlers
