"""Contact of a station with the province over a line."""
