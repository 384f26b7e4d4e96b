"""The model is result without importing its package, and must be the one that was measured."""

import subprocess
import sys

import pytest

from ingest.second_reader import conditions, place
from library.errors import SecondReaderChangedError, SecondReaderNotInstalledError
from tests.makers import make_settings


@pytest.fixture
def other_edition(tmp_path, monkeypatch):
    """Install a package of the same name whose model has other content."""
    assets = tmp_path / "asterocr" / "assets"
    assets.mkdir(parents=True)
    (tmp_path / "asterocr" / "__init__.py").write_text("raise AssertionError('imported')")
    (assets / "asternet.onnx").write_bytes(b"another model")
    (assets / "vocab.json").write_text("{}")
    described = tmp_path / "asterocr-1.0.3.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: asterocr\nVersion: 1.0.3\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(place, "_LIBRARIES", ())


@pytest.fixture
def no_edition(monkeypatch):
    """Answer as where the extra is not installed."""
    monkeypatch.setattr(place, "_PACKAGE", "asterocr-that-nobody-installed")


def test_another_model_is_refused(other_edition):
    with pytest.raises(SecondReaderChangedError, match=r"asternet\.onnx"):
        place.model_files()


def test_doctor_says_that_the_model_was_changed(other_edition, tmp_path):
    passed, advice = conditions.is_ready(make_settings(tmp_path, second_reader="idle"))
    assert (passed, "không đúng bản đã thử" in advice) == (False, True)


def test_doctor_says_how_to_install_what_is_turned_on(no_edition, tmp_path):
    passed, advice = conditions.is_ready(make_settings(tmp_path, second_reader="night"))
    assert (passed, "make second-reader" in advice) == (False, True)


def test_without_the_extra_there_is_nothing_to_check(no_edition, settings):
    assert conditions.is_ready(settings) is None
    with pytest.raises(SecondReaderNotInstalledError):
        place.model_files()


def test_doctor_says_how_to_turn_on_what_is_installed(other_edition, settings):
    assert conditions.is_ready(settings) == (
        True,
        "chưa bật, dù đã cài. Để bật: DIACHI_SECOND_READER=idle",
    )


@pytest.mark.slow
def test_the_pipeline_service_loads_nothing_of_the_extra():
    loaded = "import sys, ingest.pipeline.service; print(*sys.modules)"
    names = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"onnx", "onnxruntime", "asterocr"}.intersection(names)
