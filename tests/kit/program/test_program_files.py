"""Manifests of programs, which anybody may have written."""

import json
from dataclasses import replace

import pytest

from kit.program.problems import ProgramUnreadableError
from kit.program.program_files import (
    Program,
    ProgramFile,
    manifest_content,
    parse_program,
)

_FILE = ProgramFile("diachi-1.0-00000001.tar.gz", 7, "0" * 64)
_PROGRAM = Program("1.0-00000001", "2026-11-30T00:00:00+00:00", "0117", ("3.13",), (_FILE,))


def test_a_manifest_is_read_as_it_was_written():
    assert parse_program(manifest_content(_PROGRAM)) == _PROGRAM


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"version": "../../etc"}, id="version that leaves its folder"),
        pytest.param({"files": (replace(_FILE, name="../passwd"), _FILE)}, id="path as a name"),
        pytest.param({"files": (replace(_FILE, name="program.json"), _FILE)}, id="manifest"),
        pytest.param({"files": (_FILE, _FILE)}, id="name twice"),
        pytest.param({"files": ()}, id="no source"),
        pytest.param({"files": (replace(_FILE, bytes=-1),)}, id="negative size"),
        pytest.param({"files": (replace(_FILE, bytes=1 << 40),)}, id="huge size"),
        pytest.param({"files": (replace(_FILE, sha256="x"),)}, id="no checksum"),
        pytest.param({"revision": 117}, id="number in place of text"),
    ],
)
def test_a_manifest_with_a_value_that_cannot_be_is_refused(values):
    with pytest.raises(ProgramUnreadableError):
        parse_program(manifest_content(replace(_PROGRAM, **values)))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xff", id="no text"),
        pytest.param(b"[]", id="no object"),
        pytest.param(b"{}", id="no values"),
        pytest.param(json.dumps({"format": 2}).encode(), id="another format"),
    ],
)
def test_a_manifest_in_another_form_is_refused(content):
    with pytest.raises(ProgramUnreadableError):
        parse_program(content)
