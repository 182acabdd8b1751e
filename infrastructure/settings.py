"""Settings: environment variables (prefix `LACHAN_`) or a `.env` file, checked once, each with unit and reason."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, cast

from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import ProgrammingError
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.files.kinds import MIB, FileLimits
from infrastructure.refusal import CannotStart

PREFIX = "LACHAN_"


@dataclass(frozen=True)
class Setting:
    """What an operator is told about one setting."""

    unit: str
    vi: str
    en: str


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _absolute_if_any(path: Path | None) -> Path | None:
    return None if path is None else _absolute(path)


def _nothing_if_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _database_address(secret: SecretStr | None) -> SecretStr | None:
    if secret is not None:
        try:
            conninfo_to_dict(secret.get_secret_value())
        except ProgrammingError:
            raise ValueError("not_a_database_address") from None
    return secret


DatabaseUrl = Annotated[
    SecretStr | None, BeforeValidator(_nothing_if_blank), AfterValidator(_database_address)
]


class Settings(BaseSettings):
    """What an operator may decide; everything else is a decision of the house."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    home: Annotated[
        Path,
        AfterValidator(_absolute),
        Setting(
            "thư mục / folder",
            "nơi giữ cơ sở dữ liệu đi kèm, khoá và mật khẩu; cần sao lưu",
            "holds the embedded database, keys and passwords; back it up",
        ),
    ] = Path("var")
    host: Annotated[
        str,
        Setting(
            "địa chỉ / address",
            "mặc định chỉ máy này vào được; đặt máy chủ HTTPS phía trước khi mở ra mạng",
            "by default this machine only; put an HTTPS server in front before opening it to a network",
        ),
    ] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=1, le=65535), Setting("cổng / port", "cổng của trang và API", "pages and API")
    ] = 8000
    metrics_port: Annotated[
        Annotated[int, Field(ge=1, le=65535)] | None,
        BeforeValidator(_nothing_if_blank),
        Setting(
            "cổng / port",
            "số đo dạng Prometheus, chỉ máy này vào được; bỏ trống thì không mở cổng nào",
            "figures for Prometheus, for this machine only; empty: no such port is opened",
        ),
    ] = None
    workers: Annotated[
        int,
        Field(ge=1, le=64),
        Setting(
            "tiến trình / processes", "một tiến trình web cho mỗi nhân CPU", "one web process per CPU core"
        ),
    ] = 2
    threads: Annotated[
        int,
        Field(ge=2, le=64),
        Setting(
            "luồng mỗi tiến trình / threads per process",
            "4–8 luồng đủ dùng hết một nhân; mỗi luồng giữ nhiều nhất một kết nối",
            "4 to 8 keep one core busy; each holds at most one connection",
        ),
    ] = 6
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Setting(
            "mức / level",
            "mỗi thay đổi một dòng nhật ký; nếu không đặt và có người xem ở cửa sổ lệnh thì chỉ cảnh báo",
            "one log line for each change; unless set, warnings only where a person watches on a terminal",
        ),
    ] = "info"
    answer_seconds: Annotated[
        int,
        Field(ge=3, le=120),
        Setting(
            "giây / seconds",
            "cơ sở dữ liệu im lặng lâu hơn thì báo «hãy gửi lại», nội dung đã gõ còn nguyên; khẩn cấp được chờ gấp ba",
            "a database silent for longer gets “send again”, what was typed kept; emergencies wait three times as long",
        ),
    ] = 10
    session_idle_minutes: Annotated[
        int,
        Field(ge=1, le=240),
        Setting(
            "phút / minutes",
            "màn hình khóa sau chừng này phút không thao tác (gõ là thao tác); phiên và bản nháp còn nguyên",
            "the screen locks after so long without activity (typing is activity); session and draft are kept",
        ),
    ] = 15
    session_hours: Annotated[
        int,
        Field(ge=1, le=24),
        Setting(
            "giờ / hours",
            "một ngày làm việc kể cả đi cơ sở, không kéo sang tối; rồi đăng nhập lại",
            "a working day with the way to a commune and back, not the evening too; then sign in again",
        ),
    ] = 10
    require_second_factor: Annotated[
        Literal["sensitive", "everyone", "nobody"],
        Setting(
            "ai / who",
            "«sensitive»: phải có trước khi mở hồ sơ hạn chế hoặc quản lý tài khoản, tư vấn viên chỉ có hồ sơ thường "
            "vẫn đăng nhập nhanh bằng mật khẩu; «everyone»: mọi người; «nobody»: chỉ để thử nghiệm",
            "sensitive: before restricted files or account work, while a counsellor with ordinary cases signs in "
            "quickly by password; everyone: all; nobody: for trials only",
        ),
    ] = "sensitive"
    erasure_delay_days: Annotated[
        int,
        Field(ge=1, le=90),
        Setting(
            "ngày / days",
            "từ khi người thứ hai xác nhận đến khi được xóa; để người khác kịp phản đối",
            "from the second person's word to the erasure; leaves time to object",
        ),
    ] = 7
    file_image_mb: Annotated[
        int,
        Field(ge=1, le=50),
        Setting("MB", "một ảnh nhiều nhất (quy ước nội bộ)", "the largest image (our own rule)"),
    ] = 15
    file_document_mb: Annotated[
        int,
        Field(ge=1, le=50),
        Setting("MB", "một PDF hoặc tài liệu nhiều nhất", "the largest PDF or document"),
    ] = 20
    file_audio_mb: Annotated[
        int,
        Field(ge=1, le=100),
        Setting("MB", "một bản ghi âm nhiều nhất: khoảng 50 phút", "the largest recording: about 50 minutes"),
    ] = 50
    files_in_record: Annotated[
        int,
        Field(ge=1, le=2000),
        Setting(
            "tệp mỗi hồ sơ / files per record",
            "nhiều hơn thì trang hồ sơ khó đọc; gộp nhiều trang vào một PDF",
            "more make a record hard to read; several pages go into one PDF",
        ),
    ] = 200
    files_total_gb: Annotated[
        int,
        Field(ge=1, le=10_000),
        Setting(
            "GB",
            "mọi tệp cộng lại; đầy thì từ chối tệp mới, chữ vẫn lưu; chừa chỗ trên đĩa và trong sao lưu",
            "all files together; when full, new ones are refused, words still saved; leave room on disk and in backups",
        ),
    ] = 20
    database_url: Annotated[
        DatabaseUrl,
        Field(validation_alias="DATABASE_URL"),
        Setting(
            "địa chỉ / address",
            "máy chủ PostgreSQL 15 trở lên có sẵn (vai trò được tạo vai trò); bỏ trống thì dùng bản đi kèm",
            "a PostgreSQL server, 15 or later (role that may create roles); empty: the embedded one",
        ),
    ] = None
    plain_database: Annotated[
        Literal["refused", "accepted"],
        Setting(
            "có hay không / whether",
            "cơ sở dữ liệu ở máy khác phải trình chứng chỉ (sslmode=verify-full); «accepted» nếu mạng chỉ của bạn",
            "a database elsewhere shows its certificate (sslmode=verify-full); “accepted” where the network is yours",
        ),
    ] = "refused"
    keystore_url: Annotated[
        DatabaseUrl,
        Field(validation_alias="KEYSTORE_URL"),
        Setting(
            "địa chỉ / address",
            "kho khoá trên máy chủ riêng, không bao giờ cùng cụm với sổ sự kiện; bỏ trống thì giữ trong LACHAN_HOME",
            "key store on a server of its own, never in the ledger's cluster; empty: kept in LACHAN_HOME",
        ),
    ] = None
    root_key_file: Annotated[
        Path | None,
        BeforeValidator(_nothing_if_blank),
        AfterValidator(_absolute_if_any),
        Setting(
            "tệp / file",
            "khoá gốc (64 chữ số hex) do bạn giữ; bỏ trống thì dùng credential lachan-root-key của systemd, "
            "hoặc LACHAN_HOME/keys/root.key",
            "root key (64 hexadecimal digits) that you keep; empty: systemd's credential lachan-root-key, "
            "or LACHAN_HOME/keys/root.key",
        ),
    ] = None

    @property
    def file_limits(self) -> FileLimits:
        """How many and how large files may be."""
        return FileLimits(
            image_bytes=self.file_image_mb * MIB,
            document_bytes=self.file_document_mb * MIB,
            audio_bytes=self.file_audio_mb * MIB,
            in_record=self.files_in_record,
            in_all_bytes=self.files_total_gb * 1024 * MIB,
        )


