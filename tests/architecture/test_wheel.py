"""What an installed wheel holds."""

from configparser import ConfigParser
from pathlib import Path

_ROOT = Path(__file__).parents[2]


def test_every_module_and_its_data_are_installed():
    setup = ConfigParser()
    setup.read(_ROOT / "setup.cfg")
    rooms = [name.strip("*") for name in setup["options.packages.find"]["include"].split()]
    shipped = {
        file
        for room, patterns in setup["options.package_data"].items()
        for pattern in patterns.split()
        for file in (_ROOT / room).glob(pattern)
    }
    files = [file for room in rooms for file in (_ROOT / room).rglob("*") if _is_product(file)]
    assert [str(file.relative_to(_ROOT)) for file in files if file not in shipped] == []


def _is_product(file: Path) -> bool:
    """Return True for a file that only the package data can bring: no module of a package."""
    is_module = file.suffix == ".py" and (file.parent / "__init__.py").exists()
    return file.is_file() and not is_module and "__pycache__" not in file.parts
