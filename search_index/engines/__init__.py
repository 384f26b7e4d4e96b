"""The search engines, each behind the same contract and alone in its file."""
