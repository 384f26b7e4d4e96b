"""Packs are made by two processes, and neither removes what the other is writing."""

import pytest

from kit.contact import pack_maker
from kit.contact.pack_orders import packs_folder
from library.process.locks import FileLock, holding


@pytest.mark.parametrize(
    ("lock", "make"),
    [
        pytest.param("making.lock", pack_maker.make_urgent, id="urgent packs beside the others"),
        pytest.param("making-urgent.lock", pack_maker.make_others, id="others beside urgent ones"),
    ],
)
def test_a_process_leaves_alone_what_the_other_is_writing(settings, engine, lock, make):
    folder = packs_folder(settings, "xa-1")
    (folder / ".making-line.half").mkdir(parents=True)
    (folder / "making-stick").mkdir()
    (folder / f"{'a' * 64}.half").touch()
    with holding(FileLock(settings.home / "kit" / lock)):
        make(settings)
        assert len(list(folder.iterdir())) == 3
    make(settings)
    assert not list(folder.iterdir())
