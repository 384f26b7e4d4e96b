"""Lays out the answer to `--help` in Vietnamese."""

import click

_SAID = {
    "Options": "Tùy chọn",
    "Commands": "Các lệnh",
    "Show this message and exit.": "In lời hướng dẫn này.",
}


class VietnameseHelp(click.HelpFormatter):
    """Says in Vietnamese the few words that click says in English."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "Cách dùng: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_SAID.get(heading, heading))

    def write_dl(
        self, rows: list[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        super().write_dl(
            [(term, _SAID.get(text, text)) for term, text in rows], col_max, col_spacing
        )
