"""Forms of declared fields: those of the recipe, and those of the lessons."""
