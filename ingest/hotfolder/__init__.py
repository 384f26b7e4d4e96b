"""Hot folder: takes in files from people and scanners, each once and only when complete."""
