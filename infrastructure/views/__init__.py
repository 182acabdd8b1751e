"""The reading side: one view a subject, all folded by one follower."""

from __future__ import annotations

import importlib
import pkgutil

from infrastructure.views.base import View


def every_view() -> tuple[View, ...]:
    """Return one instance of each view, in the order of their names."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return tuple(kind() for kind in sorted(View.__subclasses__(), key=lambda kind: kind.NAME))


__all__ = ["View", "every_view"]
