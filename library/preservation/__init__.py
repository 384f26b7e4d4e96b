"""Preservation packages: whole items as BagIt bags with METS, PREMIS and ALTO."""
