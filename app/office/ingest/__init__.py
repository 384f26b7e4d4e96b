"""Office pages: deliveries, uploads, job monitor, hot folder, review before OCR."""
