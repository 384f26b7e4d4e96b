"""The process of the program on its machine: logs, memory, file modes, systemd."""
