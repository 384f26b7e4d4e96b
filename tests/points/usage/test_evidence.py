"""Coverage is a share that is never rounded up."""

import pytest

from points.usage.evidence import Coverage

_HALF = Coverage(10, 20)


@pytest.mark.parametrize(
    ("coverage", "text"),
    [
        pytest.param(_HALF, "50 %", id="half"),
        pytest.param(Coverage(199, 200), "99 %", id="never rounded up to all"),
        pytest.param(Coverage(), "…", id="nothing was expected"),
    ],
)
def test_coverage_is_shown_in_per_cent(coverage, text):
    assert str(coverage) == text
