"""Damage: bytes that were a model file, changed by chance, the same for the same number."""

from __future__ import annotations

import io
import random
import warnings
import zipfile

_NUMBERS = (
    0,
    1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x7FFFFFFF,
    0xFFFFFFFF,
    1 << 62,
    (1 << 64) - 1,
)
_WIDTHS = (1, 2, 4, 8)
_TEXTS = (
    b"[" * 3000,
    b"{" * 3000,
    b"(" * 3000,
    b'{"a":' * 1000,
    b"-1",
    b"1e999",
    b"\xff\xff",
    b"../",
)
_MOST_GROWN = 1 << 20


def mutate(seeds: list[bytes], number: int, start: int) -> bytes:
    """A damaged seed.

    Args:
        seeds: Sound files of one format.
        number: Which of the endless row of damaged ones.
        start: Begins another row.
    """
    chance = random.Random(start * 1_000_003 + number)
    data = chance.choice(seeds)
    if data.startswith(b"PK\x03\x04") and chance.random() < 0.6:
        return _in_archive(data, seeds, chance)
    return _damage(data, seeds, chance)


def _damage(data: bytes, seeds: list[bytes], chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5, 12))):
        if not damaged:
            return bytes(damaged)
        chance.choice(_WAYS)(damaged, seeds, chance)
    return bytes(damaged[:_MOST_GROWN])


def _in_archive(data: bytes, seeds: list[bytes], chance: random.Random) -> bytes:
    """Damages entries and packs them again, so that readers get past the archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return _damage(data, seeds, chance)
    if not entries:
        return data
    # Small entries hold structure, large ones numbers.
    weights = [1 / (1 + len(content)) ** 0.3 for _, content in entries]
    for place in set(chance.choices(range(len(entries)), weights, k=chance.choice((1, 1, 2)))):
        name, content = entries[place]
        entries[place] = name, _damage(content, [each for _, each in entries], chance)
    if chance.random() < 0.1:
        entries.pop(chance.randrange(len(entries)))
    buffer = io.BytesIO()
    method = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(buffer, "w", method) as packed, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in entries:
            packed.writestr(name, content)
    return buffer.getvalue()


def _place(data: bytearray, chance: random.Random) -> int:
    """Anywhere, more often near the beginning and the end, where structure is."""
    size = len(data)
    kind = chance.random()
    if kind < 0.35:
        return chance.randrange(min(size, 512))
    if kind < 0.5:
        return size - 1 - chance.randrange(min(size, 512))
    return chance.randrange(size)


def _flip(data: bytearray, seeds: list[bytes], chance: random.Random) -> None:
    data[_place(data, chance)] ^= 1 << chance.randrange(8)


def _set(data: bytearray, seeds: list[bytes], chance: random.Random) -> None:
    data[_place(data, chance)] = chance.randrange(256)


def _number(data: bytearray, seeds: list[bytes], chance: random.Random) -> None:
    width = chance.choice(_WIDTHS)
    number = chance.choice(_NUMBERS) & ((1 << 8 * width) - 1)
    at = _place(data, chance)
    data[at : at + width] = number.to_bytes(width, chance.choice(("little", "big")))


def _add(data: bytearray, seeds: list[bytes], chance: random.Random) -> None:
    at = _place(data, chance)
    data[at] = (data[at] + chance.choice((-1, 1, 16, -16))) & 0xFF


def _cut(data: bytearray, seeds: list[bytes], chance: random.Random) -> None:
    del data[_place(data, chance) :]


def _remove(data: bytearray, seeds: list[bytes], chance: random.Random) -> None:
    at = _place(data, chance)
    del data[at : at + chance.choice((1, 2, 4, 8, 30, 200))]


def _repeat(data: bytearray, seeds: list[bytes], chance: random.Random) -> None:
    at = _place(data, chance)
    piece = data[at : at + chance.choice((1, 4, 16, 100, 1000))]
    data[at:at] = piece * chance.choice((1, 1, 2, 50))


def _copy(data: bytearray, seeds: list[bytes], chance: random.Random) -> None:
    length = chance.choice((1, 2, 4, 8, 32))
    source, target = _place(data, chance), _place(data, chance)
    piece = data[source : source + length]
    data[target : target + len(piece)] = piece


def _splice(data: bytearray, seeds: list[bytes], chance: random.Random) -> None:
    other = chance.choice(seeds)
    if other:
        at = chance.randrange(len(other))
        target = _place(data, chance)
        data[target:target] = other[at : at + chance.choice((4, 16, 64, 500))]


def _text(data: bytearray, seeds: list[bytes], chance: random.Random) -> None:
    at = _place(data, chance)
    data[at:at] = chance.choice(_TEXTS)


_WAYS = (
    _flip,
    _flip,
    _set,
    _set,
    _number,
    _number,
    _add,
    _cut,
    _remove,
    _repeat,
    _copy,
    _splice,
    _text,
)
