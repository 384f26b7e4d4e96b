"""Read-only JSON API, version 1, and its OpenAPI description."""
