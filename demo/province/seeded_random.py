"""Deterministic pseudo-random numbers from integer seeds, equal on every machine."""

_MASK = (1 << 64) - 1


def draw(*seeds: int) -> int:
    """Return 64 mixed bits for some seeds (mixer: splitmix64)."""
    mixed = 0x9E3779B97F4A7C15
    for number in seeds:
        mixed = (mixed ^ number * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & _MASK
        mixed ^= mixed >> 31
    return mixed


def share(bits: int, at: int) -> float:
    """Return a number in [0, 1) from the twelve bits at position `at`."""
    return (bits >> at & 0xFFF) / 0x1000
