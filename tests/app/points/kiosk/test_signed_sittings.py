"""Sittings in a real browser count when its key signs them, or the agent of the machine does."""

import threading
from datetime import timedelta
from pathlib import Path
from tempfile import gettempdir

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.points.kiosk.agent.input_seen import PORT, InputListener
from app.points.kiosk.agent.reporter import Agent
from library import clock
from library.database import reading, work
from library.process.locks import FileLock
from points.access_points.models import Device
from points.usage.models import DeviceBoot
from points.usage.rollups.daily import due, read_events, roll
from points.usage.rollups.models import ApartUse, ComputerDay

pytestmark = pytest.mark.slow


@pytest.fixture
def agent(home):
    """Run an installed agent at the port that pages know; only its door is open.

    One test at a time has the port.
    """
    turn = FileLock(Path(gettempdir()) / f"diachi-port-{PORT}")
    turn.wait()
    listener = InputListener(PORT)
    machine, is_over = Agent(home, listener), threading.Event()
    assert machine.page.door.socket is not None

    def serve():
        while not is_over.is_set():
            listener.wait(0.05)

    thread = threading.Thread(target=serve)
    thread.start()
    yield machine
    is_over.set()
    thread.join()
    listener.close()
    turn.release()


@pytest.fixture
def counted(engine):
    """Return a function that computes the uses that count, and the reasons of the others."""

    def computed():
        with work(engine) as session:
            for device_id, day in due(session):
                roll(session, device_id, day, clock.now())
        with reading(engine) as session:
            uses = sum(session.scalars(select(ComputerDay.sessions)))
            return uses, session.scalars(select(ApartUse.reason)).all()

    return computed


def _sit(page):
    page.get_by_role("button", name="Bắt đầu", exact=True).click()
    page.get_by_role("button", name="Kết thúc", exact=True).click()
    expect(page.get_by_role("button", name="Tôi đã xong")).to_be_visible()
    page.wait_for_timeout(1500)


def test_the_browser_that_was_enrolled_signs(desk, counted, engine):
    _sit(desk)
    with reading(engine) as session:
        assert session.scalars(select(DeviceBoot.signed)).all() == [True]
    assert counted() == (1, [])


def test_a_copied_address_in_another_browser_counts_nothing(desk, chromium, line, token, counted):
    _sit(desk)
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{line.desk}#d={token}")
        _sit(page)
    assert counted() == (1, ["unsigned"])


def test_the_agent_lends_a_token_vouches_and_names_the_browser(
    context, line, agent, counted, engine
):
    page = context.new_page()
    page.goto(line.desk)
    _sit(page)
    agent.send_all()
    assert counted() == (1, [])
    with reading(engine) as session:
        assert session.get_one(Device, 1).room_key is not None
        events = read_events(session, 1, clock.now() - timedelta(hours=1), clock.now())
        assert any(event.by_agent for event in events)


def test_where_an_agent_runs_a_stranger_with_its_token_counts_nothing(
    context, chromium, line, agent, counted
):
    page = context.new_page()
    page.goto(line.desk)
    _sit(page)
    token = agent.page.token
    agent.page.door.actions = {}  # the stranger is elsewhere
    with chromium.new_context() as elsewhere:
        stranger = elsewhere.new_page()
        stranger.add_init_script(f"localStorage.setItem('may-the', '{token}')")
        stranger.goto(line.desk)
        _sit(stranger)
    agent.send_all()
    assert counted() == (1, ["unsigned"])
