"""Words of a query that only ask, such as "là gì" or "who was"; they need not be on a page."""

import re
from collections.abc import Iterator

from library.vietnamese.letters import fold
from search_index.analysis import Token

_VIETNAMESE = re.compile(
    r"\b(?:có )?(?:nghĩa )?(?:là|gồm|tên là|gọi là) "
    r"(?:những )?(?:ai|gì|cái gì|con gì|nơi nào|đâu)\b"
    r"|\bnghĩa là gì\b|\b(?:ở|tại|từ) đâu\b|\b(?:khi|lúc|hồi|năm|ngày|tháng) nào\b|\bbao giờ\b"
    r"|\b(?:có )?bao nhiêu\b|\b(?:vì|tại|do) sao\b|\b(?:như )?thế nào\b|\bra sao\b|^ai (?:là|đã)?\b"
    r"|\b(?:là|do|của) ai\b|\b(?:những )?(?:gì|nào|đâu)$|\bai$"
)
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


def without_asking_words(typed: tuple[Token, ...]) -> tuple[int, ...]:
    """Return the positions of the words that a page must have; all, if the others only ask."""
    asking = set(_asking_positions(typed))
    return tuple(at for at in range(len(typed)) if at not in asking) or tuple(range(len(typed)))


def _asking_positions(typed: tuple[Token, ...]) -> Iterator[int]:
    exact = " ".join(word.exact for word in typed)
    if _FOREIGN_OPENING.search(exact):
        yield from (at for at, word in enumerate(typed) if word.folded in _FOREIGN_WORDS)
        return
    unmarked = not any(word.mark for word in typed)
    text, pattern = exact, _FOLDED if unmarked else _VIETNAMESE
    for match in pattern.finditer(text):
        first = text[: match.start()].count(" ")
        yield from range(first, first + len(match[0].split()))


_FOLDED = re.compile(fold(_VIETNAMESE.pattern))
