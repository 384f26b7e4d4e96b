"""Lists of the office: one query object from the address, one macro, saved views."""
