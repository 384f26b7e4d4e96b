"""What every page of the site shares: caching, language, formats, security, errors."""
