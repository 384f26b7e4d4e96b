"""The vectors are opened when a question needs them, and again when their file was replaced."""

from pathlib import Path

import numpy as np

from search_index.meaning.place import vectors_path
from search_index.meaning.store import create_vectors, remove_vectors
from tests.search_index.meaning.made_vectors import MODEL, WIDTH, made_passages


def test_a_file_that_was_replaced_is_closed(settings):
    path, passages = vectors_path(settings), made_passages(settings)
    for _ in range(2):
        remove_vectors(path)
        create_vectors(path, MODEL, np.zeros(WIDTH, np.float32))
        assert passages.is_ready()
    assert not any(name.startswith(f"{path} ") for name in _open_files())  # `… (deleted)`
    passages.close()


def _open_files() -> list[str]:
    return [str(file.readlink()) for file in Path("/proc/self/fd").iterdir() if file.is_symlink()]
