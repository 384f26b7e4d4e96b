"""The address of a reader, where nginx and the site are on different machines."""

import pytest
from werkzeug.test import Client

from app.server.wsgi import BehindProxy

_PROXY, _READER, _STRANGER = "10.0.0.5", "203.0.113.7", "10.0.0.66"


def _site(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["REMOTE_ADDR"].encode()]


@pytest.mark.parametrize(
    ("peer", "address"), [(_PROXY, _READER), ("", _READER), (_STRANGER, _STRANGER)]
)
def test_only_the_proxy_may_name_the_address_of_a_reader(peer, address):
    client = Client(BehindProxy(_PROXY, _site))
    headers = {"X-Forwarded-For": _READER}
    answer = client.get("/", headers=headers, environ_overrides={"REMOTE_ADDR": peer})
    assert answer.text == address
