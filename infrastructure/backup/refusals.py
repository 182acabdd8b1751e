"""What a backup or a restore refuses, each in one sentence that says what to do."""

from __future__ import annotations

from domain.kernel import Refused


class BackupDamaged(Refused):
    """A part is missing, was changed, or was cut off."""

    vi = "Bản sao lưu hỏng hoặc thiếu ở {part}: không phục hồi gì. Hãy dùng bản khác."
    en = "The backup is damaged or incomplete at {part}: nothing was restored. Use another one."


class BackupOfAnotherFormat(Refused):
    """The manifest is of a format that this version does not read."""

    vi = "Đây không phải bản sao lưu dạng {wanted}: cài đúng phiên bản Lá Chắn đã tạo nó rồi phục hồi."
    en = (
        "This is no backup of the format {wanted}: install the version of Lá Chắn that made it, then restore."
    )


class BackupOfANewerVersion(Refused):
    """The records were made by a newer version than this one."""

    vi = "Bản sao lưu do phiên bản mới hơn tạo (bước {made} > {known}): cài phiên bản đó rồi phục hồi."
    en = "The backup was made by a newer version (step {made} > {known}): install that version, then restore."


class BackupForAnother(Refused):
    """The private key is none, or not that of a recipient, or the file is damaged where keys stand."""

    vi = "Không mở được bản sao lưu: khoá riêng không phải của người nhận, hoặc tệp hỏng."
    en = "The backup does not open: the private key is not that of a recipient, or the file is damaged."


class ManifestOfAnother(Refused):
    """The manifest is signed, but not by the key that the operator brought along."""

    vi = "Bản sao lưu do khoá niêm phong khác ký, không phải khoá ghi trong biên bản: giữ nguyên, báo Ban kiểm tra."
    en = "The backup is signed by another key than that of the minutes: keep it, tell the inspection board."


class LogsDiffer(Refused):
    """The trees rebuilt from the restored rows are not those that were signed or witnessed."""

    vi = "Sổ phục hồi được không khớp bản đã ký hoặc đã làm chứng ({found}): không mở ra phục vụ. Dùng bản khác."
    en = "The restored logs are not what was signed or witnessed ({found}): nothing is served. Use another backup."


class FilesDiffer(Refused):
    """Bytes of attached files do not fit the restored log."""

    vi = "Tệp đính kèm không khớp sổ phục hồi được: {found}"
    en = "Attached files do not fit the restored log: {found}"


class BehindTheWitness(Refused):
    """A witness has seen more entries than the backup holds."""

    vi = (
        "Bản sao lưu thiếu {missing} mục so với bản đã làm chứng. Nếu không còn bản nào mới hơn, ghi biên bản rồi "
        "chạy lại với --accept-missing {missing}."
    )
    en = (
        "The backup lacks {missing} entries that a witness has seen. If there is no newer one, write it into the "
        "minutes and run again with --accept-missing {missing}."
    )


class NoWitnessedHead(Refused):
    """The file that was named holds no head of this installation that a known witness cosigned."""

    vi = "{file} không có bản ký của sổ này kèm chữ ký của người làm chứng đã biết."
    en = "{file} holds no head of these logs that a known witness cosigned."


class PlaceNotEmpty(Refused):
    """There are records here already; a restore never writes over them."""

    vi = "Ở {place} đã có hồ sơ: chỉ phục hồi vào nơi trống. Hãy chuyển sang chỗ khác trước, đừng xoá."
    en = "There are records in {place} already: restore only into an empty place. Move them aside, delete nothing."


class SamePlace(Refused):
    """Keys and records would lie in one place."""

    vi = "Kho khoá phải sao lưu ra nơi khác với hồ sơ: đổi --keys."
    en = "The key store is backed up to another place than the records: change --keys."


class ServerFailed(Refused):
    """One of PostgreSQL's programs refused; its own words may quote rows and are not shown."""

    vi = "{program} không làm xong ({code}): xem chỗ trống trên đĩa và phiên bản máy chủ (runbook, Sao lưu)."
    en = "{program} did not finish ({code}): look at free disk space and the server's version (runbook, Backups)."
