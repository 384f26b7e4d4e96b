"""Commands `diachi upgrade` and `diachi downgrade`."""

from pathlib import Path

import click

from library import schema_version
from library.click_vietnamese import cli_command, say, stop_on_signals
from library.clock import HANOI
from library.installation import database_of_any_version, require_importable_profiles
from library.settings import read_settings
from library.upgrades.downgrade import WayBack, downgrade_database, way_back
from library.upgrades.problems import NoCopyOfRevisionError
from library.upgrades.release import require_release
from library.upgrades.upgrade import upgrade_database


@click.command(
    help="Nâng cấp cơ sở dữ liệu theo phần mềm: sao lưu, nâng cấp, kiểm tra, lập chỉ mục. "
    "Dừng các dịch vụ trước (nhiều máy: docs/operate/nhieu-may.md, khi nào không phải dừng); "
    "bị ngắt lúc nào cũng chạy lại được."
)
@click.option(
    "--local-copy-only", is_flag=True, help="Chỉ sao lưu vào thư mục dữ liệu, không gửi ra kho."
)
@click.option(
    "--release",
    "release_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Thư mục bản phát hành: kiểm mã của nó, và phần mềm đang cài có đúng là bản ấy không.",
)
@click.pass_context
@cli_command
def upgrade(ctx: click.Context, local_copy_only: bool, release_folder: Path | None) -> None:
    """Bring the database and the index up to the version of the code."""
    stop_on_signals()
    if release_folder is not None:
        say(f"Đúng bản phát hành {require_release(release_folder)}, tệp nào cũng khớp mã kiểm.")
    settings = read_settings()
    with database_of_any_version(settings) as engine:
        require_importable_profiles(settings, engine)
        to_repository = bool(settings.backup_to) and not local_copy_only
        services_run = upgrade_database(settings, engine, say, to_repository=to_repository)
    if services_run:
        say(
            "[4/4] Chỉ mục: bộ xử lý tự lập. Dịch vụ nào còn ở bản cũ thì cài bản mới rồi chạy lại."
        )
        return
    say("[4/4] Lập chỉ mục mới…")
    index = ctx.find_root().command.get_command(ctx, "index")
    ctx.invoke(index.get_command(ctx, "drain"))
    say("Đã nâng cấp xong. Hãy chạy lại các dịch vụ: systemctl start diachi-web diachi-watch")


@click.command(
    help="Về bản sao trước lần nâng cấp cuối: in những gì sẽ mất, thêm --yes thì làm. "
    "Cơ sở dữ liệu mới được giữ bên cạnh."
)
@click.option("--yes", is_flag=True, help="Tôi đã xem những gì sẽ mất.")
@click.option(
    "--to",
    "revision",
    metavar="LƯỢC-ĐỒ",
    help="Chỉ quay về lược đồ này; cơ sở dữ liệu đang ở đó thì không làm gì.",
)
@cli_command
def downgrade(yes: bool, revision: str | None) -> bool:
    """Go back to the copy made before the last upgrade."""
    stop_on_signals()
    settings = read_settings()
    with database_of_any_version(settings) as engine:
        version = schema_version.version_of(engine)
        if version == revision:
            say(f"Cơ sở dữ liệu đang ở lược đồ {version}.")
            return True
        back = way_back(settings, engine)
        if revision not in (None, back.copy.origin):
            raise NoCopyOfRevisionError(revision, back.copy.origin)
        _show(back, version)
        if not yes:
            say("Chưa làm gì. Dừng các dịch vụ rồi thêm --yes để quay về.")
            return False
        aside = downgrade_database(settings, engine, back.copy)
    say(
        f"Đã về lược đồ {back.copy.origin}. Cơ sở dữ liệu mới còn ở {aside}. Bước tiếp: cài lại "
        "bản phần mềm cũ (git checkout, make install) và tệp dịch vụ của nó (deploy/*.service), "
        "diachi index rebuild, rồi chạy lại các dịch vụ."
    )
    return True


def _show(back: WayBack, version: str) -> None:
    moment = back.copy.made_at.astimezone(HANOI)
    say(f"Sẽ về bản sao lúc {moment:%H:%M %d/%m/%Y}: lược đồ {version} → {back.copy.origin}.")
    if not back.losses:
        say("Từ đó chưa ghi thêm gì: không mất gì.")
        return
    say("Những gì ghi từ đó sẽ không còn trong thư viện:")
    for loss in back.losses:
        say(f"  {loss.sentence}")
