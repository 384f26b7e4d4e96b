"""The commune kit: packs of the library for places without a line, and stations that serve them."""
