"""Findings in sentences, Vietnamese first and English, for whoever is no engineer; and the page to print."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from infrastructure.verifier.checking import Finding, LogResult, Result

VIETNAM = timezone(timedelta(hours=7))
LOGS = {
    "events": ("Sổ sự kiện", "The log of events"),
    "access": ("Nhật ký truy cập", "The access log"),
    "": ("Tệp", "The file"),
}
SENTENCES = {
    "leaf": (
        "mục {at} không khớp dấu băm đã lưu cùng nó: nội dung đã bị sửa sau khi ghi.",
        "entry {at} does not fit the hash kept beside it: it was changed after it was recorded.",
    ),
    "gap": ("thiếu mục từ {at} đến {0}.", "entries {at} to {0} are missing."),
    "order": ("thứ tự đứt ở mục {at}.", "the order breaks at entry {at}."),
    "time": ("giờ ghi chạy lùi gần mục {at}.", "the time of recording runs backwards near entry {at}."),
    "tail": (
        "đã ký cho {0} mục nhưng tệp chỉ còn {before} mục: phần cuối bị cắt.",
        "a head over {0} entries was signed, but only {before} are left: the end was cut off.",
    ),
    "root": (
        "các mục {at} đến {0} không còn như khi được ký: có mục trong khoảng này đã bị sửa, thêm hoặc bớt.",
        "entries {at} to {0} are no longer what was signed: some were changed, added or removed.",
    ),
    "fork": (
        "cùng một khoá đã ký hai lịch sử trái nhau. Đây là bằng chứng; cả hai bản ký in dưới đây.",
        "one key signed two histories that contradict each other. This is evidence; both signed heads follow.",
    ),
    "forged": ("bản ký cho {at} mục mang chữ ký sai.", "the head over {at} entries has a wrong signature."),
    "unsigned": (
        "bản ký cho {at} mục không do khoá đã biết ký.",
        "the head over {at} entries is not signed by a known key.",
    ),
    "no head": ("chưa có bản ký nào dùng được.", "there is no signed head to go by."),
    "malformed": ("có dòng khoá hoặc bản ký không đúng dạng.", "a line of a key or head is malformed."),
    "not included": (
        "mục {at} không nằm trong sổ đã ký.",
        "entry {at} is not in the log that was signed.",
    ),
    "not opened": (
        "mục {at}: khoá kèm theo không mở được phần niêm phong; chữ đã mở không có giá trị chứng minh.",
        "entry {at}: the key that comes with it does not open the sealed part; nothing is proven by it.",
    ),
    "incomplete": (
        "thiếu {0} mục ở giữa các mục của hồ sơ.",
        "{0} entries are missing among those of the file.",
    ),
    "too many": (
        "quá nhiều mục để tự đoán việc gì đã xảy ra.",
        "there are too many entries to tell by itself what was done.",
    ),
    "edit changed": ("mục {at}: nội dung bị sửa {0}.", "entry {at}: its content was changed {0}."),
    "edit topic": (
        "mục {at}: loại sự kiện bị đổi, trước là {0}.",
        "entry {at}: its topic was changed, it was {0}.",
    ),
    "edit swapped": ("mục {at} và mục {0} bị tráo chỗ cho nhau.", "entries {at} and {0} were swapped."),
    "edit deleted": ("mục {at} bị xoá.", "entry {at} was deleted."),
    "edit cut": ("các mục {at} đến {0} ở cuối bị cắt.", "entries {at} to {0} at the end were cut off."),
    "edit inserted": ("mục {at} bị chèn thêm vào.", "entry {at} was inserted."),
    "edit reordered": (
        "các mục {at} đến {0} bị xếp lại thứ tự.",
        "entries {at} to {0} were put in another order.",
    ),
    "edit renumbered": (
        "mục {at}: số thứ tự trong hồ sơ bị đổi, trước là {0}.",
        "entry {at}: its number within the file was changed, it was {0}.",
    ),
    "edit replayed": (
        "mục {at}: nội dung bị thay bằng nội dung cũ của cùng hồ sơ.",
        "entry {at}: its content was replaced by an older one of the same file.",
    ),
    "edit moved": (
        "mục {at}: bị chuyển sang hồ sơ khác, trước ở {0}.",
        "entry {at}: it was moved to another file, from {0}.",
    ),
}
WITH_NOTES = {"fork", "forged", "unsigned", "tail", "root"}


def sentence(found: Finding) -> tuple[str, str]:
    """Return what was found, in Vietnamese and in English."""
    details = [d if len(d) < 100 else "" for d in found.details] + [""]
    before = (found.position or 1) - 1
    vi, en = (s.format(*details, at=found.position, before=before) for s in SENTENCES[found.kind])
    log = LOGS.get(found.log, (found.log, found.log))
    return f"{log[0]}: {_trimmed(vi)}", f"{log[1]}: {_trimmed(en)}"


def _trimmed(text: str) -> str:
    return text.replace(" .", ".").replace(", trước là .", ".").replace(", it was .", ".")


def evidence(found: Finding) -> list[str]:
    """Return the signed heads that belong to a finding, to be printed in full."""
    return [d for d in found.details if "\n" in d] if found.kind in WITH_NOTES else []


def moment(seconds: int) -> str:
    """Return a moment of a witness in local time."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def summary(seen: LogResult, case: str = "") -> Iterator[tuple[str, str]]:
    """Say how much of a log, or of the file of one case, is proven."""
    vi, en = LOGS[seen.log]
    if case:
        yield (
            f"Hồ sơ {case}: {seen.signed_size} trên {seen.size} mục nằm đúng như vậy trong sổ đã ký.",
            f"File {case}: {seen.signed_size} of {seen.size} entries are in the signed log just as they stand here.",
        )
    else:
        yield from _of_log(seen, vi, en)
    yield from _of_witness(seen, vi, en)


