"""The commands `diachi kit plan` and `diachi kit make`."""

import json

import pytest
from click.testing import CliRunner

from library.cli import main
from library.database import work
from tests.kit.packs.province import MOMENT, STATION, make_scanned_item, make_station
from tests.makers import make_environment


@pytest.fixture
def run(settings, engine):
    """Return a runner of `diachi kit` for a province with a station and an item."""
    with work(engine) as session:
        make_station(session)
        make_scanned_item(session, settings, "Khởi nghĩa Bắc Sơn")
    environment = make_environment(settings.home)
    return lambda *words: CliRunner().invoke(main, ["kit", *words], env=environment)


def test_the_plan_says_what_goes_and_how_large_it_is(run):
    plan = json.loads(run("plan", "bac-son", "--json").stdout)
    assert (plan["items"], plan["items_with_pages"], plan["items_with_images"]) == (1, 1, 1)
    assert (plan["text_mb"], plan["image_mb"], plan["without_space"]) == (1, 1, 0)


def test_a_pack_stands_where_stations_look_for_it(run, tmp_path):
    result = run("make", "bac-son", str(tmp_path / "usb"))
    folder = tmp_path / "usb" / "diachi-tram" / STATION / "goi-1"
    assert result.exit_code == 0
    assert result.stdout == f"Đã làm gói số 1 (1 MB) ở {folder}\n"
    assert {file.name for file in folder.iterdir()} == {"pack.json", "pack.sig", "part-0001.tar"}


def test_a_pack_takes_the_place_of_those_made_before_it(run, tmp_path):
    for _ in range(2):
        run("make", "bac-son", str(tmp_path / "usb"), "--whole")
    packs = (tmp_path / "usb" / "diachi-tram" / STATION).iterdir()
    assert [pack.name for pack in packs if pack.is_dir()] == ["goi-2"]


@pytest.mark.parametrize(
    ("point", "sentence"),
    [
        pytest.param("khong-co", "Không có điểm truy nhập “khong-co”", id="no such point"),
        pytest.param("moi", "Điểm “moi” chưa có trạm nào", id="no station"),
    ],
)
def test_a_point_without_a_station_is_told_so(run, engine, tmp_path, point, sentence):
    with work(engine) as session:
        make_station(session, "moi", id="cũ", retired=MOMENT)
    result = run("make", point, str(tmp_path))
    assert result.exit_code == 1
    assert sentence in result.stderr
