"""Commands run for the roles that changed, until they have run."""

from scale.setting_up.machine_files import PlannedCommand, PlannedFile
from scale.setting_up.write_files import remember_finished, unfinished_roles

_COMMANDS = [PlannedCommand(role, ("true",)) for role in ("every", "program", "web")]


def _files(settings: str) -> list[PlannedFile]:
    return [PlannedFile("program", "/etc/diachi.conf", settings, 0o640)]


def test_changed_settings_restart_the_services_that_read_them(tmp_path):
    (tmp_path / "etc/diachi").mkdir(parents=True)
    assert unfinished_roles(_files("A=1"), _COMMANDS, tmp_path) == {"every", "program", "web"}
    remember_finished(_files("A=1"), _COMMANDS, tmp_path)
    assert unfinished_roles(_files("A=1"), _COMMANDS, tmp_path) == set()
    assert unfinished_roles(_files("A=2"), _COMMANDS, tmp_path) == {"program", "web"}
