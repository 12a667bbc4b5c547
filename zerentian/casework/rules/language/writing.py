"""Sparse rows that come part by part, written into room that was measured before: never twice in memory."""

import numpy as np
from scipy.sparse import csr_matrix

from zerentian.casework.rules.language.runs import Numbers


class RunByRun:
    """Rows of messages, written run by run: which messages have it. ``often`` is how many each run has."""

    def __init__(self, often: Numbers, messages: int) -> None:
        self.starts = np.concatenate([[0], np.cumsum(often, dtype=np.int64)])
        self.columns = np.empty(self.starts[-1], dtype=np.int32)
        self.data = np.empty(self.starts[-1], dtype=np.float32)
        self.free = self.starts[:-1].copy()
        self.messages = messages
        self.done = 0

    def add(self, rows: csr_matrix) -> None:
        """Write the rows of the next messages, from each run's first free place on."""
        by_run = rows.tocsc()
        often = np.diff(by_run.indptr)
        place = np.arange(by_run.nnz) + np.repeat(self.free - by_run.indptr[:-1], often)
        self.columns[place] = by_run.indices + self.done
        self.data[place] = by_run.data
        self.free += often
        self.done += rows.shape[0]

    def whole(self) -> csr_matrix:
        """Return a row per run."""
        return csr_matrix((self.data, self.columns, self.starts), shape=(len(self.free), self.messages))


class OneByOne:
    """Rows of messages, one after another, with ``room`` for what stands in all of them."""

    def __init__(self, room: int, width: int) -> None:
        self.columns = np.empty(room, dtype=np.int32)
        self.data = np.empty(room, dtype=np.float32)
        self.starts = [np.zeros(1, dtype=np.int64)]
        self.width = width
        self.written = 0

    def add(self, rows: csr_matrix) -> None:
        """Write the rows of the next messages."""
        own = slice(self.written, self.written + rows.nnz)
        self.columns[own], self.data[own] = rows.indices, rows.data
        self.starts.append(self.written + rows.indptr[1:].astype(np.int64))
        self.written += rows.nnz

    def whole(self) -> csr_matrix:
        """Return a row per message."""
        starts = np.concatenate(self.starts)
        return csr_matrix((self.data, self.columns, starts), shape=(len(starts) - 1, self.width))
