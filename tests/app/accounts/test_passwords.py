"""What is kept of a password costs whoever stole it as much time as it should."""

import runpy

from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from app.accounts import passwords


def test_guessing_a_stolen_password_costs_what_the_standard_asks():
    as_shipped = runpy.run_path(passwords.__file__)
    kept = as_shipped["hashed"]("hoa đào xứ Lạng")
    assert extract_parameters(kept) == RFC_9106_LOW_MEMORY
    assert as_shipped["is_right"](kept, "hoa đào xứ Lạng")
