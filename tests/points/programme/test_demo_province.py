"""The demo province is filled into an installation without computers alone."""

from click.testing import CliRunner

from demo.province.__main__ import main
from library.database import work
from points.access_points.models import Device
from tests.makers import make_environment


def test_real_figures_are_never_mixed_with_generated_ones(settings, engine):
    with work(engine) as session:
        session.add(Device(label="Máy 1"))
    engine.dispose()
    answer = CliRunner(env=make_environment(settings.home)).invoke(main)
    assert (answer.exit_code, "máy công cộng thật" in answer.stderr) == (1, True)
