"""Picamera2's buffer allocator on plain memory, for kernels without /dev/dma_heap."""

import os
from typing import Any

from picamera2.allocators import dmaallocator
from picamera2.dma_heap import UniqueFD


class MemoryHeap:
    """In the place of picamera2's DmaHeap."""

    def alloc(self, name: str, size: int) -> Any:
        file = os.memfd_create(name, os.MFD_CLOEXEC)
        os.ftruncate(file, size)
        return UniqueFD(file)

    def close(self) -> None:
        """Nothing is held."""


class PlainMemory(dmaallocator.DmaAllocator.DmaSync):  # type: ignore[misc]
    """Access to a buffer without the ioctl that keeps a real DMA buffer's cache coherent."""

    def __init__(self, allocator: Any, buffer: Any, write: bool) -> None:
        super().__init__(allocator, buffer, write)
        self._allocator = allocator
        self._buffer = buffer

    def __enter__(self) -> Any:
        memory = self._allocator.mapped_buffers.get(self._buffer)
        if memory is None:
            raise RuntimeError("This buffer was never allocated, or has been freed.")
        return memory

    def __exit__(self, *exception: object) -> None:
        """Nothing to flush."""


class MemoryAllocator(dmaallocator.DmaAllocator):  # type: ignore[misc]
    def __init__(self) -> None:
        dma_heap = dmaallocator.DmaHeap
        dmaallocator.DmaHeap = MemoryHeap
        try:
            super().__init__()
        finally:
            dmaallocator.DmaHeap = dma_heap
        self.sync = PlainMemory
