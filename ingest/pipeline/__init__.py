"""The pipeline: queue, runner, worker processes, checkpoints and repair."""
