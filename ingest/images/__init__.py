"""Image analysis and clean-up of page images (OpenCV)."""
