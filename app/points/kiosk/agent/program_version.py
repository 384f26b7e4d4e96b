"""Version of the agent: raised with every change of this folder that computers must receive."""

VERSION = "3.2"


def version_key(version: str) -> tuple:
    """Return a key that sorts versions: 3.10 is newer than 3.9."""
    return tuple(int(part or 0) for part in version.split("."))
