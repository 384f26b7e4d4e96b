"""Commands `diachi alert …`, which systemd and operators run."""

import pytest
from click.testing import CliRunner

from library.cli import alert
from tests.makers import make_environment
from tests.receivers import MailServer, listening


@pytest.fixture
def run(settings, engine):
    """Return a function that runs a command in this installation."""
    return lambda *words, **env: CliRunner(env=make_environment(settings.home) | env).invoke(
        alert, words
    )


def test_a_failed_service_is_mailed_even_if_a_setting_is_why_it_failed(run):
    server = MailServer()
    with listening(server):
        variables = {"DIACHI_MAIL_SERVER": server.url, "DIACHI_MAIL_TO": "op@langson.example"}
        results = [
            run("unit", "diachi-web.service", **variables, DIACHI_PORT="cổng") for _ in range(3)
        ]
    assert [result.exit_code for result in results] == [0, 0, 0]
    assert len(server.mails) == 1
    assert "systemctl status diachi-web.service" in server.messages[0].get_content()


def test_a_failed_service_is_mailed_again_if_the_mail_could_not_be_sent(run):
    variables = {"DIACHI_MAIL_TO": "op@langson.example"}
    failed = run("unit", "diachi-web.service", **variables, DIACHI_MAIL_SERVER="smtp://127.0.0.1:9")
    server = MailServer()
    with listening(server):
        result = run("unit", "diachi-web.service", **variables, DIACHI_MAIL_SERVER=server.url)
    assert (failed.exit_code, result.exit_code, len(server.mails)) == (1, 0, 1)


def test_a_test_says_which_channel_fails(run):
    variables = {"DIACHI_MAIL_SERVER": "smtp://127.0.0.1:9", "DIACHI_MAIL_TO": "op@a.example"}
    result = run("test", **variables)
    assert (result.exit_code, "mail: Máy chủ thư" in result.output) == (1, True)


def test_without_a_channel_the_settings_are_named(run):
    result = run("test")
    assert (result.exit_code, "DIACHI_ALERT_WEBHOOK" in result.output) == (1, True)
