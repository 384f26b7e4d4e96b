"""Parts found by entry points: what is missing is named for what it is."""

from importlib.metadata import EntryPoint

import pytest

from library import extensions
from library.errors import ScaleNotInstalledError


def _enter(monkeypatch, module: str) -> None:
    entry = EntryPoint("tried", module, "diachi.engines")
    monkeypatch.setitem(extensions.entries("diachi.engines"), "tried", entry)


def test_a_part_for_several_machines_says_what_to_install(monkeypatch):
    _enter(monkeypatch, "scale.opensearch.no_such_module")
    with pytest.raises(ScaleNotInstalledError):
        extensions.load("diachi.engines", "tried")


def test_a_fault_of_another_part_is_not_taken_for_a_missing_extra(monkeypatch):
    _enter(monkeypatch, "search_index.engines.no_such_module")
    with pytest.raises(ModuleNotFoundError):
        extensions.load("diachi.engines", "tried")


def test_a_part_that_nobody_brings_says_what_to_install():
    with pytest.raises(ScaleNotInstalledError):
        extensions.load("diachi.engines", "no such engine")
