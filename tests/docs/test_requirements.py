"""The locked versions fit setup.cfg, and the licences of the libraries are listed and fit."""

import re
from configparser import ConfigParser
from importlib.metadata import PackageNotFoundError
from importlib.util import module_from_spec, spec_from_file_location

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.plan import CHECKOUT

_LOCKS = ("site", "test", "postgresql", "meaning", "second-reader", "tools", "build")
_FITTING_LICENCES = re.compile(
    r"(0BSD|Apache( License)?[ -]2\.0|(Two-clause )?BSD([ -]([23]-Clause(-Views)?|Licen[cs]e))?"
    r"|CC0-1\.0|MIT([ -](0|CMU|License))?|MPL-2\.0|PSF-2\.0|Zlib|ZPL[ -]2\.1"
    r"|LGPL(-(2\.1|3\.0)(-only|-or-later)?)?|dependency licenses)",  # the last: of pypdfium2
    re.IGNORECASE,
)


def _lock(name: str) -> str:
    return (CHECKOUT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def _pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", _lock(name), re.MULTILINE))


def _requirements_of_setup(extra: str) -> dict[str, Requirement]:
    config = ConfigParser()
    config.read(CHECKOUT / "setup.cfg", encoding="utf-8")
    text = (
        config["options"]["install_requires"]
        if extra == "site"
        else config["options.extras_require"][extra]
    )
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {canonicalize_name(Requirement(line).name): Requirement(line) for line in lines}


def _licences():
    spec = spec_from_file_location("write_licences", CHECKOUT / "docs" / "write_licences.py")
    writer = module_from_spec(spec)
    spec.loader.exec_module(writer)
    return writer


def _listed() -> dict[str, str]:
    rows = re.findall(r"^\| (\S+) \| (.+) \|$", _licences().PAGE.read_text(), re.MULTILINE)
    return dict(rows[1:])


@pytest.mark.parametrize("extra", ["site", "test", "postgresql", "meaning", "second-reader"])
def test_locked_versions_fit_setup_cfg(extra):
    pins = _pins(extra)
    misfits = [
        str(requirement)
        for name, requirement in _requirements_of_setup(extra).items()
        if name not in pins or not requirement.specifier.contains(pins[name])
    ]
    assert misfits == [], "run `make lock`"


@pytest.mark.parametrize("extra", ["site", "test", "postgresql", "meaning", "second-reader"])
def test_no_requirement_is_locked_that_setup_cfg_no_longer_names(extra):
    entries = re.findall(r"^([a-z0-9.-]+)==(.*?)(?=^[a-z]|\Z)", _lock(extra), re.M | re.S)
    direct = {name for name, text in entries if "diachi (setup.cfg)" in text}
    assert direct <= set(_requirements_of_setup(extra)), "run `make lock`"


@pytest.mark.parametrize("lock", _LOCKS)
def test_every_locked_version_has_checksums_and_no_address(lock):
    text = _lock(lock)
    entries = re.split(r"^(?=[a-z0-9.-]+==)", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in entry for entry in entries) and entries
    assert re.findall(r"https?:|--(?:extra-)?index-url|--find-links| /", text) == []


def test_every_library_of_an_installation_has_its_licence_listed():
    assert list(_listed()) == list(_licences().runtime_libraries()), "run `make lock`"


def test_listed_licences_are_those_of_the_installed_libraries():
    writer = _licences()
    for name, listed in _listed().items():
        try:
            assert writer.licence(name) == listed, "run `make lock`"
        except PackageNotFoundError:
            assert name.startswith("psycopg")


@pytest.mark.parametrize(("name", "licence"), _listed().items())
def test_each_licence_fits_apache_2_0(name, licence):
    parts = re.split(r" AND | OR |, ", licence)
    assert [part for part in parts if not _FITTING_LICENCES.fullmatch(part)] == []
