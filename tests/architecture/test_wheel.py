"""Contents of an installed wheel."""

from configparser import ConfigParser
from pathlib import Path

from tests.architecture.plan import CHECKOUT


def test_every_module_and_its_data_are_installed():
    setup = ConfigParser()
    setup.read(CHECKOUT / "setup.cfg")
    rooms = [name.strip("*") for name in setup["options.packages.find"]["include"].split()]
    shipped = {
        file
        for room, patterns in setup["options.package_data"].items()
        for pattern in patterns.split()
        for file in (CHECKOUT / room).glob(pattern)
    }
    files = [
        file for room in rooms for file in (CHECKOUT / room).rglob("*") if _needs_package_data(file)
    ]
    assert [str(file.relative_to(CHECKOUT)) for file in files if file not in shipped] == []


def _needs_package_data(file: Path) -> bool:
    """Return True for a file that only the package data can bring: no module of a package."""
    is_module = file.suffix == ".py" and (file.parent / "__init__.py").exists()
    return file.is_file() and not is_module and "__pycache__" not in file.parts
