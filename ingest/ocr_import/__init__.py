"""Import of OCR results and metadata that come with delivered scans."""
