"""Optional second reader: a neural line reader that corrects doubted words of finished pages."""
