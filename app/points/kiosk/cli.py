"""Command `diachi agent`: signed releases of the agent of public computers."""

from pathlib import Path

import click

from app.points.kiosk import agent_releases
from app.points.kiosk.agent.program_version import VERSION
from app.points.kiosk.agent_releases import fingerprint, public_key, read_release
from library.click_vietnamese import cli_command, say
from library.settings import read_settings

_PASSPHRASE = {"default": "", "hide_input": True, "show_default": False}


@click.group(help="Trợ lý của máy công cộng: khóa ký và các bản phát hành.")
def agent() -> None:
    """Group the commands on the agent."""


@agent.command("key", help="Tạo khóa ký vào TỆP (nên ở USB); thư viện chỉ giữ khóa công khai.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@cli_command
def key(file: Path) -> None:
    """Create the key that signs releases."""
    text = "Mật khẩu của khóa (Enter: không có)"
    passphrase = click.prompt(text, confirmation_prompt="Gõ lại", **_PASSPHRASE)
    name = agent_releases.create_key(read_settings().home, file, passphrase)
    say(f"Đã tạo khóa ký {name} ở {file}. Chép một bản nữa cất nơi khác, rồi rút USB.")


@agent.command("publish", help="Ký trợ lý của phần mềm này và phát hành cho mọi máy.")
@click.option("--key", "key_file", type=click.Path(path_type=Path), required=True, help="Khóa ký.")
@click.option("--number", default=VERSION, help="Số bản khác, để trở về chương trình cũ.")
@cli_command
def publish(key_file: Path, number: str) -> None:
    """Sign and publish the agent."""
    passphrase = click.prompt("Mật khẩu của khóa (Enter: không có)", **_PASSPHRASE)
    release = agent_releases.publish(read_settings().home, key_file, passphrase, number)
    say(f"Đã phát hành trợ lý bản {release.version}: các máy tự cập nhật trong khoảng một giờ.")


@agent.command("show", help="In bản đang phát hành và dấu của khóa ký.")
@cli_command
def show() -> None:
    """Print the published version and the name of the key."""
    home = read_settings().home
    release, modulus = read_release(home), public_key(home)
    say(f"Trợ lý trong phần mềm này: bản {VERSION}.")
    say(f"Đang phát hành: {f'bản {release.version}' if release else 'chưa có'}.")
    say(f"Khóa ký: {fingerprint(modulus) if modulus else 'chưa tạo'}.")
