"""Program that writes a ZIM file with libzim from lines of JSON; nothing else imports libzim.

libzim is under GPL-3: the library runs this as a process of its own and never imports it. The first
line says what the file is, the following ones are its entries, and the last one, `{"end": true}`,
says that there are no more: without it, whoever sent them has died, and there is no file.
"""

import base64
import json
import os
import sys
from collections.abc import Iterable

from libzim.writer import ContentProvider, Creator, FileProvider, Hint, Item, StringProvider

_NICENESS = 19
_LANGUAGE = "vie"


class _Entry(Item):
    """An entry as the other program sent it."""

    def __init__(self, line: dict[str, object]) -> None:
        super().__init__()
        self._line = line

    def get_path(self) -> str:
        return self._line["path"]

    def get_title(self) -> str:
        return self._line["title"]

    def get_mimetype(self) -> str:
        return self._line["media_type"]

    def get_contentprovider(self) -> ContentProvider:
        file = self._line["file"]
        return FileProvider(file) if file else StringProvider(self._line["text"])

    def get_hints(self) -> dict[Hint, int]:
        return {Hint.FRONT_ARTICLE: self._line["is_article"]}


def write(lines: Iterable[str]) -> bool:
    """Write the file that the lines describe; return False if they end too early."""
    messages = map(json.loads, lines)
    start = next(messages)
    # one thread, so that equal entries come in equal order
    creator = Creator(start["target"]).config_indexing(True, _LANGUAGE).config_nbworkers(1)
    creator.set_mainpath(start["main"])
    with creator:
        creator.add_illustration(48, base64.b64decode(start["illustration"]))
        for name, value in start["metadata"].items():
            creator.add_metadata(name, value)
        for line in messages:
            if line.get("end"):
                return True
            creator.add_item(_Entry(line))
        os._exit(1)  # leaving `with` would finish the file


if __name__ == "__main__":
    os.nice(_NICENESS)
    sys.exit(0 if write(sys.stdin) else 1)
