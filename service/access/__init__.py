"""Who may use the console and as what, how they sign in, and what is written down of it."""
