"""Embedder and gallery as the one callable that sight asks."""

import logging
from collections.abc import Sequence
from pathlib import Path

import models
from cart.camera.frames import Picture
from cart.config import ModelsConfig
from cart.core.alternatives import Scores
from cart.sight.comparing import Recognise
from cart.sight.regions import Mask
from models.embedder import Embedder, ModelUnusable
from models.gallery import Gallery, GalleryUnusable

log = logging.getLogger(__name__)


def embedder_file(config: ModelsConfig) -> Path:
    return Path(config.embedder or models.FOLDER / "embedder.tflite")


def gallery_file(config: ModelsConfig) -> Path:
    return Path(config.gallery or models.FOLDER / "twin.npz")


def recogniser(config: ModelsConfig) -> Recognise | None:
    """None, with a line in the log, for a model that cannot be used: the cart goes on by weight."""
    try:
        embedder = Embedder(embedder_file(config), config.interpreter)
        gallery = Gallery.load(gallery_file(config), embedder.digest)
    except (ModelUnusable, GalleryUnusable) as error:
        log.error("%s The cart goes on without recognising pictures.", error)
        return None

    def recognise(picture: Picture, masks: Sequence[Mask]) -> list[Scores]:
        vectors = embedder.embed([picture] * len(masks), list(masks))
        return [gallery.scores(vector[None]) for vector in vectors]

    return recognise


def recognise_nothing(picture: Picture, masks: Sequence[Mask]) -> list[Scores]:
    return [({}, 1.0) for _ in masks]
