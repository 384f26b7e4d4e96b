"""Commands `diachi story …` for stories told with documents."""

from pathlib import Path

import click

from library.click_vietnamese import as_json_option, cli_command, emit
from library.database import work
from library.installation import installation
from library.settings import read_settings
from library.stories import story_files

_BY = "dòng lệnh"


@click.group(help="Chuyện kể từ tài liệu và bài học.")
def story() -> None:
    """Group the commands on stories."""


@story.command("import", help="Nhập các bài viết trong tệp TOML; tệp đã nhập thì bỏ qua.")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--publish", is_flag=True, help="Đăng ngay cho bạn đọc.")
@as_json_option
@cli_command
def import_stories(files: tuple[Path, ...], publish: bool, as_json: bool) -> None:
    """Import one story per file."""
    with installation(read_settings()) as engine:
        for path in files:
            with work(engine) as session:
                new_story = story_files.import_file(session, path, _BY, publish=publish)
                number = new_story and new_story.id
            outcome = "đã nhập" if number else "đã có từ trước"
            emit({"file": path.name, "story": number}, f"{path.name}: {outcome}", as_json=as_json)
