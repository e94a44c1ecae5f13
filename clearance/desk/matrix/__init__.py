"""The whole policy as a matrix, and what changes between two days: pure."""

from clearance.desk.matrix.changes import Difference, Moved, Spot, difference
from clearance.desk.matrix.lines import Band, Line
from clearance.desk.matrix.policy import Cell, Change, Policy, Way
from clearance.desk.matrix.sections import Matrix, Row, Section, matrix

__all__ = [
    "Band",
    "Cell",
    "Change",
    "Difference",
    "Line",
    "Matrix",
    "Moved",
    "Policy",
    "Row",
    "Section",
    "Spot",
    "Way",
    "difference",
    "matrix",
]
