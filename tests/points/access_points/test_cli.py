"""Points and computers are managed from the command line."""

import json

import pytest
from click.testing import CliRunner

from points.access_points.cli import device, point
from tests.makers import make_environment


@pytest.fixture
def call(settings, engine):
    """Return a function that runs a command in an installation with the points of the plan."""

    def called(group, *arguments):
        environment = make_environment(settings.home)
        return CliRunner(env=environment).invoke(group, [str(word) for word in arguments])

    called(point, "plan")
    return called


def test_the_plan_is_entered_once(call):
    assert call(point, "plan").stdout == "Đã ghi 0 điểm.\n"


def test_points_are_listed_with_their_level(call):
    lines = call(point, "list").stdout.splitlines()
    assert len(lines) == 21
    assert lines[1] == "trang-dinh: Thư viện huyện Tràng Định (huyện cũ, Huyện Tràng Định)"


def test_a_change_counts_from_its_day(call):
    call(point, "change", "xa-01", "--since", "1/7/2025", "--reason", "tên", "--name", "Ba Sơn")
    lines_before = call(point, "list", "--day", "30/6/2025", "--json").stdout.splitlines()
    lines_after = call(point, "list", "--day", "2025-07-01", "--json").stdout.splitlines()
    names = [json.loads(lines[11])["name"] for lines in (lines_before, lines_after)]
    assert names == ["Thư viện xã thứ 1 (chưa ghi tên)", "Ba Sơn"]


def test_hours_and_exceptions_are_stored(call):
    week = ["7:30-11:30"] * 5 + ["", ""]
    assert call(point, "hours", "xa-01", *week).exit_code == 0
    closed = call(point, "except", "xa-01", "2/9/2026", "--reason", "nghỉ lễ")
    assert closed.stdout == "Đã ghi ngày 02/09/2026 của xa-01.\n"


def test_invalid_hours_give_an_error_message(call):
    result = call(point, "hours", "xa-01", *["sáng"] * 7)
    assert (result.exit_code, "không phải giờ mở cửa" in result.stderr) == (1, True)


def test_a_computer_is_announced_moved_renewed_and_revoked(call):
    code = call(device, "add", "Máy 1", "--point", "xa-01").stdout.strip()
    assert len(code) == 8
    assert "chưa đăng ký" in call(device, "list").stdout
    assert call(device, "move", 1, "--point", "loc-binh").exit_code == 0
    assert "Thư viện huyện Lộc Bình" in call(device, "list").stdout
    assert call(device, "renew", 1).stdout.strip() != code
    call(device, "revoke", 1)
    assert "đã thu hồi" in call(device, "list").stdout
