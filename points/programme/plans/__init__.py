"""Plans of the province, their versions and targets."""
