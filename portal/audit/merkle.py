"""A Merkle root over any number of leaves, in memory that grows with their logarithm only."""

from __future__ import annotations

import hashlib

EMPTY_ROOT = hashlib.sha256(b"").hexdigest()


class MerkleTree:
    """Leaves are added one by one; whole subtrees are folded as soon as they are full.

    Leaf and node hashes begin with different bytes, so that a node can never be passed
    off as a leaf (the manner of RFC 6962).
    """

    def __init__(self) -> None:
        self._subtrees: list[tuple[int, bytes]] = []  # (height, hash), heights falling
        self.leaves = 0

    def add(self, stream: str, seq: int, entry_hash: str) -> None:
        """Add the head of a stream as the next leaf."""
        leaf = f"{stream}\x00{seq}\x00{entry_hash}".encode()
        height, node = 0, hashlib.sha256(b"\x00" + leaf).digest()
        while self._subtrees and self._subtrees[-1][0] == height:
            _height, left = self._subtrees.pop()
            height, node = height + 1, _joined(left, node)
        self._subtrees.append((height, node))
        self.leaves += 1

    def root(self) -> str:
        """Hexadecimal root over the leaves so far."""
        if not self._subtrees:
            return EMPTY_ROOT
        node = self._subtrees[-1][1]
        for _height, left in reversed(self._subtrees[:-1]):
            node = _joined(left, node)
        return node.hex()


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