def _of_log(seen: LogResult, vi: str, en: str) -> Iterator[tuple[str, str]]:
    yield (
        f"{vi}: {seen.size} mục; {seen.heads} bản ký; mục 1 đến {seen.signed_size} đúng như khi được ký.",
        f"{en}: {seen.size} entries; {seen.heads} signed heads; 1 to {seen.signed_size} are as they were signed.",
    )
    if seen.size > seen.signed_size:
        left = seen.size - seen.signed_size
        yield (
            f"{vi}: {left} mục mới nhất chưa được ký; chỉ cơ sở dữ liệu bảo vệ chúng.",
            f"{en}: the newest {left} entries are not signed yet; the database alone protects them.",
        )


def _of_witness(seen: LogResult, vi: str, en: str) -> Iterator[tuple[str, str]]:
    if seen.witnessed_at is not None:
        when = moment(seen.witnessed_at)
        yield (
            f"{vi}: người làm chứng {seen.witness} đã thấy {seen.witnessed_size} mục đầu lúc {when}.",
            f"{en}: the witness {seen.witness} saw the first {seen.witnessed_size} entries at {when} (UTC+7).",
        )
    else:
        yield (f"{vi}: chưa có người làm chứng.", f"{en}: no witness has seen it yet.")


def verdict(result: Result) -> tuple[str, str]:
    """Return the one sentence at the top."""
    if result.findings:
        return (
            f"SAI: {len(result.findings)} điều không khớp. Giữ nguyên tệp này và các bản ký.",
            f"WRONG: {len(result.findings)} things do not fit. Keep this file and the signed heads as they are.",
        )
    return "ĐÚNG: không có gì bị sửa trong phần đã ký.", "RIGHT: nothing that was signed has been changed."


def lines(result: Result, *, most: int = 50) -> Iterator[str]:
    """Yield the report as text."""
    yield from verdict(result)
    for seen in result.logs:
        for vi, en in summary(seen, result.case):
            yield f"- {vi}"
            yield f"  {en}"
    for one in result.opened:
        yield f"+ mục / entry {one.position}, {one.field_class}: {one.text}"
    for key in result.keys:
        yield f"- khoá / key {key.id.hex()} {key.name}"
    if result.are_keys_from_file:
        yield "! Khoá lấy từ chính tệp này: so mã khoá trên với mã đã ghi trong biên bản."
        yield "! The keys were taken from the file itself: compare their ids with those in the minutes."
    for found in result.findings[:most]:
        vi, en = sentence(found)
        yield f"✗ {vi}"
        yield f"  {en}"
        for note in evidence(found):
            yield from (f"    | {line}" for line in note.splitlines())
    if len(result.findings) > most:
        yield f"… và / and {len(result.findings) - most}"


def page(result: Result, file: str) -> str:
    """Return the report as a page to print."""
    vi, en = verdict(result)
    colour = "#8a1c1c" if result.findings else "#14532d"
    rows = "".join(
        f"<li>{html.escape(a)}<br><small lang='en'>{html.escape(b)}</small></li>"
        for seen in result.logs
        for a, b in summary(seen, result.case)
    )
    wrong = "".join(_item(found) for found in result.findings)
    opened = "".join(
        f"<li>mục / entry {o.position}, {o.field_class}: {html.escape(o.text)}</li>" for o in result.opened
    )
    if opened:
        opened = f"<h2>Đã mở từ bản niêm phong / Opened from what was sealed</h2><ul>{opened}</ul>"
    keys = "".join(f"<li><code>{k.id.hex()}</code> {html.escape(k.name)}</li>" for k in result.keys)
    warning = (
        "<p>Khoá lấy từ chính tệp này: so với mã khoá trong biên bản.</p>"
        if result.are_keys_from_file
        else ""
    )
    now = datetime.now(UTC).astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
    return f"""<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Kết quả kiểm chứng</title>
<style>body{{font:16px/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}}
h1{{color:{colour};font-size:1.4rem}}small{{color:#444}}li{{margin:.4rem 0}}
pre{{white-space:pre-wrap;overflow-wrap:anywhere;background:#f3f3f3;padding:.5rem;font-size:.8rem}}</style>
<h1>{html.escape(vi)}<br><small lang="en">{html.escape(en)}</small></h1>
<p>Tệp / file: {html.escape(file)}; xuất lúc / made at: {html.escape(result.made_at)}; kiểm lúc / checked at: {now}.</p>
<ul>{rows}</ul>{opened}<h2>Điều không khớp / What does not fit</h2><ul>{wrong or "<li>Không có. / Nothing.</li>"}</ul>
<h2>Khoá / Keys</h2><ul>{keys}</ul>{warning}
<p>Kết quả này nói rằng những gì đã ký không bị viết lại. Nó không nói rằng điều người ta ghi là đúng sự thật.<br>
<small lang="en">This says that what was signed was not rewritten, not that what people wrote is true.</small></p>
<p>Người kiểm chứng / checked by: ____________________ &nbsp; Ngày / date: ____________</p></html>
"""


def _item(found: Finding) -> str:
    vi, en = sentence(found)
    notes = "".join(f"<pre>{html.escape(note)}</pre>" for note in evidence(found))
    return f"<li>{html.escape(vi)}<br><small lang='en'>{html.escape(en)}</small>{notes}</li>"
