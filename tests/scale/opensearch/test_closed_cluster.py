"""A cluster closed by TLS and passwords, used with the rights in deploy/roles/search.toml.

`OPENSEARCH_SECURITY=1 bin/with-opensearch-nodes` starts it.
"""

import os
from dataclasses import replace

import pytest

from library.database import work
from library.errors import IndexNotAnsweringError
from scale.opensearch.opensearch_cluster import connect
from search_index.documents import SearchRequest
from search_index.index import index_conditions, rebuild_index, sync
from search_index.search_service import SearchService
from tests.makers import make_item

pytestmark = [
    pytest.mark.scale,
    pytest.mark.usefixtures("patient"),
    pytest.mark.skipif("OPENSEARCH_CA" not in os.environ, reason="needs OPENSEARCH_SECURITY=1"),
]


def _pages_found(settings, engine, typed):
    service = SearchService(settings, engine)
    try:
        return service.search(SearchRequest(typed, facets=True)).total
    finally:
        service.close()


def test_the_rights_of_the_role_are_enough_to_index_search_rebuild_and_check(shared, engine):
    with work(engine) as session:
        make_item(session, title="Trận lụt")
    sync.drain(shared, engine)
    assert _pages_found(shared, engine, "trận lụt") == 1
    rebuild_index.rebuild(shared, engine, sync.no_progress)
    assert _pages_found(shared, engine, "lut") == 1
    assert index_conditions.answers(shared)[0]
    assert index_conditions.is_sound(shared) == (True, "còn nguyên")


def test_the_role_reaches_no_other_index(cluster):
    with pytest.raises(IndexNotAnsweringError, match="403"):
        connect(cluster).request("PUT", "/khac")


def test_a_wrong_password_is_said(cluster, tmp_path):
    password = tmp_path / "password"
    password.write_text("diachi:sai")
    with pytest.raises(IndexNotAnsweringError, match="401"):
        connect(replace(cluster, password_file=password)).request("GET", "/")


def test_a_cluster_of_an_unknown_authority_is_not_trusted(cluster):
    with pytest.raises(IndexNotAnsweringError):
        connect(replace(cluster, ca=None)).request("GET", "/")
