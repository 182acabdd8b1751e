"""What leaves this machine is encrypted: plain HTTP to a network, and a database over one, are refused at start.

Source: DESIGN, section 6; OWASP ASVS 5.0, V12.2.1, V12.3.1, V12.3.2; Law 91/2025/QH15 (LAW 5.2).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from psycopg.conninfo import conninfo_to_dict

from infrastructure.refusal import CannotStart

if TYPE_CHECKING:
    from infrastructure.settings import Settings

CHECKED = frozenset({"verify-full", "verify-ca"})
"""Kinds of `sslmode` that ask the server who it is; the others encrypt to whoever answers, or not at all."""
BELIEVED = "FORWARDED_ALLOW_IPS"
"""Whose word about the scheme counts: the address of the HTTPS server in front."""


def stays_here(host: str) -> bool:
    """Return whether an address is this machine alone: loopback, or a socket in a folder."""
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def refuse_plain(settings: Settings) -> None:
    """Refuse what would carry secrets of children over a network in the clear.

    Raises:
        CannotStart: No HTTPS server stands before pages for a network, or a database far away is not checked.
    """
    host = settings.host
    if not stays_here(host) and os.environ.get(BELIEVED, "").strip() in {"", "*"}:
        raise CannotStart(
            f"LACHAN_HOST={host} mở trang ra mạng mà không mã hóa: hãy đặt máy chủ HTTPS phía trước và ghi "
            f"địa chỉ của nó vào {BELIEVED}, hoặc bỏ LACHAN_HOST để chỉ máy này vào được.",
            f"LACHAN_HOST={host} would serve pages to a network in the clear: put an HTTPS server in front and "
            f"name its address in {BELIEVED}, or leave LACHAN_HOST out, so that this machine alone gets in.",
        )
    if settings.plain_database == "accepted":
        return
    for variable, url in _databases(settings):
        if not _is_checked(url):
            raise CannotStart(
                f"{variable} ở máy khác mà không kiểm tra chứng chỉ: thêm sslmode=verify-full vào địa chỉ, "
                "hoặc đặt LACHAN_PLAIN_DATABASE=accepted nếu mạng giữa hai máy chỉ của riêng bạn.",
                f"{variable} is on another machine and its certificate is not checked: add sslmode=verify-full to "
                "the address, or set LACHAN_PLAIN_DATABASE=accepted where the network between is yours alone.",
            )


def _databases(settings: Settings) -> Iterator[tuple[str, str]]:
    for variable, secret in (
        ("DATABASE_URL", settings.database_url),
        ("KEYSTORE_URL", settings.keystore_url),
    ):
        if secret is not None:
            yield variable, secret.get_secret_value()


def _is_checked(url: str) -> bool:
    known = conninfo_to_dict(url)
    given = [known.get("hostaddr"), os.environ.get("PGHOSTADDR"), known.get("host"), os.environ.get("PGHOST")]
    hosts = str(next((host for host in given if host), "")).split(",")
    is_elsewhere = known.get("service") or os.environ.get(
        "PGSERVICE"
    )  # a file says where, and we do not read it
    mode = known.get("sslmode") or os.environ.get("PGSSLMODE", "")
    return (not is_elsewhere and all(map(stays_here, hosts))) or mode in CHECKED


NEVER_TURNED_AWAY = ("/khan-cap", "/api/v1/emergencies", "/static/", "/thoat-nhanh")
"""A cry for help is taken however it comes (DESIGN, section 3, rule 1); by then it has crossed the network anyway."""
USE_HTTPS = (
    "Hãy dùng HTTPS. / Use HTTPS.\n\n"
    "111: Bảo vệ trẻ em / Child protection\n113: Công an / Police\n115: Cấp cứu / Ambulance\n"
)


class OnlyEncrypted:
    """Serves what came by HTTPS, from this machine itself, or cries for help; anything else is told to use HTTPS."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass on what is encrypted."""
        client = (scope.get("client") or ("",))[0]
        may = scope["scheme"] == "https" or stays_here(client) if scope["type"] == "http" else True
        if may or scope["path"].startswith(NEVER_TURNED_AWAY):
            await self.app(scope, receive, send)
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 403, "headers": headers})
        await send({"type": "http.response.body", "body": USE_HTTPS.encode()})
