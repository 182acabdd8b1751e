"""Duties without anybody who can do them: as grave as a full disk, since a child's matter would wait unseen."""

from __future__ import annotations

from collections.abc import Iterator

from infrastructure.checkup.database import Connection
from infrastructure.checkup.finding import Finding
from infrastructure.vacancies import vacancies


def posts(connection: Connection) -> Iterator[Finding]:
    """Look whether every role that work waits for is held; nothing is said of an installation without accounts."""
    row = connection.execute("SELECT count(*) FROM facts.accounts").fetchone()
    if not row or row[0] < 2:
        return
    found = vacancies(connection)
    if found.no_officer:
        yield Finding.bad(
            "Không còn người phụ trách bảo vệ dữ liệu nào; "
            f"{found.for_officer} yêu cầu, vi phạm dữ liệu đang chờ: giao vai trò này cho một tài khoản.",
            "No data-protection officer is left; "
            f"{found.for_officer} requests and breaches wait: give the role to an account.",
        )
    elif found.for_officer:
        yield Finding.bad(
            f"{found.for_officer} yêu cầu về dữ liệu mà không người phụ trách bảo vệ dữ liệu nào được xử lý.",
            f"{found.for_officer} data requests that no data-protection officer may work on.",
        )
    if found.without_head:
        count = sum(number for _, number in found.without_head)
        yield Finding.bad(
            f"{count} đề nghị Chi hội mà không Chi hội trưởng nào xử lý được: giao vai trò này cho một tài khoản.",
            f"{count} requests to a chapter that no chapter head can work on: give the role to an account.",
        )
    if found.without_supervisor:
        units, count = len(found.without_supervisor), sum(number for _, number in found.without_supervisor)
        yield Finding.bad(
            f"{units} đơn vị có {count} hồ sơ đang mở mà không có người phụ trách chuyên môn, kể cả cấp trên.",
            f"{units} units with {count} open cases and no supervisor in them or above.",
        )
