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
        return ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_plain(settings: Settings) -> None:
    """Refuse what would carry secrets of children over a network in the clear.

    Raises:
        CannotStart: No HTTPS server stands before pages for a network, or a database far away is not checked.
    """
    host = settings.host
    if not stays_here(host) and not os.environ.get(BELIEVED):
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
    hosts = f"{known.get('hostaddr') or known.get('host') or os.environ.get('PGHOST', '')}".split(",")
    mode = known.get("sslmode") or os.environ.get("PGSSLMODE", "")
    return all(map(stays_here, hosts)) or mode in CHECKED


class OnlyEncrypted:
    """Serves what came by HTTPS, or from this machine itself; anything else is told to use HTTPS, and nothing more."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass on what is encrypted."""
        client = (scope.get("client") or ("",))[0]
        if scope["type"] != "http" or scope["scheme"] == "https" or stays_here(client):
            await self.app(scope, receive, send)
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 403, "headers": headers})
        await send({"type": "http.response.body", "body": "Hãy dùng HTTPS. / Use HTTPS.".encode()})
