"""The capacity page is what its script computes."""

import importlib.util

from tests.architecture.plan import CHECKOUT


def _script():
    spec = importlib.util.spec_from_file_location("capacity", CHECKOUT / "docs/write_capacity.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def test_the_capacity_page_is_up_to_date():
    script = _script()
    assert script.PLACE.read_text() == script.page(), "run docs/write_capacity.py"


def test_more_pages_points_and_readers_need_larger_sizes():
    script = _script()
    sizes = [script.need(*example[1:]).size for example in script.EXAMPLES]
    assert [size.partition(" (")[0] for size in sizes] == [
        "một máy nhỏ",
        "một máy mạnh",
        "nhiều máy",
    ]


def test_every_cost_says_how_it_is_known():
    assert all(
        cost.source.startswith(("đo", "ước lượng", "giả định", "đích")) for cost in _script().COSTS
    )
