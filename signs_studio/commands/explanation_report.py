"""Explanations of an answer as a file: a picture for a person, or JSON for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from signs_studio.commands.json_text import json_text
from signs_studio.data.plain_text import plain_text
from signs_studio.insight.pixels import as_bytes, as_shares
from signs_studio.messages import Message
from signs_studio.numbers import format_percent
from signs_studio.report.explanation import ExplanationMap, explanation_svg
from signs_studio.wording.completeness import completeness_numbers
from signs_studio.wording.counts import epochs_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.data.array_types import Pictures
    from signs_studio.insight.explanation import Explanation
    from signs_studio.insight.integrated_gradients import Baseline

_NAME_LIMIT = 60


class Explained(NamedTuple):
    """An explanation, and what it is about.

    Attributes:
        run: Name of the run.
        epochs: How many epochs the network had been trained.
        picture: The picture in words.
        pixels: (height, width, channels), uint8 in 0..255 or float32 in 0..1.
        true_class: Index of its class; None where nobody has said it.
        class_names: One name per class.
        baseline: Where the integrated gradients begin.
        explanation: The answer.
    """

    run: str
    epochs: int
    picture: str
    pixels: Pictures
    true_class: int | None
    class_names: Sequence[str]
    baseline: Baseline
    explanation: Explanation


def explanation_json(told: Explained) -> str:
    """Returns all of it as JSON; a number that is not finite is null."""
    answer, names = told.explanation, told.class_names
    gradients, occlusion, grad_cam = answer.gradients, answer.occlusion, answer.grad_cam
    facts: dict[str, Any] = {
        "run": told.run,
        "epochs": told.epochs,
        "picture": told.picture,
        "true_class": None if told.true_class is None else names[told.true_class],
        "sign": names[_read(answer)],
        "probabilities": dict(zip(names, answer.probabilities.tolist(), strict=True)),
        "explained_class": names[answer.sign],
        "integrated_gradients": {
            "baseline": str(told.baseline),
            "attributions": gradients.attributions,
            "difference": gradients.difference,
            "total": gradients.total,
            "error": gradients.error,
            "is_complete": gradients.is_complete,
            "steps": gradients.steps,
        },
        "grad_cam": None
        if grad_cam is None
        else {
            "layer": grad_cam.layer,
            "map": grad_cam.coarse,
            "over_picture": grad_cam.over,
        },
        "occlusion": {
            "side": occlusion.side,
            "step": occlusion.step,
            "probability": occlusion.probability,
            "drops": occlusion.drops,
            "over_picture": occlusion.over,
        },
    }
    return json_text(facts)


def explanation_picture(told: Explained) -> str:
    """Returns the picture, its answer and the maps as a file of SVG."""
    answer = told.explanation
    names = [plain_text(name, _NAME_LIMIT) for name in told.class_names]
    read, sign = _read(answer), names[answer.sign]
    gradients, occlusion = answer.gradients, answer.occlusion
    maps = [
        ExplanationMap(title=Message("report", "The picture").text()),
        ExplanationMap(
            title=Message("report", "Integrated gradients").text(),
            values=gradients.attributions.sum(axis=2),
            label=Message("report", "part of the logit").text(),
        ),
        ExplanationMap(
            title=Message("report", "Occlusion").text(),
            values=100 * occlusion.over,
            label=Message("report", "drop in points (%)").text(),
        ),
    ]
    if answer.grad_cam is not None:
        grad_cam = ExplanationMap(
            title=Message("report", "Grad-CAM").text(),
            values=answer.grad_cam.over,
            label=Message("report", "weighted maps").text(),
        )
        maps.insert(2, grad_cam)
    order = np.argsort(-np.nan_to_num(answer.probabilities), kind="stable").tolist()
    title = Message("report", "{picture}, read as {sign} ({share})").text(
        picture=told.picture,
        sign=names[read],
        share=format_percent(float(np.nan_to_num(answer.probabilities[read])), 0),
    )
    return explanation_svg(
        as_bytes(as_shares(told.pixels)),
        maps,
        title=title,
        notes=[str(note) for note in _notes(told, names, sign)],
        probabilities=[
            (
                Message("report", "{sign} (true)").text(sign=names[place])
                if place == told.true_class
                else names[place],
                float(np.nan_to_num(answer.probabilities[place])),
            )
            for place in order
        ],
        bars_title=Message("report", "Probability of each class").text(),
    )


def _notes(told: Explained, names: Sequence[str], sign: str) -> list[Message]:
    gradients, occlusion = told.explanation.gradients, told.explanation.occlusion
    notes = [
        Message("report", "{run} after {epochs}").format(
            run=plain_text(told.run, _NAME_LIMIT), epochs=epochs_message(told.epochs)
        )
    ]
    if told.true_class is not None:
        notes.append(Message("report", "It is {sign}.").format(sign=names[told.true_class]))
    notes.append(
        Message(
            "report", "Explained is class {sign}: blue speaks for it, orange against it."
        ).format(sign=sign)
    )
    notes.append(
        Message(
            "report",
            "Integrated gradients: the pixels add {total} to the logit, which changed by "
            "{difference} from the {baseline} picture ({error} apart, {steps} steps).",
        ).format(
            **completeness_numbers(gradients.difference, gradients.total)._asdict(),
            baseline=baseline_words(told.baseline),
            steps=gradients.steps,
        )
    )
    notes.append(
        Message(
            "report", "Occlusion: a grey square of {side} × {side} pixels, in steps of {step}."
        ).format(side=occlusion.side, step=occlusion.step)
    )
    return notes


def baseline_words(baseline: Baseline) -> Message:
    """Returns which picture a path begins from."""
    return {
        "black": Message("report", "black"),
        "grey": Message("report", "grey"),
        "mean": Message("report", "mean"),
    }[str(baseline)]


def _read(answer: Explanation) -> int:
    return int(np.nan_to_num(answer.probabilities).argmax())
