"""Replacing the root key: every key is wrapped anew, no event is touched, a kill between two steps loses nothing.

The former root key stays until nothing is wrapped under it. Meanwhile the new one also lies on the shelf, wrapped
under the former, so processes that are running find it by themselves.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from infrastructure.keys.root import KEY_BYTES, KeyStoreDamaged, RootFile, root_id, sync_folder, write_root
from infrastructure.keys.shelf import Link
from infrastructure.keys.store import KeyStore
from infrastructure.refusal import CannotStart

BATCH = 1000
"""Keys wrapped anew in one transaction."""


def where_next(root: RootFile, wanted: Path | None) -> Path:
    """Return where the new root key is written.

    Raises:
        CannotStart: The root key is the operator's own file, so the operator must say where the new one goes.
    """
    if root.is_ours:
        return root.path.with_name("root.next")
    if wanted is None or wanted == root.path:
        raise CannotStart(
            "Khoá gốc do bạn giữ ở tệp riêng: thêm --to TỆP_MỚI, rồi sau khi xong hãy cho cài đặt trỏ vào tệp mới.",
            "The root key is a file of your own: add --to NEW_FILE, and point the setting to it when all is done.",
        )
    return wanted


def rotate(store: KeyStore, to: Path | None = None) -> Iterator[str]:
    """Put every key under a new root key; yields the name of each step once it is durable.

    Called again after an interruption, it goes on where it stopped.

    Args:
        store: Opened with the root key as it is now.
        to: Where the new root key goes, when the present one is the operator's own file.
    """
    path = where_next(store.root, to)
    if not store.shelf.links():
        write_root(path, os.urandom(KEY_BYTES))
        yield "written"
        _begin(store, path)
        yield "begun"
    current = store.shelf.root()
    while current is not None and (others := store.shelf.under_others(current, BATCH)):
        store.shelf.rewrap(
            [replace(store.wrapped(key.name, store.unwrapped(key)), made_at=key.made_at) for key in others]
        )
        yield "wrapped"
    if store.root.is_ours:
        if path.exists():
            os.replace(path, store.root.path)
            sync_folder(path.parent)
            yield "replaced"
        settle(store)
        yield "ended"


def _begin(store: KeyStore, path: Path) -> None:
    former = store.secret_of_root()
    new = RootFile(path, is_ours=False).read()
    store.shelf.begin_rotation(Link(root_id(new), root_id(former), aes_key_wrap(former, new)))
    store.learn_root(new)


def settle(store: KeyStore) -> bool:
    """End a replacement whose new root key has taken the place of the former; return whether there was one to end."""
    current, links = store.shelf.root(), store.shelf.links()
    if not links or current is None:
        return False
    try:
        in_place = root_id(store.root.read()) == current
    except KeyStoreDamaged:
        return False
    if not in_place or store.shelf.under_others(current, 1):
        return False
    store.shelf.end_rotation()
    return True
