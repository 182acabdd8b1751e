"""`lachan-verify`: exit code 0 when everything fits, 1 when something is wrong, 2 when it was asked wrongly."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from infrastructure.verifier import notes, proof, witnessing, words
from infrastructure.verifier.checking import Check, Trusted
from infrastructure.verifier.reading import NotAnExport

RIGHT, WRONG, MISUSED = 0, 1, 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lachan-verify",
        description="Kiểm chứng bản xuất của Lá Chắn / Check an export of Lá Chắn, without the service.",
        epilog="Example: lachan-verify so.jsonl.gz --key 'lachan/…/events+1a2b3c4d+AQ…' --page ket-qua.html",
    )
    parser.add_argument(
        "file",
        type=Path,
        help="bản xuất, bản kết xuất pg_dump, hoặc bằng chứng hồ sơ / an export, a plain pg_dump, or a proof",
    )
    parser.add_argument(
        "--key", action="append", default=[], help="khoá công khai đã ghi / a public key noted before"
    )
    parser.add_argument(
        "--head", action="append", default=[], type=Path, help="bản ký đã giữ / a head kept before"
    )
    parser.add_argument("--earlier", type=Path, help="bản xuất trước / an earlier export")
    parser.add_argument("--page", type=Path, help="trang kết quả để in / a page to print")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Check and print; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["witness"]:
        return witnessing.main(given[1:])
    asked = _parser().parse_args(given)
    try:
        keys = tuple(notes.key_of(key) for key in asked.key)
        heads = tuple(notes.parse(head.read_text(encoding="utf-8")) for head in asked.head)
        said = proof.said_in(asked.file)
        if said is not None:
            result = proof.check_proof(said, keys)
        else:
            result = Check(asked.file, Trusted(keys, heads, asked.earlier)).run()
    except (notes.Malformed, NotAnExport, OSError) as failure:
        sys.stderr.write(f"Không đọc được: {failure}\nCannot be read: {failure}\n")
        return MISUSED
    for line in words.lines(result):
        print(line)
    if asked.page is not None:
        asked.page.write_text(words.page(result, asked.file.name), encoding="utf-8")
    return WRONG if result.findings else RIGHT


if __name__ == "__main__":
    raise SystemExit(main())
