"""Character references of HTML and WebVTT, such as `&#7879;`."""

import re

_HUGE = re.compile(r"&#0*[0-9]{8,};?")


def without_huge_numbers(text: str) -> str:
    """Return a text with `�` for decimal references that are no letter, which Python cannot read.

    `html.unescape` fails on more than 4300 digits.
    """
    return _HUGE.sub("\ufffd", text)
