"""The statistical forms others prescribe: their wording is data, their figures are ours."""
