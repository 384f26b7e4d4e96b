"""Checks of the programs that the pipeline runs."""

import pytest

from ingest.tools import checks, office_documents


@pytest.mark.parametrize(
    ("version", "advised"), [("7.4.7.2", True), ("7.6.0.3", False), ("25.2.3.2", False)]
)
def test_the_libreoffice_of_debian_12_is_advised_against(settings, monkeypatch, version, advised):
    monkeypatch.setattr(office_documents, "version", lambda: version)
    (office,) = [check for check in checks.checks(settings) if check.name == "LibreOffice"]
    assert office.ok
    assert ("nên chuyển sang Debian 13" in office.advice) is advised
