"""The command `diachi collection`: profiles go out to files and come back."""

import pytest
from click.testing import CliRunner

from library.cli import main
from library.database import work
from tests.makers import make_environment, make_item

_FIRST = 'title = "Địa chí"\n'


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


def test_an_edited_export_is_imported_and_put_back(run, exported):
    assert "dia-chi: không đổi" in run("import", exported)[1]
    _edit(exported)
    assert "dia-chi: đã lưu" in run("import", exported / "dia-chi")[1]
    changes = run("history", "dia-chi")[1].splitlines()
    assert "dòng lệnh (đang dùng)" in changes[0]
    assert changes[1:3] == ["  - order = 30", "  + order = 77"]
    assert run("put-back", "dia-chi", changes[3].split()[0]) == (0, "Đã lấy lại.\n")
    assert "+ order = 30" in run("history", "dia-chi")[1]


def test_one_invalid_file_stops_the_whole_import(run, exported):
    _edit(exported)
    (exported / "bao-chi" / "profile.toml").write_text("title =", encoding="utf-8")
    code, output = run("import", exported)
    assert (code, "bao-chi/profile.toml" in output) == (1, True)
    assert "order = 77" not in run("history", "dia-chi")[1]


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
