"""KAISM, the matrix by which key accounts are identified and selected (method.md, section 2): the arithmetic. Pure.

Decimal throughout, no database, no clock. Rules marked [KAM] are the method's, [ours] are this portal's. Figures are
compared unrounded; `shown` is for the reader's eye. What is refused is a `KaismError` with data, put in words by who
calls. Weights and scores are sequences in the order of the factors, and None is "not scored", which is never zero.
"""

from accounts.kaism.bands import Band, BandTable, Fault, Wrong, bands_of, check_bands, faults_of
from accounts.kaism.comparing import Overlap, named_by, named_by_n, overlaps
from accounts.kaism.errors import (
    BandsBroken,
    KaismError,
    LengthsDiffer,
    NotAQuantity,
    NoWeights,
    ScaleEmpty,
    ScoreOutsideScale,
    WeightNotPositive,
    WeightsNotHundred,
)
from accounts.kaism.flips import Case, Change, FactorScore, Flip, RaterLeftOut, Rating, WeightMoved, sensitivity
from accounts.kaism.moving import Move, what_would_move
from accounts.kaism.quadrants import (
    Place,
    Quadrant,
    Thresholds,
    demotion_suggested,
    is_lower,
    place,
    possible_quadrants,
    quadrant,
    quadrant_at,
)
from accounts.kaism.raters import DISCUSS_SPREAD, Consensus, consensus
from accounts.kaism.scales import TEN, Reading, Scale, shown
from accounts.kaism.shares import Pareto, Portion, pareto
from accounts.kaism.strength import Strength, own_total_needed, relative_strength, strength_on_criteria
from accounts.kaism.totals import COVERAGE_NEEDED, Scores, Total, check_weights, weighted_total

__all__ = [
    "Band",
    "BandTable",
    "BandsBroken",
    "COVERAGE_NEEDED",
    "Case",
    "Change",
    "Consensus",
    "DISCUSS_SPREAD",
    "FactorScore",
    "Fault",
    "Flip",
    "KaismError",
    "LengthsDiffer",
    "Move",
    "NoWeights",
    "NotAQuantity",
    "Overlap",
    "Pareto",
    "Place",
    "Portion",
    "Quadrant",
    "RaterLeftOut",
    "Rating",
    "Reading",
    "Scale",
    "ScaleEmpty",
    "ScoreOutsideScale",
    "Scores",
    "Strength",
    "TEN",
    "Thresholds",
    "Total",
    "WeightMoved",
    "WeightNotPositive",
    "WeightsNotHundred",
    "Wrong",
    "bands_of",
    "check_bands",
    "check_weights",
    "consensus",
    "demotion_suggested",
    "faults_of",
    "is_lower",
    "named_by",
    "named_by_n",
    "overlaps",
    "own_total_needed",
    "pareto",
    "place",
    "possible_quadrants",
    "quadrant",
    "quadrant_at",
    "relative_strength",
    "sensitivity",
    "shown",
    "strength_on_criteria",
    "weighted_total",
    "what_would_move",
]
