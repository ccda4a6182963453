"""The 1 km cells by number, and the larger tiles that they lie in (RULES 25).

Search knows a partner's place as the number of a cell and nothing finer.
"""

from __future__ import annotations

import math
from typing import Final

from mate_core.shared.geo import CELL_KM, KM_PER_DEGREE, Coordinates

_ROW_STEP: Final = CELL_KM / KM_PER_DEGREE
_MIDDLE: Final = 1 << 15
_COLUMN_BITS: Final = 16
_COLUMNS: Final = (1 << _COLUMN_BITS) - 1
_TILE_BITS: Final = 3
TILE_CELLS: Final = 1 << _TILE_BITS
"""A tile is so many cells wide and high."""
LAST_CELL: Final = (1 << 32) - 1


def cell_of(place: Coordinates) -> int:
    """The number of the cell around `place`: its row in the upper 16 bits, its column below."""
    centre = place.snapped()
    row = math.floor(centre.latitude / _ROW_STEP)
    column = math.floor(centre.longitude / _column_step(row))
    return (row + _MIDDLE) << _COLUMN_BITS | (column + _MIDDLE)


def centre_of(cell: int) -> Coordinates:
    """The point that stands for everybody in that cell. Raises ValueError for no such cell."""
    row, column = (cell >> _COLUMN_BITS) - _MIDDLE, (cell & _COLUMNS) - _MIDDLE
    return Coordinates((row + 0.5) * _ROW_STEP, (column + 0.5) * _column_step(row)).snapped()


def tile_of(cell: int) -> int:
    """The number of the tile that the cell lies in."""
    row, column = cell >> _COLUMN_BITS, cell & _COLUMNS
    return (row >> _TILE_BITS) << _COLUMN_BITS | column >> _TILE_BITS


def _column_step(row: int) -> float:
    return _ROW_STEP / max(math.cos(math.radians((row + 0.5) * _ROW_STEP)), 0.01)
