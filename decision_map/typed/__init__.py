"""People of a client as they are typed, pasted and imported: read exactly, doubts returned, nothing dropped. Pure."""

from decision_map.typed.lines import Reading, readings
from decision_map.typed.lists import Doubt, Listed, Place, read_list
from decision_map.typed.names import meant_by
from decision_map.typed.reporting import Checked, Given, Kept, Problem, ProblemKind, check, circles

__all__ = [
    "Checked",
    "Doubt",
    "Given",
    "Kept",
    "Listed",
    "Place",
    "Problem",
    "ProblemKind",
    "Reading",
    "check",
    "circles",
    "meant_by",
    "read_list",
    "readings",
]
