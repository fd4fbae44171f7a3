"""Two pictures of the basket -> what came in or went out between them."""
