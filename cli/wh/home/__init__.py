"""The folder of one warehouse: its settings, its lock, its files."""
