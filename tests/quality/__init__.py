"""How well texts are understood: two evaluation sets, their figures and every miss."""
