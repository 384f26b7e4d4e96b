"""The files of deploy/ for several machines name what exists."""

import re

import yaml

from tests.architecture.plan import CHECKOUT

_DEPLOY = CHECKOUT / "deploy"
_OF_GUNICORN = {"DIACHI_BIND", "DIACHI_SITE_PROCESSES", "DIACHI_SITE_THREADS"}


def _named(text: str) -> set[str]:
    return set(re.findall(r"\bDIACHI_[A-Z0-9_]+", text))


def test_the_settings_in_the_files_exist():
    settings = _named((CHECKOUT / "docs/settings.md").read_text()) | _OF_GUNICORN
    for file in ("compose.yaml", "diachi.conf", "nginx-many.conf", "gunicorn.conf.py"):
        assert _named((_DEPLOY / file).read_text()) <= settings, file


def test_the_services_of_the_compose_file_know_each_other():
    parts = yaml.safe_load((_DEPLOY / "compose.yaml").read_text())
    for service in parts["services"].values():
        assert set(service.get("depends_on", ())) <= parts["services"].keys()
        assert set(service.get("secrets", ())) <= parts["secrets"].keys()
        volumes = {volume.partition(":")[0] for volume in service.get("volumes", ())}
        assert {volume for volume in volumes if "/" not in volume} <= parts["volumes"].keys()
    names = [
        service["environment"]["DIACHI_WORKSHOP"]
        for service in parts["services"].values()
        if "DIACHI_WORKSHOP" in service.get("environment", {})
    ]
    assert len(names) == len(set(names)) == 2
