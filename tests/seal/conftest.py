"""A town whose logs are signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger.conftest import town
from tests.ledger.given import Town
from tests.seal.sealed import Sealed, sealed

__all__ = ["town"]


@pytest.fixture
def house(town: Town, tmp_path: Path) -> Sealed:
    """A town with a signer that has signed nothing yet."""
    return sealed(town, tmp_path)
