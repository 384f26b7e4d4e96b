"""Conversion of office documents, texts and web pages to PDF."""
