"""Lists of people that somebody brings as a file: read, looked at before anything is saved, then taken in."""
