"""Accession register: deliveries received and their processing history."""
