"""`lachan witness`: the command of whoever stands outside. Exit code 0 cosigned, 1 refused, 2 asked wrongly."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from infrastructure.verifier import notes, words
from infrastructure.verifier.witness import CONFLICT, OK, Answer, Witness, answer_file

REFUSALS = {
    400: ("yêu cầu sai dạng", "malformed request"),
    403: ("không do khoá đã tin ký", "not signed by a trusted key"),
    404: ("không biết sổ này", "unknown log"),
    409: ("không bắt đầu từ bản đã làm chứng lần trước", "does not begin at the last witnessed head"),
    422: (
        "KHÔNG nối tiếp bản đã làm chứng: lịch sử bị viết lại",
        "does NOT continue the witnessed head: rewritten",
    ),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lachan witness",
        description="Làm chứng bản ký của hai sổ / Cosign the heads of the two logs, on a machine of your own.",
        epilog="Example: lachan witness cosign cho-lam-chung.json --folder ~/lam-chung",
    )
    kinds = parser.add_subparsers(dest="kind", required=True)
    made = kinds.add_parser(
        "init", help="tạo khoá / make a key; --log: khoá công khai của sổ / public key of a log"
    )
    made.add_argument("name", help="tên không dấu cách / a name without spaces")
    made.add_argument("--log", action="append", required=True)
    cosign = kinds.add_parser("cosign", help="kiểm và ký / check and cosign")
    cosign.add_argument("file", type=Path)
    kinds.add_parser(
        "show", help="khoá và bản đã làm chứng / key, and what was witnessed; lines for the minutes"
    )
    for one in (made, cosign, *(kinds.choices["show"],)):
        one.add_argument("--folder", type=Path, default=Path.home() / "lachan-witness")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked; return the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.kind == "init":
            witness = Witness.made(asked.folder, asked.name, [notes.key_of(line) for line in asked.log])
            print(witness.public().vkey())
            return 0
        witness = Witness(asked.folder)
        if asked.kind == "show":
            print(witness.public().vkey(), *lines_for_minutes(witness), sep="\n")
            return 0
        return _cosign(witness, asked.file)
    except (notes.Malformed, OSError) as failure:
        sys.stderr.write(f"Không làm được: {failure}\nCannot be done: {failure}\n")
        return 2


def _cosign(witness: Witness, file: Path) -> int:
    answers, back = answer_file(witness, file.read_text(encoding="utf-8"), int(time.time()))
    out = file.with_name(f"{file.stem}.tra-loi.json")
    out.write_text(back, encoding="utf-8")
    for answer in answers:
        print(*_told(answer), sep="\n")
    print(*lines_for_minutes(witness), f"→ {out}", sep="\n")
    return 0 if all(answer.status == OK for answer in answers) else 1


def _told(answer: Answer) -> Iterator[str]:
    if answer.status == OK:
        yield f"✓ {answer.origin}: đã làm chứng / cosigned"
        return
    vi, en = REFUSALS[answer.status]
    at = f" ({answer.body.strip()})" if answer.status == CONFLICT and answer.body else ""
    yield f"✗ {answer.origin}: {answer.status}, {vi}{at} / {en}{at}"
    if answer.fork:
        yield "  Hai bản ký trái nhau; giữ cả hai làm bằng chứng / Two heads; keep both as evidence:"
    for note in answer.fork:
        yield from (f"  | {line}" for line in note.splitlines())
        yield ""


def lines_for_minutes(witness: Witness) -> Iterator[str]:
    """Yield one line a log for the monthly minutes."""
    key = witness.public()
    for log in witness.logs():
        head = witness.last(log.name)
        if head is not None:
            when = words.moment(notes.cosigned_at(head, key) or 0)
            yield (
                f"Ngày {when} tôi đã thấy {head.size} mục, mã gốc {head.root.hex()}, khoá sổ {log.id.hex()}, "
                f"khoá làm chứng {key.id.hex()} ({head.origin})"
            )
