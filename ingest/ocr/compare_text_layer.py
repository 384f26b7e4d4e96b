"""Compares the text a scan carries with what was read off it, to keep the better one."""

from collections import Counter
from dataclasses import dataclass

from ingest.ocr import text_in_images
from library.catalogue.text.words import Word
from library.vietnamese.legibility import is_legible
from library.vietnamese.letters import compose
from library.vietnamese.spelling import impossible

_COVERS = _NEARLY_THE_SAME = 0.9
_SAME_PAGE = 0.5
"""Texts that have less in common are not of the same page."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far two texts of a page agree, and whether the one it carries is the better one."""

    agreement: float
    layer_is_better: bool

    @property
    def remark(self) -> str | None:
        """What was decided, for people; nothing when both say nearly the same."""
        share = f"{round(100 * self.agreement)} %"
        if self.layer_is_better:
            return f"Chữ của trang lấy từ lớp chữ có sẵn trong tệp, khớp {share} với ảnh trang."
        if self.agreement < _NEARLY_THE_SAME:
            return f"Lớp chữ có sẵn trong tệp chỉ khớp {share} với ảnh trang nên không dùng."
        return None


def is_whole(layer: tuple[Word, ...], read: tuple[Word, ...]) -> bool:
    """Say whether a text one sees over an image is all that can be read there.

    White letters on a photograph are read badly: what was read in their place counts for nothing,
    only what was read beside them. A signature over a scan leaves nearly all of it beside.
    """
    if not is_legible(" ".join(word.text for word in layer)):
        return False
    return len(text_in_images.added(layer, read)) <= (1 - _COVERS) * len(layer)


def compare(layer: tuple[Word, ...], read: tuple[Word, ...]) -> Comparison:
    """Say which text to keep.

    Both are of one page, so only where they differ does one of them err: the one with fewer words
    that cannot be Vietnamese is better. A text that leaves a part of the page out is not.
    """
    theirs, ours = _counted(layer), _counted(read)
    common = (theirs & ours).total()
    most = max(theirs.total(), ours.total())
    agreement = common / most if most else 0.0
    covers = theirs.total() >= _COVERS * ours.total()
    legible = is_legible(" ".join(word.text for word in layer))
    fewer = _faults(theirs - ours) < _faults(ours - theirs)
    better = agreement >= _SAME_PAGE and covers and legible and fewer
    return Comparison(round(agreement, 3), better)


def _counted(words: tuple[Word, ...]) -> Counter[str]:
    return Counter(compose(word.text) for word in words)


def _faults(words: Counter[str]) -> int:
    return sum(count for text, count in words.items() if impossible(text))
