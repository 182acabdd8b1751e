"""The database: its version, clock, roles, triggers, follower and views."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import psycopg

from domain.calendar import vietnam_time
from infrastructure.checkup.finding import Finding
from infrastructure.lag import FAR_BEHIND_EVENTS, FAR_BEHIND_SECONDS, lag_of
from infrastructure.postgres.migrations import migrations_in
from infrastructure.postgres.roles import MADE, DatabaseRole, RoleNames
from infrastructure.views import every_view

Connection = psycopg.Connection[Any]

CLOCKS_DIFFER_SECONDS = 2.0
"""From this difference on, times of the two machines cannot be compared (practice of the house; NTP keeps 0.1 s)."""
AHEAD_SECONDS = 1.0
"""The newest event may be ahead of the clock by no more; more means that the clock was set back since."""
TOLD_DAYS = 7
"""A clock that was set back is something wrong for so long, then a note."""
_SEALED = ("es.events", "trail.entries")
_TRIGGERS = ("append_only", "never_emptied")
_CHANGES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")


def version(connection: Connection) -> Iterator[Finding]:
    """Look whether every migration has run."""
    there = _one(connection, "SELECT to_regclass('public.schema_migrations') IS NOT NULL")[0]
    done = _one(connection, "SELECT count(*) FROM public.schema_migrations")[0] if there else 0
    if done != len(migrations_in()):
        yield Finding.bad(
            "Cơ sở dữ liệu chưa đúng phiên bản: chạy lachan migrate.",
            "The database is not of this version: run lachan migrate.",
        )


def clock(connection: Connection) -> Iterator[Finding]:
    """Compare the database's clock with this machine's, and the newest event with the clock."""
    before = datetime.now(UTC)
    there = cast(datetime, _one(connection, "SELECT clock_timestamp()")[0])
    here = before + (datetime.now(UTC) - before) / 2
    apart = abs((there - here).total_seconds())
    if apart > CLOCKS_DIFFER_SECONDS:
        yield Finding.bad(
            f"Đồng hồ của cơ sở dữ liệu và của máy này lệch nhau {apart:.0f} giây: bật đồng bộ giờ (NTP) trên cả hai.",
            f"The database's clock and this machine's differ by {apart:.0f} s: turn on time synchronisation on both.",
        )
    newest = _one(connection, "SELECT recorded_at FROM es.events ORDER BY position DESC LIMIT 1")
    ahead = (newest[0] - there).total_seconds() if newest else 0.0
    if ahead > AHEAD_SECONDS:
        yield Finding.bad(
            f"Giờ ghi của sự kiện mới nhất đi trước đồng hồ {ahead:.0f} giây: đồng hồ đã bị lùi. "
            "Sự kiện mới giữ giờ ấy cho đến khi đồng hồ đuổi kịp; hãy chỉnh lại đồng hồ và ghi việc này vào sổ trực.",
            f"The newest event was recorded {ahead:.0f} s ahead of the clock: the clock was set back. "
            "New events keep that time until the clock catches up; correct the clock and note it in the duty book.",
        )


def set_backs(connection: Connection) -> Iterator[Finding]:
    """Tell how often the clock was set back; the latest times are something to look after."""
    query = "SELECT count(*), max(it_was), max(it_was - it_is), max(it_is) > clock_timestamp() - %s::interval"
    count, last, longest, is_new = _one(connection, f"{query} FROM auth.set_backs", f"{TOLD_DAYS} days")
    if not count:
        return
    when = vietnam_time(last).strftime("%d/%m/%Y %H:%M:%S")
    far = f"{longest.total_seconds():.0f}"
    vi = f"Đồng hồ đã bị lùi {count} lần, lần xa nhất {far} giây; trước lần muộn nhất nó chỉ {when}"
    en = f"The clock was set back {count} times, at most by {far} s; before the latest it showed {when}"
    if is_new:
        yield Finding.bad(
            f"{vi}. Thứ tự sổ vẫn đúng, mọi màn hình đã khoá; hãy bật đồng bộ giờ (NTP) và ghi vào sổ trực.",
            f"{en}. The log's order holds, all screens were locked; turn on time synchronisation and note it.",
        )
    else:
        yield Finding(f"{vi}.", f"{en}.")


def roles(connection: Connection, names: RoleNames) -> Iterator[Finding]:
    """Look that no role is more than it should be: none a superuser, the application unable to change the log."""
    for role in (*MADE, DatabaseRole.OWNER):
        name = names.of(role)
        found = _one(
            connection,
            "SELECT rolsuper OR rolbypassrls OR rolreplication FROM pg_roles WHERE rolname = %s",
            name,
        )
        if not found:
            yield Finding.bad(
                f"Thiếu vai trò {name}: chạy lachan migrate.",
                f"The role {name} is missing: run lachan migrate.",
            )
        elif found[0]:
            yield Finding.bad(
                f"Vai trò {name} có quyền siêu người dùng: ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS NOREPLICATION.",
                f"The role {name} has a superuser's rights: ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS NOREPLICATION.",
            )
    for role in (one for one in MADE):
        yield from _may_change(connection, names.of(role))


def _may_change(connection: Connection, name: str) -> Iterator[Finding]:
    exists = _one(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", name)
    for table in (*_SEALED, *_partitions(connection)) if exists else ():
        query = "SELECT array_agg(p) FROM unnest(%s::text[]) p WHERE has_table_privilege(%s, %s, p)"
        may = _one(connection, query, list(_CHANGES), name, table)[0]
        if may:
            held = ", ".join(may)
            yield Finding.bad(
                f"Vai trò {name} có quyền {held} trên {table}: REVOKE {held} ON {table} FROM {name}.",
                f"The role {name} may {held} on {table}: REVOKE {held} ON {table} FROM {name}.",
            )


def triggers(connection: Connection) -> Iterator[Finding]:
    """Look that the triggers that keep the log append-only are there and always on."""
    query = (
        "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = %s AND tgenabled = 'A'"
        " AND tgfoid = 'es.refuse_change'::regproc AND tgqual IS NULL"
    )
    for table in (*_SEALED, *_partitions(connection)):
        for trigger in _TRIGGERS:
            if _one(connection, query, table, trigger)[0] != 1:
                yield Finding.bad(
                    f"Khoá chống sửa {trigger} của {table} bị tắt hoặc bị thay: có người can thiệp cơ sở dữ liệu. "
                    "Giữ nguyên hiện trạng và báo người phụ trách an toàn thông tin.",
                    f"The guard {trigger} of {table} is off or was replaced: someone touched the database. "
                    "Leave everything as it is and tell whoever answers for information security.",
                )


def _partitions(connection: Connection) -> list[str]:
    return [
        f"trail.{name}" for (name,) in connection.execute("SELECT name FROM trail.partitions ORDER BY name")
    ]


def partitions(connection: Connection) -> Iterator[Finding]:
    """Look that the access log has its months, and that nothing lies outside them."""
    waiting = _one(connection, "SELECT count(*) FROM trail.entries_other")[0]
    covered = "SELECT EXISTS (SELECT FROM trail.partitions WHERE since <= x AND x < until) FROM"
    now, soon = (
        _one(connection, f"{covered} (SELECT clock_timestamp() + %s::interval) t(x)", ahead)[0]
        for ahead in ("0 days", "7 days")
    )
    if waiting or not now or not soon:
        yield Finding.bad(
            "Nhật ký truy cập thiếu phần của tháng này hoặc của 7 ngày tới "
            f"({waiting} dòng nằm ở phần chung, không mất dòng nào): chạy lachan migrate khi ít người dùng.",
            "The access log lacks the partition of this month or of the next 7 days "
            f"({waiting} rows lie in the common one, none is lost): run lachan migrate at a quiet hour.",
        )
    else:
        count = _one(connection, "SELECT count(*) FROM trail.partitions")[0] - 1
        yield Finding(
            f"Nhật ký truy cập: {count} phần theo tháng.", f"The access log: {count} partitions by month."
        )


def follower(connection: Connection) -> Iterator[Finding]:
    """Look whether a follower works and how far the views are behind the log."""
    lag = lag_of(connection)
    if not lag.is_led:
        yield Finding.bad(
            "Không có tiến trình nào đang cập nhật bảng nhìn: chạy lachan serve hoặc lachan follow.",
            "No follower is at work: run lachan serve or lachan follow.",
        )
    if lag.is_far_behind:
        yield Finding.bad(
            f"Bảng nhìn chậm {lag.events} sự kiện, cũ nhất {lag.seconds:.0f} giây (mức cho phép: "
            f"{FAR_BEHIND_EVENTS} sự kiện, {FAR_BEHIND_SECONDS} giây): xem nhật ký của lachan follow.",
            f"The views are {lag.events} events behind, the oldest {lag.seconds:.0f} s old (allowed: "
            f"{FAR_BEHIND_EVENTS} events, {FAR_BEHIND_SECONDS} s): look at the log of lachan follow.",
        )
    else:
        yield Finding(
            f"Bảng nhìn chậm {lag.events} sự kiện ({lag.seconds:.0f} giây).",
            f"The views are {lag.events} events ({lag.seconds:.0f} s) behind.",
        )


def views(connection: Connection) -> Iterator[Finding]:
    """Look whether each view is of the version of this program."""
    built = dict(connection.execute("SELECT name, version FROM views.catalogue").fetchall())
    waiting = [view.NAME for view in every_view() if built.get(view.NAME) != view.VERSION]
    if waiting:
        names = ", ".join(waiting)
        yield Finding.bad(
            f"Bảng nhìn chưa dựng theo phiên bản này: {names}. Khởi động lại lachan serve, hoặc lachan views rebuild.",
            f"Views not yet built for this version: {names}. Restart lachan serve, or run lachan views rebuild.",
        )
    last = _one(connection, "SELECT number, differing FROM views.comparisons ORDER BY number DESC LIMIT 1")
    if last and last[1]:
        yield Finding.bad(
            f"Lần đối chiếu {last[0]}: {last[1]} dòng khác sổ sự kiện. Giữ nguyên hiện trạng, xem /nhat-ky/doi-chieu.",
            f"Comparison {last[0]}: {last[1]} rows differ from the log. Leave all as it is, see /nhat-ky/doi-chieu.",
        )


def _one(connection: Connection, query: str, *values: object) -> tuple[Any, ...]:
    row = connection.execute(query.encode(), values or None).fetchone()
    return row if row is not None else ()
