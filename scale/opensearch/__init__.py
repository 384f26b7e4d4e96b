"""The index on a cluster of OpenSearch, which several machines share."""
