"""Questions to catalogues of other libraries, asked beside the requests of readers and staff."""
