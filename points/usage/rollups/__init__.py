"""Daily and monthly totals of use, per computer, access point and item."""
