"""The trained model and the galleries, and what runs them on the cart."""

from pathlib import Path

FOLDER = Path(__file__).parent
"""Where embedder.tflite, the galleries and their lists lie."""
