"""Commands of the line: `diachi kit enrol` and `diachi kit contact`."""

import re
from pathlib import Path

import click

from kit.canonical import canonical
from kit.contact import client
from kit.contact.line import ask, site_address
from kit.contact.problems import WrongSiteAddressError
from kit.contact.signed_messages import fingerprint, read_object
from kit.contact.stations import read_code
from kit.contact.stick_enrolment import accept_offer
from kit.signatures import public_bytes
from kit.station.problems import NotAStationError
from kit.station.station_identity import Identity, station_key, write_identity
from library.click_vietnamese import cli_command, say
from library.installation import installation
from library.settings import Settings, read_settings

_STATION, _KEY = re.compile(r"[0-9a-f]{12}"), re.compile(r"[0-9a-f]{64}")


@click.command(
    "enrol",
    help="Đăng ký máy này làm trạm của thư viện tỉnh, bằng mã của tỉnh. ĐỊA-CHỈ là trang web của "
    "tỉnh, hoặc thư mục diachi-tram của USB do tỉnh làm.",
)
@click.argument("site", metavar="ĐỊA-CHỈ")
@click.argument("code", metavar="MÃ", nargs=-1, required=True)
@click.option(
    "--ca",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="TỆP",
    help="Chứng thư gốc riêng của thư viện tỉnh (PEM).",
)
@cli_command
def enrol_command(site: str, code: tuple[str, ...], ca: Path | None) -> None:
    """Exchange a code for the identity of this station, and show both fingerprints."""
    settings = read_settings()
    authority = None if ca is None else ca.read_text(encoding="ascii")
    with installation(settings):
        if not settings.station:
            raise NotAStationError
        digits = read_code("".join(code))
        if Path(site).is_dir():
            answer = accept_offer(settings, Path(site), digits, authority)
        else:
            answer = enrol(settings, site_address(site), digits, authority)
    key = bytes.fromhex(str(answer["key"]))
    say(f"Đã đăng ký: trạm của {answer['point_name']}, {answer['library']}.")
    say(f"Dấu của trạm:           {fingerprint(public_bytes(station_key(settings)))}")
    say(f"Dấu của thư viện tỉnh:  {fingerprint(key)}")
    say("Đọc hai dấu này cho thư viện tỉnh so với màn hình của họ. Khác thì gọi người quản trị.")


def enrol(settings: Settings, site: str, code: str, authority: str | None) -> dict[str, object]:
    """Exchange a code for the identity of this station; return the province's answer."""
    body = canonical({"code": code, "key": public_bytes(station_key(settings)).hex()})
    answer = read_object(ask(site, "enrol", {}, body, authority)[0])
    form = {name: str(answer.get(name, "")) for name in ("station", "point", "key")}
    if not (_STATION.fullmatch(form["station"]) and _KEY.fullmatch(form["key"])):
        raise WrongSiteAddressError(site)
    key = bytes.fromhex(form["key"])
    write_identity(settings, Identity(form["station"], form["point"], site, key, authority))
    return answer


@click.command("contact", help="Gọi thư viện tỉnh ngay: gửi số liệu, nhận gói mới.")
@cli_command
def contact_command() -> None:
    """Do one contact and say what it brought."""
    settings = read_settings()
    with installation(settings) as engine:
        result = client.contact(settings, engine, say)
    numbers = ", ".join(map(str, result.editions))
    say(f"Bản mới đã nhận: {numbers}." if numbers else "Không có bản mới.")
    say(f"Số liệu đã gửi: {result.entries} mục.")
