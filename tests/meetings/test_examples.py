"""The examples in the finder's docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import service.meetings as room

NEED_PACKAGES = {"service.meetings.build_places", "service.meetings.place_sources"}
MODULES = [
    found.name
    for found in pkgutil.walk_packages(room.__path__, "service.meetings.")
    if found.name not in NEED_PACKAGES
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_are_true(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
