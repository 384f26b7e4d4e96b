"""Parts of the product that are found by entry points, so that nothing has to import them."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec

from library.errors import ScaleNotInstalledError


@cache
def entries(group: str) -> dict[str, EntryPoint]:
    """Return the entry points of a group by name, but those of a package that is not there."""
    return {
        entry.name: entry
        for entry in entry_points(group=group)
        if find_spec(entry.module.partition(".")[0]) is not None
    }


def load_all(group: str) -> tuple[object, ...]:
    """Return the parts of a group, by name."""
    return tuple(entry.load() for _, entry in sorted(entries(group).items()))


def load(group: str, name: str) -> object:
    """Return one part of a group, such as the engine that a setting names.

    Raises ScaleNotInstalledError if it belongs to several machines and is not installed.
    """
    entry = entries(group).get(name)
    if entry is None:
        raise ScaleNotInstalledError
    try:
        return entry.load()
    except ModuleNotFoundError as error:
        if entry.module.startswith("scale."):
            raise ScaleNotInstalledError from error
        raise
