"""PDF downloads: assembly from page PDFs, and a cache of finished files."""
