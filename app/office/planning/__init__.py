"""Pages of planning: board of batches, answers for the head of department, rules of intake."""
