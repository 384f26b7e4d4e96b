"""The commands `diachi programme …`: plans, indicators, closed months and reports."""

from pathlib import Path

import click

from library.database import reading, work
from library.installation import installation
from library.programme import plans
from library.settings import read_settings
from library.speaking import as_json_option, door, emit

_BY = "dòng lệnh"


@click.group(help="Chương trình: kế hoạch, chỉ số, chốt tháng, báo cáo.")
def programme() -> None:
    """Hold the commands of the programme office."""


@programme.command(
    "enter", help="Ghi một kế hoạch (tệp TOML), hoặc kế hoạch 149 nếu không nêu tệp."
)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False))
@click.option("--reason", default="", help="Vì sao có phiên bản này.")
@as_json_option
@door
def enter(file: str | None, reason: str, as_json: bool) -> None:
    """Enter a plan."""
    with installation(read_settings()) as engine, work(engine) as session:
        if file is None:
            codes = plans.enter_shipped(session, _BY)
        else:
            text = Path(file).read_text(encoding="utf-8", errors="replace")
            codes = (plans.enter(session, text, by=_BY, reason=reason).code,)
    emit({"entered": codes}, f"Đã ghi: {', '.join(codes) or 'không có gì mới'}.", as_json=as_json)


@programme.command("plans", help="In các kế hoạch.")
@as_json_option
@door
def plans_(as_json: bool) -> None:
    """Print one plan a line."""
    with installation(read_settings()) as engine, reading(engine) as session:
        found = plans.every_plan(session)
    for one in found:
        told = {"code": one.code, "since": str(one.since), "until": str(one.until)}
        line = f"{one.code}: {one.since:%m/%Y} - {one.until:%m/%Y}, {len(one.targets)} mục tiêu"
        emit(told, line, as_json=as_json)
