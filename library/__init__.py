"""Keeps the strong-room and the books of record: holdings, use, staff and the programme."""
