"""Random reads of a file, a page at a time, and never outside of its bounds."""

from __future__ import annotations

from inspector.formats.errors import FormatError
from inspector.formats.source import Source

_PAGE_BITS = 14
_PAGE = 1 << _PAGE_BITS
_PAGES_KEPT = 1024


class BrokenError(FormatError):
    """An offset leads outside of the file, or a length does not fit in it."""


class Pages:
    """The bytes of a file of which only the pages that are touched are read.

    Args:
        source: The file.

    Attributes:
        size: Bytes of the file.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._pages: dict[int, bytes] = {}
        self.size = source.size

    def stretch(self, at: int, length: int) -> bytes:
        """A range of the file.

        Raises:
            BrokenError: It is not inside the file.
        """
        end = at + length
        if at < 0 or length < 0 or end > self.size:
            raise BrokenError(f"An offset leads to byte {at}, {length} bytes long.")
        page = at >> _PAGE_BITS
        if end > (page + 1) << _PAGE_BITS:
            data = self._source.read(at, length)
        else:
            start = at & (_PAGE - 1)
            data = self._page(page)[start : start + length]
        if len(data) != length:
            raise BrokenError("The file became shorter while it was read.")
        return data

    def _page(self, page: int) -> bytes:
        found = self._pages.get(page)
        if found is None:
            if len(self._pages) >= _PAGES_KEPT:
                self._pages.clear()
            found = self._pages[page] = self._source.read(page << _PAGE_BITS, _PAGE)
        return found
