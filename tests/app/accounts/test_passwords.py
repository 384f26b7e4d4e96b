"""Cost parameters of stored password hashes."""

import runpy

from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from app.accounts import passwords


def test_password_hashes_use_the_recommended_argon2_parameters():
    as_shipped = runpy.run_path(passwords.__file__)
    password_hash = as_shipped["hash_password"]("hoa đào xứ Lạng")
    assert extract_parameters(password_hash) == RFC_9106_LOW_MEMORY
    assert as_shipped["verify_password"](password_hash, "hoa đào xứ Lạng")
