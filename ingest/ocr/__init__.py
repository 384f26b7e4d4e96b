"""OCR of a prepared page, and correction of what Tesseract misreads."""
