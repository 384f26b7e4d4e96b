"""Master store and records: catalogue, usage, staff and the programme."""
