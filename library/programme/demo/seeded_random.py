"""Draws numbers that depend on nothing but what they are drawn for: the same on every machine."""

_MASK = (1 << 64) - 1


def draw(*what: int) -> int:
    """Return 64 well-mixed bits for some numbers (the mixer is splitmix64)."""
    mixed = 0x9E3779B97F4A7C15
    for number in what:
        mixed = (mixed ^ number * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & _MASK
        mixed ^= mixed >> 31
    return mixed


def share(bits: int, at: int) -> float:
    """Return a number from nought to one, out of the twelve bits at a place."""
    return (bits >> at & 0xFFF) / 0x1000
