"""Demo province of 21 points with generated data for every screen and report."""
