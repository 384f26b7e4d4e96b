"""Benchmark of strokes and sizes: maps, pictures, newspapers and print as served."""

import io
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy
import pypdfium2
from PIL import Image

from app.downloads import page_jpeg
from bench.form import Row, json_parser, report
from ingest.context import Toolbox
from ingest.images.picture import Picture, black_and_white, limit_width, to_grey
from ingest.record import FileKind, PageImage, PagePlace, PageRecord
from ingest.stages.derive import derive
from ingest.stages.examine import examine
from ingest.stages.imprint import imprint
from ingest.stages.prepare import prepare
from ingest.stages.tile import packed_tiles, tile
from ingest.tools import image_files, pdf
from library.catalogue.models import DerivativeKind
from library.storage.content_store import ContentStore

_DEMO = Path(__file__).parents[1] / "demo"
_MIN_SIMILARITY, _READING_WIDTH = 0.85, 1280
_SOFTNESS, _BRIGHTNESS, _CONTRAST = 1.5, 6.5, 58.5
"""Standard deviation of the window of SSIM, and its constants for 256 tones."""

_KB = 1000
_MAX_TILES_RATIO = 1.15
"""Bytes of the tiles of scanned print, relative to its masters."""

_SUFFIXES = {".jpg", ".png", ".tif", ".pdf"}


_PLACES = {
    DerivativeKind.AVIF.value: "trang đọc",
    DerivativeKind.READING.value: "trang đọc, WebP",
    DerivativeKind.LEAF.value: "PDF",
    DerivativeKind.TILES.value: "ảnh tải về",
}


class Maker:
    """The stages that make the images of a page, in a temporary store."""

    def __init__(self, folder: Path) -> None:
        self._masters = ContentStore(folder / "masters")
        self._derivatives = ContentStore(folder / "derivatives")
        self.tools = Toolbox(self._masters, self._derivatives)

    def pages(self, path: Path, *, is_picture: bool) -> Iterator[PageRecord]:
        """Yield the pages of a file with their images and page PDFs, without words."""
        digest = self._masters.put(path.read_bytes())
        kind = FileKind.PDF if path.suffix == ".pdf" else FileKind.IMAGE
        indices = pdf.pages(path, path.name) if kind is FileKind.PDF else range(1)
        for index in indices:
            page = PageRecord(1, PagePlace(digest, kind, index), ("vie",), is_picture=is_picture)
            page = prepare(examine(page, self.tools), self.tools)
            page = replace(page, words=self.tools.keep_words(()))
            yield imprint(tile(derive(page, self.tools), self.tools), self.tools)

    def weights(self, path: Path, *, is_picture: bool) -> tuple[int, int]:
        """Return the bytes of a file and of the tiles of its pages."""
        images = (i for p in self.pages(path, is_picture=is_picture) for i in p.images)
        tiles = sum(i.bytes for i in images if i.kind == DerivativeKind.TILES.value)
        return path.stat().st_size, tiles

    def similarities(self, page: PageRecord) -> Iterator[tuple[str, float]]:
        """Yield the similarity of the strokes of each image of a page, and of its PDF, to the scan.

        The scan is scaled by the same steps as the image.
        """
        for image in page.images:
            place = _PLACES.get(image.kind)
            if place is None:
                continue
            shown = self.tools.shown(page)
            source = shown if image.width > _READING_WIDTH else limit_width(shown, _READING_WIDTH)
            plain = limit_width(source, image.width)
            drawn = self._drawn(image, place, plain.shape[1])
            high = min(len(drawn), len(plain))  # PDFium rounds heights up
            wide = min(drawn.shape[1], plain.shape[1])
            yield place, ink_similarity(to_grey(plain[:high, :wide]), to_grey(drawn[:high, :wide]))

    def _drawn(self, image: PageImage, place: str, width: int) -> Picture:
        if place == "ảnh tải về":
            target = self._derivatives.folder / "page.jpg"
            source = str(self._derivatives.path(image.digest))
            page_jpeg.write(source, image.width, image.height, str(target))
            return _opened(target.read_bytes())
        content = self._derivatives.read(image.digest)
        if place != "PDF":
            return _opened(content)
        with pypdfium2.PdfDocument(content) as document:
            page = document[0]
            scale = width / page.get_width()
            return page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :width, :3].copy()


