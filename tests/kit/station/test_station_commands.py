"""Commands of a station."""

from click.testing import CliRunner

from library.cli import main
from tests.kit.station.packs import item_record, make_pack
from tests.makers import make_environment

_FLOOD = [item_record("lut", "Trận lụt")]


def _run(settings, *words, **environment):
    runner = CliRunner(env={**make_environment(settings.home), **environment})
    return runner.invoke(main, ["kit", *words])


def test_a_pack_is_taken_in_by_command(settings, station, tmp_path):
    make_pack(tmp_path / "goi-1", _FLOOD)
    answer = _run(settings, "take", str(tmp_path / "goi-1"), DIACHI_STATION="1")
    assert answer.exit_code == 0
    assert "1 mục mới" in answer.output


def test_only_a_station_takes_packs_in(settings, station, tmp_path):
    make_pack(tmp_path / "goi-1", _FLOOD)
    answer = _run(settings, "take", str(tmp_path / "goi-1"))
    assert answer.exit_code == 1
    assert "DIACHI_STATION=1" in answer.output
