"""Monitoring of the site: health addresses, response times, metrics, watchdog."""