@dataclass(frozen=True)
class Explained:
    """One setting as `lachan doctor` prints it."""

    name: str
    value: str
    is_default: bool
    setting: Setting


def variable_of(field: str) -> str:
    """Return the name of the environment variable of a field."""
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else PREFIX + field.upper()


def log_level_here(settings: Settings) -> str:
    """Return what this process logs: on a terminal, unless set, nothing that scrolls away what a person is told."""
    is_watched = "log_level" not in settings.model_fields_set and sys.stderr.isatty()
    return "warning" if is_watched else settings.log_level


def explained(settings: Settings) -> Iterator[Explained]:
    """Return each setting with value, unit and reason; addresses that hold a password are not shown."""
    for name, field in Settings.model_fields.items():
        value: object = getattr(settings, name)
        shown = "(đã đặt / set)" if isinstance(value, SecretStr) else "–" if value is None else str(value)
        setting = next(m for m in field.metadata if isinstance(m, Setting))
        yield Explained(variable_of(name), shown, name not in settings.model_fields_set, setting)


def load_settings() -> Settings:
    """Return the settings of this process.

    Raises:
        CannotStart: One is wrong, or a variable with our prefix is not known (a slip of the pen).
    """
    known = {variable_of(field) for field in Settings.model_fields}
    strange = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if strange:
        raise CannotStart(
            f"Không có cài đặt {strange[0]}: sửa lại tên, hoặc bỏ đi. Danh sách: lachan doctor.",
            f"There is no setting {strange[0]}: correct the name or remove it. For a list: lachan doctor.",
        )
    try:
        return Settings()
    except ValidationError as error:
        raise _wrong(error) from None


def _wrong(error: ValidationError) -> CannotStart:
    first = error.errors(include_url=False, include_input=False)[0]
    place = str(first["loc"][0])
    variable = variable_of(place) if place in Settings.model_fields else place
    limits = cast("dict[str, object]", first.get("ctx", {}))
    wanted = ", ".join(
        f"{sign} {limits[bound]}"
        for bound, sign in (("ge", "≥"), ("le", "≤"), ("expected", ""))
        if bound in limits
    )
    hint = f" ({wanted.strip()})" if wanted else ""
    return CannotStart(
        f"Cài đặt {variable} không đúng{hint}: sửa lại rồi chạy lại. Xem đơn vị và lý do: lachan doctor.",
        f"The setting {variable} is wrong{hint}: correct it and start again. Units and reasons: lachan doctor.",
    )
