"""The lessons, a module each; its name is the lesson's, and its text lies in resources/lessons."""
