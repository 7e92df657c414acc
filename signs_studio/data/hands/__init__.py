"""The built-in hands, drawn."""
