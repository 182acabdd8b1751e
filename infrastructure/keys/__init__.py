"""The key store. `Shelf` is the promise (what is kept durably), `KeyStore` what the house asks."""

from infrastructure.keys.root import KeyStoreDamaged
from infrastructure.keys.shelf import Shelf
from infrastructure.keys.store import KeyStore

__all__ = ["KeyStore", "KeyStoreDamaged", "Shelf"]
