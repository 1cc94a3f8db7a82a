"""A backup: all that a line holds in one file, but its keys; and how it is put back."""
