"""Parsing of e-mails and MHTML pages whose head fields are cut: some take hours of their reader."""

from email import message_from_bytes
from email.message import Message
from email.policy import Compat32

_MAX_PARAMETER_LETTERS = 4_000
"""Limit of a field with parameters, such as the type and the name of a part."""

_MAX_LETTERS = 64_000
"""Limit of any other field: more than a thousand addresses."""


class _ShortHeads(Compat32):
    """The reader of the standard library takes the square of a field's length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return the name and the value of a field."""
        name, value = super().header_source_parse(sourcelines)
        has_parameters = name.lower().startswith("content-")
        return name, value[: _MAX_PARAMETER_LETTERS if has_parameters else _MAX_LETTERS]


def parse_mail(content: bytes) -> Message:
    """Return the parts of a mail; raise what the reader raises for one that is damaged."""
    return message_from_bytes(content, policy=_ShortHeads())
