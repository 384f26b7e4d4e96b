"""Classification: DDC numbers with captions, and book numbers by the first syllable."""
