"""Words of a query that only ask, such as "là gì" or "who was"; they need not be on a page."""

import re
from collections.abc import Iterator

from library.vietnamese.letters import fold
from library.vietnamese.syllables import is_syllable
from search_index.analysis import Token

_VIETNAMESE = re.compile(
    r"\b(?:có )?(?:nghĩa )?(?:là|gồm|tên là|gọi là) "
    r"(?:những )?(?:ai|gì|cái gì|con gì|nơi nào|đâu)\b"
    r"|\b(?:(?:ngày |hiện )?nay )?(?:là|thuộc|ở) "
    r"(?:(?:những )?(?:xã|phường|thị trấn|huyện|tỉnh) nào|đâu)\b"
    r"|\bnghĩa là gì\b|\b(?:(?:diễn|xảy|nổ) ra )?(?:ở|tại|từ) đâu\b"
    r"|\b(?:(?:diễn|xảy|nổ) ra )?(?:vào )?(?:(?:khi|lúc|hồi|năm|ngày|tháng) nào|bao giờ)\b"
    r"|\b(?:có )?bao nhiêu(?: phần trăm)?\b|\b(?:vì|tại|do) sao\b|\b(?:như )?thế nào\b"
    r"|\bra sao\b|^ai (?:là|đã)?\b"
    r"|\b(?:là|do|của) ai\b|\b(?:những )?(?:gì|đâu)$|\bgì(?= (?:ở|tại|trong|của|về)\b)|\bai$"
    r"|\bnào\b"
)
_FOLDED = re.compile(fold(_VIETNAMESE.pattern))
"""The same words typed without marks."""

_HELPING_WORDS_LIST = """
có ở tại đã được là thì của và với cho đến từ trong vào trên về những các một này đó lên ra
"""
_HELPING_WORDS = frozenset(_HELPING_WORDS_LIST.split())
"""Words that carry nothing in a question: "có gì ở Lạng Sơn" is about Lạng Sơn."""

_FOREIGN_OPENING = re.compile(
    r"^(?:what|who|whom|whose|where|when|which|why|how|qui|que|quel|quelle|quels|quelles|où|quand"
    r"|comment|pourquoi|combien)\b"
)
_ASKING_WORDS = """
what who whom whose where when which why how many much is are was were do does did the a an of in on
at to for by from and called qui que quel quelle quels quelles ou quand comment pourquoi combien est
sont etait le la les l un une des du de d en dans sur et au aux se
"""
_FOREIGN_WORDS = frozenset(_ASKING_WORDS.split())


def is_question(words: tuple[Token, ...]) -> bool:
    """Return True if some words of a text only ask."""
    return next(_asking_positions(words), None) is not None


def without_asking_words(words: tuple[Token, ...]) -> tuple[int, ...]:
    """Return the positions of the words that a page must have; all, if the others only ask."""
    asking = set(_asking_positions(words))
    return tuple(at for at in range(len(words)) if at not in asking) or tuple(range(len(words)))


def _asking_positions(words: tuple[Token, ...]) -> Iterator[int]:
    exact = " ".join(word.exact for word in words)
    if is_foreign_question(words, exact):
        yield from (at for at, word in enumerate(words) if word.folded in _FOREIGN_WORDS)
        return
    unmarked = not any(word.mark for word in words)
    matches = tuple((_FOLDED if unmarked else _VIETNAMESE).finditer(exact))
    for match in matches:
        first = exact[: match.start()].count(" ")
        yield from range(first, first + len(match[0].split()))
    if matches:
        yield from (at for at, word in enumerate(words) if word.exact in _HELPING_WORDS)


def is_foreign_question(words: tuple[Token, ...], exact: str) -> bool:
    """Return True for "qui est", but not for "quy định", whose first word is spelt alike."""
    is_opened = _FOREIGN_OPENING.search(exact) is not None
    return is_opened and not all(is_syllable(word.folded) for word in words[:2])
