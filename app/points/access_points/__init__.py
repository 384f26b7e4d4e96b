"""Office pages: access points, their computers, assets and statistics."""
