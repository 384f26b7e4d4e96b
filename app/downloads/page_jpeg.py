"""Writes the image of a page as one JPEG in full size, in a process started by `app.downloads`.

A map of A0 takes some seconds and half a gigabyte, which the site itself must not hold.
"""

import io
import json
import os
import sys
from pathlib import Path
from zipfile import is_zipfile

from PIL import Image as Pixels

from library.catalogue.pages import iiif_tiles

_NICENESS = 10
_QUALITY = 88


def write(source: str, width: int, height: int, target: str) -> None:
    """Write the image of a page, stored as tiles or as one picture, to a JPEG file."""
    if is_zipfile(source):
        path = Path(source)
        page = Pixels.new("RGB", (width, height))
        for tile in iiif_tiles.tiles(width, height, 1):
            content = iiif_tiles.read(path, tile.name)
            if content is None:
                raise FileNotFoundError(tile.name)
            with Pixels.open(io.BytesIO(content[0])) as part:
                page.paste(part, (tile.left, tile.top))
    else:
        with Pixels.open(source) as picture:
            page = picture.convert("RGB")
    page.save(target, "JPEG", quality=_QUALITY)


if __name__ == "__main__":
    os.nice(_NICENESS)
    write(**json.load(sys.stdin))
