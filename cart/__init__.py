"""The program on the cart."""
