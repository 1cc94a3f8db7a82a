"""A page of the console each, with a template folder, words and tests of the same name."""
