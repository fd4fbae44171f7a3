"""What a cart is: pure rules and data, without I/O, clocks, threads, NumPy or Kivy."""
