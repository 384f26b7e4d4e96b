"""Tells which collections there are, as work on many items needs to know them."""

from app.house import profiles


def shelves() -> dict[str, str]:
    """Return the titles of the collections by slug, in the order of the shelves."""
    return {slug: profile.title for slug, profile in profiles().items()}


def four_eyes() -> frozenset[str]:
    """Return the collections in which nobody publishes what they sent to review."""
    return frozenset(slug for slug, profile in profiles().items() if profile.four_eyes)
