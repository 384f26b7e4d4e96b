"""Official reports: figures, wording, freezing at signature, DOCX output."""
