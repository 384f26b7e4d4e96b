"""Writing of stories and lessons in the office."""
