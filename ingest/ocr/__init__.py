"""OCR of a prepared page, and correction of typical Tesseract errors."""
