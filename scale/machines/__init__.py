"""Several machines that share the work of the pipeline."""
