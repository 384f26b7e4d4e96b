"""The public computers of the province: their use, their registers, figures and reports."""
