"""What a step of the training is charged for."""

import torch
from torch import Tensor
from torch.nn import functional as F

HEAT = 2.0  # softens a teacher's answers, so that they tell which wrong classes are near (Hinton et al., 2015)


def missed(logits: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy of classes with soft targets (n, classes)."""
    return -(target * logits.log_softmax(1)).sum(1).mean()


def missed_kind(logits: Tensor, target: Tensor, kinds: Tensor) -> Tensor:
    """Cross-entropy of coarse classes, whose probability is the sum of their fine ones'; `kinds` (fine, coarse)."""
    coarse = (logits.softmax(1) @ kinds).clamp_min(1e-9).log()
    return -((target @ kinds) * coarse).sum(1).mean()


def unlike(logits: Tensor, teacher: Tensor) -> Tensor:
    """How far answers are from a teacher's, both softened; as steep as `missed`."""
    theirs = (teacher / HEAT).softmax(1)
    return HEAT**2 * F.kl_div((logits / HEAT).log_softmax(1), theirs, reduction="batchmean")


def charged(logits: Tensor, target: Tensor, teacher: Tensor | None, taught: float) -> Tensor:
    """Labels, and in their place, by the share `taught`, a teacher's answers."""
    if teacher is None or not taught:
        return missed(logits, target)
    return torch.lerp(missed(logits, target), unlike(logits, teacher), taught)
