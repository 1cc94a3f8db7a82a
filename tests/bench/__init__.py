"""Benchmarks: each a ratio against something measured in the same run, interleaved; never a test."""
