"""Doctor says which size is in use, and which of its parts do not fit."""

from dataclasses import replace

import pytest

from library.monitoring import installation_size


@pytest.mark.parametrize(
    ("kind", "machines", "chosen", "is_fit", "words"),
    [
        pytest.param("sqlite", 1, {}, True, "gọn trên một máy", id="embedded"),
        pytest.param("postgresql", 1, {}, True, "một máy chủ mạnh", id="one server"),
        pytest.param(
            "postgresql", 3, {"files": "k", "engine": "opensearch"}, True, "nhiều máy", id="many"
        ),
        pytest.param("sqlite", 1, {"files": "k"}, False, "SQLite là tệp", id="SQLite and S3"),
        pytest.param(
            "postgresql", 2, {"engine": "opensearch"}, False, "DIACHI_FILES", id="local files"
        ),
        pytest.param(
            "postgresql", 2, {"files": "k"}, False, "DIACHI_ENGINE", id="an index on each machine"
        ),
    ],
)
def test_the_size_is_named_with_what_does_not_fit(settings, kind, machines, chosen, is_fit, words):
    names = [f"xưởng-{number}" for number in range(machines)]
    settings = replace(settings, **chosen)
    well, sentence = installation_size.judge(settings, names, on_server=kind == "postgresql")
    assert (well, words in sentence) == (is_fit, True)


def test_workshops_whose_folders_are_common_have_no_files_of_their_own(settings, tmp_path):
    names, shared = ["xưởng-1", "xưởng-2"], replace(settings, engine="opensearch")
    assert not installation_size.judge(shared, names, on_server=True)[0]
    for store in (settings.masters, settings.derivatives):
        store.parent.mkdir(exist_ok=True)
        common_folder = tmp_path / f"chung-{store.name}"
        common_folder.mkdir()
        store.symlink_to(common_folder)
    assert installation_size.judge(shared, names, on_server=True)[0]
    own_index = installation_size.judge(settings, names, on_server=True)
    assert (own_index[0], "DIACHI_FILES" in own_index[1]) == (False, False)


def test_an_installation_without_a_machine_is_of_some_size(engine, settings):
    assert installation_size.check(settings, engine)[0]
