import doctest
import importlib
import pkgutil

import pytest

import domain

MODULES = sorted(module.name for module in pkgutil.walk_packages(domain.__path__, "domain."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
