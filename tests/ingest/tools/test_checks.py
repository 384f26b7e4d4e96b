"""Conditions of programs that read files of some kinds."""

import pytest

from ingest.tools import checks
from library.monitoring.conditions import run

_BY_CODE = {condition.code: condition for condition in checks.CONDITIONS}


@pytest.mark.parametrize(
    ("code", "package", "kinds"),
    [
        pytest.param("archives", "libarchive-tools", "7z, RAR, tar", id="archives"),
        pytest.param("djvu", "djvulibre-bin", "DjVu", id="DjVu"),
    ],
)
def test_a_missing_program_is_named_with_what_stops_working(
    code, package, kinds, settings, monkeypatch, tmp_path
):
    monkeypatch.setenv("PATH", str(tmp_path))
    check = run(_BY_CODE[code], settings)
    assert not check.ok
    assert f"Hãy cài {package}" in check.advice
    assert kinds in check.advice
