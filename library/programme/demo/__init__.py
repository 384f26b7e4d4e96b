"""A made-up province of 21 points, so that every screen and report shows something."""
