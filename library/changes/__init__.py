"""Sets of changed rows: what a person changed in one press, whether it waits, and its approval."""
