"""Training of the embedder: heavy dependencies live here and are never imported on the cart."""