def ink_similarity(plain: Picture, drawn: Picture) -> float:
    """Return the structural similarity (SSIM, 0 to 1) of two grey pictures near their strokes."""

    def soft(tones: Picture) -> Picture:
        return cv2.GaussianBlur(tones, (0, 0), _SOFTNESS)

    first, second = plain.astype(numpy.float32), drawn.astype(numpy.float32)
    means = soft(first), soft(second)
    product, squares = means[0] * means[1], means[0] ** 2 + means[1] ** 2
    covariance = soft(first * second) - product
    variances = soft(first**2) + soft(second**2) - squares
    similarity = (2 * product + _BRIGHTNESS) * (2 * covariance + _CONTRAST)
    similarity /= (squares + _BRIGHTNESS) * (variances + _CONTRAST)
    strokes = cv2.subtract(cv2.medianBlur(plain, 31), plain) > 50
    near = cv2.dilate(strokes.astype(numpy.uint8), numpy.ones((3, 3), numpy.uint8)) > 0
    return float(similarity[near].mean()) if near.any() else 1.0


def main() -> None:
    """Make the images of the demo and report the similarity of their strokes."""
    args = json_parser(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        maker = Maker(Path(folder))
        rows = [
            *_demo_rows(maker, "anh-ban-do", is_picture=True),
            *_demo_rows(maker, "bao-chi", is_picture=False),
            *_print_rows(maker),
            *_tile_rows(maker),
        ]
    report("pictures", rows, as_json=args.json)


def _demo_rows(maker: Maker, collection: str, *, is_picture: bool) -> Iterator[Row]:
    for path in _files(_DEMO / collection):
        worst: dict[str, float] = {}
        for page in maker.pages(path, is_picture=is_picture):
            for place, similarity in maker.similarities(page):
                worst[place] = min(worst.get(place, 1.0), similarity)
        name = path.parent.name if path.suffix == ".jpg" else path.stem
        for place, similarity in worst.items():
            label = f"{name[:34]}, {path.stem[-7:]}: {place}"
            target = None if place == "PDF" else _MIN_SIMILARITY  # two tones are unlike grey ones
            yield Row(label, similarity, "SSIM", target, "higher")


def _print_rows(maker: Maker) -> Iterator[Row]:
    pages = [
        page for path in _files(_DEMO / "van-ban") for page in maker.pages(path, is_picture=False)
    ]
    lightest = [
        min(image.bytes for image in page.images if image.kind == DerivativeKind.AVIF.value)
        for page in pages
    ]
    yield Row(f"{len(pages)} trang in: ảnh nhẹ nhất, trung bình", numpy.mean(lightest) / _KB, "KB")
    yield Row(f"{len(pages)} trang in: ảnh nhẹ nhất, nặng nhất", max(lightest) / _KB, "KB", 60)
    leaves = [page.images[-1].bytes for page in pages]
    yield Row(f"{len(pages)} trang in: PDF, trung bình", numpy.mean(leaves) / _KB, "KB")


def _tile_rows(maker: Maker) -> Iterator[Row]:
    """Yield the bytes of the tiles of scans relative to their masters, by kind of page."""
    kinds = {"ảnh, bản đồ": ("anh-ban-do",), "trang in": ("bao-chi", "van-ban", "dia-chi")}
    for kind, collections in kinds.items():
        is_picture = kind != "trang in"
        files = [path for name in collections for path in _files(_DEMO / name)]
        weights = [maker.weights(path, is_picture=is_picture) for path in files]
        masters = sum(master for master, tiles in weights if tiles)
        tiles = sum(tiles for _master, tiles in weights)
        limit = None if is_picture else _MAX_TILES_RATIO
        yield Row(f"{kind}: mảnh ảnh so với bản gốc", tiles / masters, "×", limit)
    scan = _black_and_white_scan()
    group_4, packed = len(image_files.to_g4(scan < 128)), len(packed_tiles(scan, is_bitonal=True))
    yield Row("trang đen trắng 300 dpi, bản gốc Group 4", group_4 / _KB, "KB")
    yield Row("trang đen trắng 300 dpi, mảnh ảnh", packed / _KB, "KB")


def _black_and_white_scan() -> Picture:
    """Return a page of a born-digital document as a scanner at 300 dpi sees it."""
    (path,) = (path for path in _files(_DEMO / "van-ban") if "565-TB" in path.name)
    page = to_grey(pdf.draw(path, 1, 300))
    grain = numpy.random.default_rng(1).normal(0, 22, page.shape)
    return black_and_white(page + grain)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in _SUFFIXES)


def _opened(content: bytes) -> Picture:
    with Image.open(io.BytesIO(content)) as image:
        return numpy.asarray(image.convert("RGB"))


if __name__ == "__main__":
    main()
