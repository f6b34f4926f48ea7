"""What was made once and follows from its key alone is not made again.

    _PICTURES: Remembered[str] = Remembered(most=32)
    svg = _PICTURES.get((rows_as_read, language), lambda: drawn(rows_as_read))

The key holds everything the result depends on, as it was read and not as it is called: not the number of a record but
its words, the day, the language, the rights. Then nothing has to be forgotten when something changes, every process may
remember for itself, and what is remembered may be lost at any time. Nothing of who asks goes into a result.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Remembered(Generic[Made]):
    def __init__(self, *, most: int) -> None:
        """Of more than so many the one not asked for longest is forgotten."""
        self.most = most
        self._made: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Two at once may both make it: the same comes of it."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > self.most:
                self._made.popitem(last=False)
        return made

    def forget(self) -> None:
        with self._lock:
            self._made.clear()
