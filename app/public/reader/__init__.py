"""Public pages: the page reader, images and deep zoom."""
