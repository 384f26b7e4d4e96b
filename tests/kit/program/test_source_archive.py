"""The archive with the source of a program."""

import tarfile

import pytest

from kit.program.make_program import write_archive


@pytest.mark.slow
def test_the_same_source_gives_the_same_archive(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    write_archive(first)
    write_archive(second)
    assert first.read_bytes() == second.read_bytes()
    with tarfile.open(first) as archive:
        names = archive.getnames()
        assert archive.getmember("deploy/station/place").mode == 0o755
    assert "kit/program/environment.py" in names
    assert [name for name in names if ".pyc" in name or name.startswith("tests")] == []
