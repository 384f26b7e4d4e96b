"""Machines of one database are compared; a key that differs is reported loudly, and never told."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from library import clock, doctor
from library.database import reading
from library.errors import SecretKeyMissingError
from library.installation import needs_of_other_machines, secret_key
from library.monitoring import machine_signs
from library.monitoring.conditions import DATABASE, Check
from library.monitoring.heartbeats import PIPELINE, SITE
from library.monitoring.machine_signs import check, signing
from library.monitoring.models import ServiceHeartbeat

pytestmark = pytest.mark.postgresql("machines share a server")


@pytest.fixture
def machine(settings, tmp_path):
    """Return a function that makes the settings of a machine, with a key."""

    def make(name: str, key: str = "a" * 64, **chosen: object):
        home = tmp_path / name
        home.mkdir()
        for folder in ("masters", "derivatives"):
            (home / folder).symlink_to(settings.home / folder)
        if key:
            (home / "secret_key").write_text(key)
        return replace(
            settings, home=home, workshop=name, secret_key_file=home / "secret_key", **chosen
        )

    return make


def _names(engine):
    with reading(engine) as session:
        return [name.split("/")[1:3] for name in session.scalars(select(ServiceHeartbeat.name))]


def _give_sign(machine_settings, engine, role=SITE):
    machine_signs._Signs(machine_settings, engine, role).turn()


def test_machines_that_agree_are_listed_with_their_roles(machine, engine):
    first = machine("may-1")
    _give_sign(first, engine)
    _give_sign(first, engine, PIPELINE)
    _give_sign(machine("may-2"), engine)
    passed, sentence = check(first, engine)
    assert passed, sentence
    assert sentence == "may-1 (xử lý, web), may-2 (web): thiết lập chung như nhau"


def test_different_keys_are_reported_here_and_in_the_log(machine, engine, caplog):
    _give_sign(machine("may-1"), engine)
    second = machine("may-2", key="b" * 64)
    with caplog.at_level(logging.ERROR):
        _give_sign(second, engine)
    passed, sentence = check(second, engine)
    assert not passed
    assert f"{second.secret_key_file} của máy này khác máy may-1" in sentence
    assert f"{second.secret_key_file} của máy này khác máy may-1" in caplog.text


def test_differing_settings_are_named(machine, engine):
    _give_sign(machine("may-1", hosts=("a.vn", "b.vn")), engine)
    assert check(machine("may-2", hosts=("b.vn", "a.vn")), engine)[0]
    passed, sentence = check(machine("may-3", hosts=("c.vn",), event_months=9), engine)
    assert not passed
    assert sentence.startswith("DIACHI_EVENT_MONTHS, DIACHI_HOSTS khác máy may-1")


def test_a_machine_of_the_pipeline_needs_no_settings_of_the_site(machine, engine):
    _give_sign(machine("may-1", hosts=("a.vn",)), engine)
    second = machine("may-2", key="")
    _give_sign(second, engine, PIPELINE)
    assert check(second, engine)[0]


def test_a_change_without_a_restart_is_reported(machine, engine):
    first = machine("may-1")
    _give_sign(first, engine)
    passed, sentence = check(replace(first, hosts=("a.vn",)), engine)
    assert (passed, "DIACHI_HOSTS đã đổi mà dịch vụ" in sentence) == (False, True)


@pytest.mark.parametrize(
    "end",
    [
        lambda _first, second, engine: machine_signs._Signs(second, engine, SITE).end(),
        lambda first, _second, engine: needs_of_other_machines(first, engine),
    ],
    ids=["it is stopped", "init forgets it"],
)
def test_a_silent_machine_is_reported_until_it_is_forgotten(machine, engine, monkeypatch, end):
    first, second = machine("may-1"), machine("may-2")
    _give_sign(second, engine)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=6))
    _give_sign(first, engine)
    assert "Máy may-2 (web) không còn tín hiệu từ" in check(first, engine)[1]
    end(first, second, engine)
    assert check(first, engine)[0]
    assert _names(engine) == [["may-1", SITE]]


def test_the_doctor_names_roles_and_services_of_this_machine(machine, engine):
    first = machine("may-1")
    _give_sign(first, engine)
    checks = {
        code: Check(code, f"tên {code}", is_sound, "")
        for code, is_sound in ((DATABASE, True), ("shared-pool", True), ("disk", False))
    }
    passed, sentence = doctor._this_machine(checks, first)
    assert (passed, sentence) == (
        True,
        "làm web; nối được PostgreSQL, xưởng chung; phải sửa: tên disk",
    )
    checks[DATABASE] = Check(DATABASE, "cơ sở dữ liệu", False, "")
    assert doctor._this_machine(checks, first)[0] is False


def test_machines_in_the_middle_of_an_upgrade_are_not_called_broken(machine, engine, monkeypatch):
    first = machine("may-1")
    _give_sign(first, engine)
    monkeypatch.setattr(machine_signs, "version", lambda _: "0.3.0")
    passed, sentence = check(machine("may-2", hosts=("a.vn",)), engine)
    assert (passed, sentence.startswith("may-1")) == (True, True)
    _give_sign(machine("may-3"), engine)
    assert check(first, engine)[1].startswith("chưa cùng một bản phần mềm: may-1 0.2")


def test_signs_end_with_the_service(machine, engine):
    first = machine("may-1")
    with signing(first, engine, SITE):
        pass
    assert _names(engine) == []


def test_a_second_web_machine_makes_no_key_of_its_own(machine, engine):
    _give_sign(machine("may-1"), engine)
    second = machine("may-2", key="")
    with pytest.raises(SecretKeyMissingError):
        machine_signs.require_common_key(second, engine)
    (line,) = needs_of_other_machines(second, engine)
    assert str(second.secret_key_file) in line
    assert not second.secret_key_file.exists()


def test_the_first_machine_makes_the_key_and_says_what_others_need(machine, engine):
    first = machine("may-1", key="")
    lines = needs_of_other_machines(first, engine)
    assert secret_key(first) == first.secret_key_file.read_text()
    assert any(str(first.secret_key_file) in line for line in lines)


def test_files_of_one_machine_alone_are_reported(machine, engine):
    first = machine("may-1")
    _give_sign(first, engine)
    _give_sign(machine("may-2"), engine)
    (first.home / "masters").unlink()
    assert check(first, engine)[1].startswith("Tệp chỉ ở máy này")


def test_no_secret_is_in_the_database(machine, engine):
    _give_sign(machine("may-1", counter_key="kín"), engine)
    with reading(engine) as session:
        (name,) = session.scalars(select(ServiceHeartbeat.name))
    assert not any(secret in name for secret in ("kín", "a" * 6))
