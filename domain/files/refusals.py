"""Why a file is not taken: one sentence each, that says what to do instead."""

from __future__ import annotations

from domain.kernel import Refused, Unknown


class FileRefused(Refused):
    """The file is not taken; what was typed beside it is kept."""


class FileMissing(FileRefused):
    """No file came along."""

    vi = "Chưa có tệp nào. Hãy chọn tệp (nếu vừa bị báo lỗi, hãy chọn lại: trình duyệt không giữ tệp)."
    en = "There is no file. Choose one (after an error, choose it again: browsers do not keep it)."


class FileIsEmpty(FileRefused):
    """It has no bytes."""

    vi = "Tệp rỗng. Hãy chọn lại tệp khác."
    en = "The file is empty. Choose another."


class FileTooLarge(FileRefused):
    """It is larger than its kind may be."""

    vi = "Tệp quá lớn: loại này nhiều nhất {mb} MB (quy ước nội bộ). Hãy chụp lại nhỏ hơn hoặc chia thành nhiều tệp."
    en = "The file is too large: at most {mb} MB for this kind (our own rule). Make it smaller or divide it."


class FormatNotTaken(FileRefused):
    """Its content is of no format that is taken, whatever its name says."""

    vi = (
        "Không nhận loại tệp này. Nhận: ảnh JPEG, PNG, WebP; PDF; DOCX, XLSX, ODT; ghi âm MP3, M4A, AAC, OGG, WAV, "
        "AMR. Loại tệp xét theo nội dung, không theo tên."
    )
    en = (
        "This kind of file is not taken. Taken: JPEG, PNG, WebP images; PDF; DOCX, XLSX, ODT; MP3, M4A, AAC, OGG, WAV "
        "and AMR recordings. Content decides, not the name."
    )


class HeicNotTaken(FileRefused):
    """A picture in Apple's format."""

    vi = (
        "Ảnh HEIC/AVIF của điện thoại chưa mở được ở đây. Trên iPhone: Cài đặt → Camera → Định dạng → "
        "Tương thích nhất, rồi chụp lại; hoặc chụp màn hình ảnh đó và gửi ảnh chụp màn hình."
    )
    en = (
        "HEIC/AVIF pictures cannot be opened here. On an iPhone: Settings → Camera → Formats → Most Compatible, "
        "then take it again; or make a screenshot of it and send that."
    )


class MarkupNotTaken(FileRefused):
    """SVG, HTML or XML: a page that can act, not a picture."""

    vi = "Không nhận SVG, HTML, XML: các tệp này có thể chạy lệnh. Hãy lưu thành ảnh PNG hoặc PDF."
    en = "SVG, HTML and XML are not taken: they can act. Save it as a PNG image or a PDF."


class VideoNotTaken(FileRefused):
    """There is a picture track in it."""

    vi = "Không nhận video. Nếu chỉ cần tiếng, hãy ghi âm hoặc lưu riêng phần tiếng."
    en = "Videos are not taken. If only the sound matters, record or save the sound alone."


class FileIsBroken(FileRefused):
    """It does not open as what it says it is, or something else is hidden in or behind it."""

    vi = "Tệp hỏng, hoặc chứa thêm phần lạ phía sau. Hãy mở trên máy của bạn, lưu lại thành tệp mới rồi gửi."
    en = "The file is broken, or something else is attached to it. Open it on your machine, save it anew and send that."


class ImageTooLarge(FileRefused):
    """Too many pixels to open safely."""

    vi = "Ảnh có quá nhiều điểm ảnh (nhiều nhất {megapixels} triệu). Hãy chụp lại ở cỡ nhỏ hơn."
    en = "The image has too many pixels (at most {megapixels} million). Take it again in a smaller size."


class ImageMoves(FileRefused):
    """An animation."""

    vi = "Không nhận ảnh động. Hãy chụp lại thành ảnh thường."
    en = "Animations are not taken. Save it as an ordinary picture."


class PdfIsLocked(FileRefused):
    """Encrypted."""

    vi = "PDF có mật khẩu hoặc bị khóa. Hãy in lại thành PDF không khóa rồi gửi."
    en = "The PDF has a password or is locked. Print it to a PDF that is not, and send that."


class PdfActs(FileRefused):
    """Scripts, actions, forms that send, files inside."""

    vi = "PDF có lệnh tự chạy, biểu mẫu gửi đi hoặc tệp kèm bên trong. Hãy in lại thành PDF thường rồi gửi."
    en = "The PDF has scripts, actions or files inside. Print it to an ordinary PDF and send that."


class DocumentActs(FileRefused):
    """Macros or embedded programs."""

    vi = "Tài liệu có macro hoặc chương trình nhúng. Hãy lưu lại không có macro, hoặc xuất ra PDF."
    en = "The document has macros or embedded programs. Save it without, or as a PDF."


class DocumentReachesOut(FileRefused):
    """It fetches something from elsewhere when it is opened."""

    vi = "Tài liệu lấy mẫu hoặc ảnh từ nơi khác khi mở. Hãy xuất ra PDF rồi gửi."
    en = "The document fetches a template or picture from elsewhere when opened. Save it as a PDF and send that."


class ArchiveTooLarge(FileRefused):
    """A small file that becomes very large when it is opened."""

    vi = "Tệp nén bất thường: mở ra sẽ quá lớn. Hãy xuất ra PDF rồi gửi."
    en = "The file is packed in an unusual way: it would be too large when opened. Save it as a PDF and send that."


class TookTooLong(FileRefused):
    """It could not be looked at within the limits of time and memory."""

    vi = "Tệp quá phức tạp để kiểm tra an toàn. Hãy xuất ra PDF hoặc ảnh đơn giản hơn rồi gửi."
    en = "The file is too complex to be looked at safely. Save it as a simpler PDF or image and send that."


class RecordHoldsTooMany(FileRefused):
    """The record has as many files as it may."""

    vi = "Hồ sơ đã có {most} tệp, mức nhiều nhất (quy ước nội bộ). Hãy gộp nhiều trang vào một PDF."
    en = "The record has {most} files, as many as it may (our own rule). Join several pages in one PDF."


class StoreIsFull(FileRefused):
    """The installation has no room for more files."""

    vi = "Kho tệp đã đầy. Nội dung đã gõ vẫn còn; hãy báo người quản trị tăng LACHAN_FILES_TOTAL_GB."
    en = "The store of files is full. What you typed is kept; ask the administrator to raise LACHAN_FILES_TOTAL_GB."


class FileIsGone(Unknown):
    """There is no such file in sight."""


class BytesDamaged(Refused):
    """What is kept is not what was kept: bytes are missing or were changed."""

    vi = "Tệp này không còn nguyên như khi lưu: dữ liệu bị thiếu hoặc bị thay. Hãy báo ngay người quản trị."
    en = "This file is not as it was kept: bytes are missing or were changed. Tell the administrator at once."


class NoEntryOfFile(Refused):
    """The entry that the file is said to show is not in the record."""

    vi = "Mục của tệp không có trong bản ghi này, hoặc đã bị hủy. Hãy chọn mục khác, hoặc để trống."
    en = "The entry of the file is not in this record, or was cancelled. Choose another, or leave it empty."
