"""The lessons that explain what the doctor finds."""

from __future__ import annotations

from signs_studio.runs.findings import FindingKind

LESSONS = {
    FindingKind.LAYER_DEAD: "sigmoid",
    FindingKind.MANY_DEAD: "sigmoid",
    FindingKind.HALF_DEAD: "sigmoid",
    FindingKind.SATURATED: "sigmoid",
    FindingKind.VANISHING: "sigmoid",
    FindingKind.EXPLODING: "minimise",
    FindingKind.STUCK: "minimise",
    FindingKind.RISING: "minimise",
    FindingKind.NOT_FINITE: "minimise",
    FindingKind.DRIFTING: "overfitting",
    FindingKind.FEW_PICTURES: "overfitting",
    FindingKind.TEST_AHEAD: "overfitting",
    FindingKind.TEST_TOO_GOOD: "overfitting",
    FindingKind.TEST_IN_TRAINING: "overfitting",
    FindingKind.SETS_DIFFER: "pictures",
    FindingKind.NOT_SCALED: "pictures",
    FindingKind.ONE_SIGN: "cost",
    FindingKind.LINEAR: "linear",
}
"""Name of the lesson that explains each kind of finding."""
