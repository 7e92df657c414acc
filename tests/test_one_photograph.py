"""The same prediction of the same photograph, whichever way it is asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageOps

from signs_studio.cli import main
from signs_studio.commands.train_recipe import make_recipe
from signs_studio.data.opening import open_picture, open_pictures
from signs_studio.data.photographs.fitting import fit_picture
from signs_studio.engine.evaluation import predictions
from signs_studio.engine.training.trainer import Trainer
from signs_studio.runs.control import RunControl
from tests.data.photographs.photo_sets import phone_photographs, save_turned

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = {"layers": "16:relu,8:tanh", "batch_size": "16", "epochs": "3", "seed": "2"}


def test_command_line_insight_and_keras_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder, photograph = tmp_path / "photographs", tmp_path / "hand.jpg"
    phone_photographs(folder, per_class=6)
    levels = np.random.default_rng(1).integers(0, 256, (9, 12, 3), np.uint8)
    # As a phone keeps it: lying on its side, and turned when it is shown.
    save_turned(Image.fromarray(levels).resize((300, 400), Image.Resampling.BICUBIC), photograph, 6)

    asked = [text for field, value in FIELDS.items() for text in ("--set", f"{field}={value}")]
    assert (
        main(["train", "--data", str(folder), *asked, "--json", "--predict", str(photograph)]) == 0
    )
    *_, last = map(json.loads, capfd.readouterr().out.splitlines())
    assert (last["event"], last["picture"]) == ("prediction", str(photograph))
    told = np.array(list(last["probabilities"].values()))
    assert last["sign"] == list(last["probabilities"])[told.argmax()]

    dataset = open_pictures(folder)
    recipe = make_recipe(preset="article", fields=list(FIELDS.items()))
    trainer = Trainer(recipe, dataset)
    trainer.run(epochs=recipe.epochs, emit=lambda _event: None, control=RunControl())
    # As the window does it.
    seen = fit_picture(open_picture(photograph), shape=dataset.picture_shape)
    (window,) = predictions(trainer.network(), seen[None])
    np.testing.assert_allclose(told, window, rtol=0, atol=1e-6)

    import keras

    # A plain program that prepares it as the data card says.
    with Image.open(photograph) as opened:
        turned = ImageOps.exif_transpose(opened).convert("RGB")
    plain = np.asarray(ImageOps.fit(turned, (64, 64), Image.Resampling.BICUBIC)) / np.float32(255)
    model = keras.Sequential(
        [
            keras.Input((64, 64, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(16, "relu"),
            keras.layers.Dense(8, "tanh"),
            keras.layers.Dense(dataset.classes, "softmax"),
        ]
    )
    ours = [array for layer in trainer.weights() for array in layer.values()]
    # The engine keeps kernels as (units, features).
    model.set_weights([array.T if array.ndim == 2 else array for array in ours])
    (keras_says,) = model.predict(plain[None], verbose=0)
    np.testing.assert_allclose(told, keras_says, rtol=0, atol=1e-5)


def test_a_run_that_diverged_reads_with_the_last_weights_that_were_finite(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    photograph = tmp_path / "hand.png"
    Image.new("RGB", (80, 60), "white").save(photograph)
    arguments = ["train", "--hands", "60", "--preset", "fast", "--predict", str(photograph)]
    assert main([*arguments, "--json"]) == 0
    *_, end, last = map(json.loads, capfd.readouterr().out.splitlines())
    assert (end["event"], end["reason"]) == ("finished", "diverged")
    assert sum(last["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    assert main(arguments) == 0
    assert capfd.readouterr().out.splitlines()[-1] == f"y = {last['sign']}"
