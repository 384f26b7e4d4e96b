"""Due items are mailed once a day, even if the mail server is down at first."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from library.database import work
from library.mail import MailFailedError
from points.access_points.plan_149 import enter_plan
from points.programme.deadlines import daily_mail
from points.programme.plans import plan_store
from tests.makers import BY, make_moment, make_settings
from tests.receivers import MailServer, listening

_NOW = make_moment("2018-03-12 09:00")


@pytest.fixture
def server():
    """Yield a listening mail server."""
    mail_server = MailServer()
    with listening(mail_server):
        yield mail_server


@pytest.fixture
def due_things(engine):
    """Enter a plan with owed reports."""
    with work(engine) as session:
        enter_plan(session, BY)
        plan_store.enter_shipped(session, BY)


def _settings(tmp_path, server):
    return make_settings(
        tmp_path,
        mail_server=server.url,
        mail_from="thu-vien@langson.example",
        mail_to="a@langson.example, b@langson.example",
    )


def test_due_items_are_mailed_once_a_day(engine, tmp_path, server, due_things):
    settings = _settings(tmp_path, server)
    sent = [daily_mail.send_due(settings, engine, _NOW + timedelta(hours=h)) for h in (0, 1, 5)]
    assert sent == [True, False, False]
    assert daily_mail.send_due(settings, engine, _NOW + timedelta(days=1))
    assert len(server.mails) == 2


def test_the_mail_says_what_is_late_in_vietnamese(engine, tmp_path, server, due_things):
    daily_mail.send_due(_settings(tmp_path, server), engine, _NOW)
    mail = message_from_bytes(server.mails[0], policy=policy.default)
    assert "quá hạn" in mail["Subject"]
    assert mail["To"] == "a@langson.example, b@langson.example"
    assert "gửi Ủy ban nhân dân tỉnh báo cáo năm 2017" in mail.get_content()


def test_a_mail_server_that_is_down_is_named_and_tried_again_in_an_hour(
    engine, tmp_path, server, due_things
):
    settings = _settings(tmp_path, server)
    down = make_settings(tmp_path, mail_server="smtp://127.0.0.1:9", mail_to="a@langson.example")
    with pytest.raises(MailFailedError, match="không nhận thư"):
        daily_mail.send_due(down, engine, _NOW)
    assert not daily_mail.send_due(settings, engine, _NOW + timedelta(minutes=5))
    assert daily_mail.send_due(settings, engine, _NOW + timedelta(hours=1))


def test_where_nothing_is_due_nothing_is_mailed(engine, tmp_path, server):
    assert not daily_mail.send_due(_settings(tmp_path, server), engine, _NOW)


def test_without_a_mail_server_nothing_leaves_the_house(engine, tmp_path, due_things):
    assert not daily_mail.send_due(make_settings(tmp_path), engine, _NOW)


def test_nobody_is_written_to_at_night():
    assert not daily_mail.is_time(make_moment("2018-03-11 23:30"))
    assert daily_mail.is_time(make_moment("2018-03-12 01:00"))


def test_no_password_is_told_over_a_line_that_is_not_sealed(engine, tmp_path, server, due_things):
    place = "lan:bi-mat@127.0.0.1:{1}".format(*server.server_address)
    settings = make_settings(tmp_path, mail_server=f"smtp://{place}", mail_to="a@langson.example")
    with pytest.raises(MailFailedError):
        daily_mail.send_due(settings, engine, _NOW)
    assert b"AUTH" not in server.words
    assert server.mails == []
