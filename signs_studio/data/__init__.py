"""What is learnt from: the built-in hands, files in the SIGNS layout, and what becomes of them."""
