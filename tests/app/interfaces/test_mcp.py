"""The door for language models: the protocol, its tools, and only what anybody may read."""

from dataclasses import replace

import pytest

from app.interfaces.mcp.messages import NEWEST
from library.catalogue.access.publishing import close
from library.catalogue.cataloguing import find_item
from library.database import work
from tests.makers import BY, make_settings

_META = {
    "io.modelcontextprotocol/protocolVersion": NEWEST,
    "io.modelcontextprotocol/clientCapabilities": {},
}


@pytest.fixture
def settings(tmp_path):
    """Return the settings of a library whose door is open."""
    return make_settings(tmp_path / "nhà", mcp_hourly="1000")


@pytest.fixture
def ask(app):
    """Return a function that sends a request in the newest revision."""

    def asked(method, headers=None, **params):
        names = {"MCP-Protocol-Version": NEWEST, "Mcp-Method": method}
        names |= {"Mcp-Name": params["name"]} if "name" in params else {}
        body = {"jsonrpc": "2.0", "id": 7, "method": method, "params": {"_meta": _META, **params}}
        response = app.test_client().post("/mcp", json=body, headers=names | (headers or {}))
        return response.status_code, response.get_json()

    return asked


@pytest.fixture
def call(ask):
    """Return a function that calls a tool and returns its words."""

    def called(name, **arguments):
        status, answer = ask("tools/call", name=name, arguments=arguments)
        assert status == 200
        return answer["result"]["content"][0]["text"]

    return called


def _client(app, hourly):
    """Return a client of the app with another number of requests an hour."""
    services = app.extensions["services"]
    changed = replace(services, settings=replace(services.settings, mcp_hourly=hourly))
    app.extensions["services"] = changed
    return app.test_client()


def test_the_door_is_closed_unless_the_setting_opens_it(app):
    client = _client(app, 0)
    assert client.post("/mcp", json={}).status_code == 404


def test_the_newest_revision_needs_no_handshake(ask):
    status, answer = ask("server/discover")
    result = answer["result"]
    assert (status, answer["id"], result["resultType"]) == (200, 7, "complete")
    assert NEWEST in result["supportedVersions"]
    assert (result["cacheScope"], result["capabilities"]) == ("public", {"tools": {}})


def test_a_client_of_an_earlier_revision_shakes_hands(app):
    params = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {}}
    body = {"jsonrpc": "2.0", "id": "a", "method": "initialize", "params": params}
    client = app.test_client()
    assert client.post("/mcp", json=body).get_json()["result"]["protocolVersion"] == "2025-06-18"
    notification = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    assert client.post("/mcp", json=notification).status_code == 202


def test_the_tools_are_read_only(ask):
    tools = ask("tools/list")[1]["result"]["tools"]
    assert [tool["name"] for tool in tools] == ["search", "read_page", "list_collection"]
    assert all(tool["annotations"]["readOnlyHint"] for tool in tools)


def test_a_search_names_the_address_of_the_page(call, catalogue, index):
    index()
    assert f"/tai-lieu/{catalogue.book}/trang/2" in call("search", query="thành nhà Mạc")


def test_a_page_is_read_with_its_citation_and_neighbours(call, catalogue):
    words = call("read_page", address=f"http://localhost/tai-lieu/{catalogue.book}/trang/1")
    assert "Trang đầu của sách" in words
    assert "Trích dẫn: Nguyễn Văn Bình" in words
    assert f"Trang sau: http://localhost/tai-lieu/{catalogue.book}/trang/2" in words


@pytest.mark.parametrize("name", ["paper", "secret", "draft", "withdrawn"])
def test_no_text_is_given_that_not_everybody_may_read(ask, catalogue, name):
    address = f"/tai-lieu/{getattr(catalogue, name)}/trang/1"
    _, answer = ask("tools/call", name="read_page", arguments={"address": address})
    assert answer["result"]["isError"]


def test_a_withdrawn_item_is_in_no_list(call, catalogue, engine):
    assert "Địa chí Lạng Sơn" in call("list_collection", collection="dia-chi")
    with work(engine) as session:
        close(session, find_item(session, catalogue.book), BY, "lý do")
    words = call("list_collection", collection="dia-chi")
    assert "Địa chí Lạng Sơn" not in words
    assert "Mật" not in words


def test_collections_are_listed_with_their_slugs(call, catalogue):
    assert "dia-chi: " in call("list_collection")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(b"{", 400, -32700, id="no JSON"),
        pytest.param(b"[]", 400, -32600, id="a batch"),
        pytest.param(b'{"jsonrpc":"2.0","id":1}', 400, -32600, id="no method"),
        pytest.param(b'{"jsonrpc":"2.0","id":{},"method":"ping"}', 400, -32600, id="an odd id"),
        pytest.param(b'{"jsonrpc":"2.0","id":1,"method":"x"}', 200, -32601, id="unknown method"),
        pytest.param(
            b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"rm"}}',
            400,
            -32602,
            id="unknown tool",
        ),
    ],
)
def test_a_wrong_request_is_answered_by_an_error(app, body, status, code):
    response = app.test_client().post("/mcp", data=body, content_type="application/json")
    assert (response.status_code, response.get_json()["error"]["code"]) == (status, code)


def test_an_odd_id_is_not_given_back(app):
    response = app.test_client().post("/mcp", data=b'{"jsonrpc":"2.0","id":NaN,"method":"ping"}')
    assert response.get_json()["id"] is None


def test_headers_and_body_must_agree(ask):
    assert ask("tools/list", {"Mcp-Method": "ping"})[1]["error"]["code"] == -32020


def test_wrong_arguments_are_an_error_that_the_model_can_read(ask):
    _, answer = ask("tools/call", name="search", arguments={"page": -1, "query": "x"})
    assert answer["result"]["isError"]
    assert "page" in answer["result"]["content"][0]["text"]


def test_scripts_of_other_sites_are_refused(ask):
    assert ask("tools/list", {"Origin": "https://khac.vn"})[0] == 400


def test_a_greedy_client_is_told_when_to_come_back(app):
    client = _client(app, 10)
    body = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    answers = [client.post("/mcp", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].headers["Retry-After"] == "361"
