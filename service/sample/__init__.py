"""A fictional community in rural Montana, for the demo: people, groups and something on at any hour.

Towns and ZIP codes are real; churches, halls, streets, people and numbers are invented.
"""
