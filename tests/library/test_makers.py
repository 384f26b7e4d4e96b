"""Test helpers create valid objects, and tests have no network."""

import socket

import pytest

from library.catalogue.queries import page_texts
from library.installation import open_installation
from tests.conftest import NetworkForbiddenError
from tests.makers import make_item, make_page


def test_a_made_database_is_ready_to_use(settings, engine):
    open_installation(settings).dispose()


def test_a_made_item_can_be_read_page_by_page(session):
    item = make_item(session, texts=("một", "hai"))
    make_page(session, item, "ba")
    assert page_texts(session, item.id) == {1: "một", 2: "hai", 3: "ba"}


def test_a_test_cannot_leave_the_machine():
    with pytest.raises(NetworkForbiddenError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
