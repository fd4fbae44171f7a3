"""Embedder and gallery as the one callable that sight asks; what the cart is taught counts from the next look on."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import models
from cart.camera.frames import Picture
from cart.config import ModelsConfig
from cart.core.alternatives import Scores
from cart.core.effects import ConfirmLook, UndoLook
from cart.core.units import Sku
from cart.left_behind import LeftBehind, come_back, left_behind, set_aside
from cart.lessons import Lessons
from cart.refinements import CONFIRMED_FILE, Refinements
from cart.sight.regions import Mask
from models import preprocess
from models.embedder import Embedder, ModelUnusable
from models.gallery import Gallery, GalleryUnusable
from models.preprocess import Pixels

log = logging.getLogger(__name__)

OWN_FILE = "enrolled.npz"
"""What staff taught this cart, apart from what it brought along: so it can be undone, and outlives an update."""

LESSONS = "lessons"
"""The folder beside it with the pictures of what was taught."""


CROPS, REMEMBERED = 2, 32
"""Crops of a step name what it showed, what else is evidence of it does not; so many steps wait for an answer."""


class Recogniser:
    """Masks of a picture -> probabilities. One thread learns while another looks: a gallery is swapped whole."""

    def __init__(self, embedder: Embedder, brought: Gallery, own: Gallery | None, file: Path | None) -> None:
        """`own` holds only what this cart was taught; `file` keeps it, None: until the cart stops.

        Without an `own`, what stands in `file` cannot be used: it is set aside before anything is written there.
        """
        self._embedder, self._brought, self._file = embedder, brought, file
        self._usable, self._own = own is not None, own or brought.only([])
        self._lessons = Lessons(file.with_name(LESSONS)) if file else None
        self._refinements = Refinements(file.with_name(CONFIRMED_FILE) if file else None, brought.model)
        self._gallery = _ready(self._refinements.laid_over(_joined(brought, self._own)))
        self._lock = Lock()
        self._shown: dict[tuple[str, ...], Pixels] = {}

    def __call__(self, picture: Picture, masks: Sequence[Mask]) -> list[Scores]:
        gallery, vectors = self._gallery, self._embed([picture] * len(masks), masks)
        return [gallery.scores(vector[None]) for vector in vectors]

    def learn(self, sku: Sku, name: str, pictures: Sequence[Picture], masks: Sequence[Mask]) -> int:
        """Know `sku` from these views and earlier ones of its own; how many that are. Raises OSError, unlearned."""
        own = self._own.enrol(sku, name, self._embed(pictures, masks))
        self._keep(own)
        if self._lessons is not None:
            try:
                self._lessons.keep(sku, name, pictures, masks)
            except OSError as error:
                log.error("%s counts, but another model cannot learn it by itself: %s.", sku, error.strerror)
        return int(next(look.views for look in own.looks if look.sku == sku))

    def remember(self, crops: tuple[str, ...], picture: Picture, mask: Mask) -> None:
        """What a step showed, as the network would see it: somebody may name it later."""
        self._shown[crops[:CROPS]] = preprocess.product(picture, mask, self._embedder.side)
        for old in tuple(self._shown)[:-REMEMBERED]:
            self._shown.pop(old, None)

    def confirm(self, wish: ConfirmLook) -> None:
        """Refine a product by what a step showed, within the gallery's limits."""
        square = self._shown.pop(wish.crops[:CROPS], None)
        if square is None:
            return
        with self._lock:
            vector = self._embedder.embed_squares([square])[0]
        self._refine(self._gallery.confirm(wish.sku, vector, wish.event))

    def undo(self, wish: UndoLook) -> None:
        """As if this event had never confirmed anything."""
        self._refine(self._gallery.undo(wish.event))

    def forget(self, sku: Sku) -> None:
        """As if the cart had never been taught this product; what it brought along of it counts again."""
        if self._lessons is not None:
            self._lessons.forget(sku)
        self._refinements.forget(sku)
        self._keep(replace(self._own, looks=tuple(look for look in self._own.looks if look.sku != sku)))

    def learn_again(self) -> None:
        """Learn the lessons whose pictures are kept; of the others, those that this very model learned before."""
        if self._file is None or self._lessons is None:
            return
        own = replace(self._own, looks=come_back(self._file, self._own.model))
        for lesson in self._lessons.all():
            own = replace(own, looks=tuple(look for look in own.looks if look.sku != lesson.sku))
            own = own.enrol(lesson.sku, lesson.name, self._embed(lesson.pictures, lesson.masks))
        if not own.looks:
            return
        try:
            self._keep(own)
        except OSError as error:
            log.error("What staff taught this cart is known again, but cannot be kept: %s.", error.strerror)
            self._use(own)
        log.info("%d products were learned again from the pictures of their lessons.", len(own.looks))

    @property
    def taught(self) -> int:
        """How many products this cart was taught."""
        return len(self._own.looks)

    @property
    def confirmed(self) -> int:
        """How many looks of trips refine what it knows."""
        return self._refinements.count

    @property
    def to_teach_again(self) -> LeftBehind:
        """What staff taught this cart, and it does not know any more."""
        if self._file is None:
            return LeftBehind()
        return left_behind(self._file, self._own.skus, self._usable)

    def _embed(self, pictures: Sequence[Picture], masks: Sequence[Mask]) -> "models.looks.Vectors":
        with self._lock:  # an interpreter is for one thread at a time
            return self._embedder.embed(list(pictures), list(masks))

    def _keep(self, own: Gallery) -> None:
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            if not self._usable and self._file.exists():
                log.warning("%s is kept as %s.", self._file.name, set_aside(self._file).name)
            own.save(self._file)
            self._usable = True
        self._use(own)

    def _use(self, own: Gallery) -> None:
        gallery = _ready(self._refinements.laid_over(_joined(self._brought, own)))
        self._own, self._gallery = own, gallery

    def _refine(self, refined: Gallery) -> None:
        if refined is not self._gallery:
            self._gallery = _ready(refined)
            self._refinements.keep(refined)
            log.info("%d looks are confirmed by trips.", self.confirmed)


