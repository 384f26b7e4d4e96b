"""Pages of the public computers: on their screens, in the office, and of the programme."""
