"""Knowledge of Vietnamese text by which readings are corrected: pairs of syllables, confusions."""
