"""The command `diachi collection`: profiles go out to files and come back."""

import pytest
from click.testing import CliRunner

from library.catalogue import profile_versions
from library.cli import main
from library.database import reading, work
from tests.makers import make_environment, make_item


@pytest.fixture
def run(settings, engine):
    """Return a function that runs a command and returns its exit code and output."""
    engine.dispose()

    def run(*words):
        runner = CliRunner(env=make_environment(settings.home))
        answer = runner.invoke(main, ["collection", *map(str, words)])
        return answer.exit_code, answer.output

    return run


@pytest.fixture
def exported(run, tmp_path):
    """Return the folder of an export."""
    assert run("export", tmp_path / "ra")[0] == 0
    return tmp_path / "ra"


def _edit(exported, text="order = 77"):
    path = exported / "dia-chi" / "profile.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("order = 30", text), encoding="utf-8")


def test_an_edited_export_is_imported(run, exported, engine):
    assert "dia-chi: không đổi" in run("import", exported)[1]
    _edit(exported)
    assert "dia-chi: đã lưu" in run("import", exported / "dia-chi")[1]
    with reading(engine) as session:
        change, _ = profile_versions.history(session, "dia-chi")
    assert (change.saved_by, change.is_current) == ("dòng lệnh", True)
    assert (change.removed, change.added) == (("order = 30",), ("order = 77",))


def test_one_invalid_file_stops_the_whole_import(run, exported, engine):
    _edit(exported)
    (exported / "bao-chi" / "profile.toml").write_text("title =", encoding="utf-8")
    code, output = run("import", exported)
    assert (code, "bao-chi/profile.toml" in output) == (1, True)
    with reading(engine) as session:
        assert len(profile_versions.history(session, "dia-chi")) == 1


def test_only_an_empty_collection_is_removed(run, engine, tmp_path):
    with work(engine) as session:
        make_item(session, collection="dia-chi")
    engine.dispose()
    assert run("remove", "dia-chi")[0] == 1
    assert run("remove", "bao-chi")[0] == 0
    assert run("export", tmp_path / "ra", "bao-chi")[0] == 1


def test_a_folder_without_profiles_is_refused(run, tmp_path):
    code, output = run("import", tmp_path)
    assert (code, "không có tệp này" in output) == (1, True)
