"""Acts, bodies, standards and terms that documents cite, each with its dates in force."""