@dataclass(frozen=True)
class Unrecognised:
    """Pictures cannot be recognised here; `why` is a sentence for a fitter."""

    why: str


def _ready(gallery: Gallery) -> Gallery:
    """With all that a gallery works out at its first look, which takes a third of a second for 10,000 products."""
    if gallery.looks:
        gallery.scores(gallery.looks[0].prototypes[:1])
    return gallery


def _joined(brought: Gallery, own: Gallery) -> Gallery:
    """Both; of a product that staff taught, their views alone."""
    taught = {look.sku for look in own.looks}
    return replace(brought, looks=(*(look for look in brought.looks if look.sku not in taught), *own.looks))


def embedder_file(config: ModelsConfig) -> Path:
    return Path(config.embedder or models.FOLDER / "embedder.tflite")


def gallery_file(config: ModelsConfig) -> Path:
    return Path(config.gallery or models.FOLDER / "twin.npz")


def recogniser(config: ModelsConfig, own_file: Path | None = None) -> Recogniser | Unrecognised:
    """With a model or a gallery that cannot be used the cart goes on by weight."""
    try:
        embedder = Embedder(embedder_file(config), config.interpreter)
        gallery = Gallery.load(gallery_file(config), embedder.digest)
    except (ModelUnusable, GalleryUnusable) as error:
        log.error("%s The cart goes on without recognising pictures.", error)
        return Unrecognised(str(error))
    if own_file is None:
        return Recogniser(embedder, gallery, gallery.only([]), None)
    try:
        own = Gallery.load(own_file, embedder.digest)
    except GalleryUnusable as error:
        if own_file.exists():
            log.error("%s What staff taught this cart is learned again from the pictures of the lessons.", error)
        found = Recogniser(embedder, gallery, None, own_file)
        found.learn_again()
        return found
    return Recogniser(embedder, gallery, own, own_file)


def recognise_nothing(picture: Picture, masks: Sequence[Mask]) -> list[Scores]:
    return [({}, 1.0) for _ in masks]
