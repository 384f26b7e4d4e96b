"""Search engines: one module each, all with the interface of `search_index.engine`."""
