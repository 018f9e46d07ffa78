"""One noise level from beginning to end: a shipped bundle in, a fine-tuned bundle and what it costs out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from linnet_export.federated.accountant import epsilon
from linnet_export.federated.device import Device
from linnet_export.federated.people import Person
from linnet_export.federated.recipe import FederatedRecipe
from linnet_export.federated.training import Federated, federate
from linnet_export.from_graph import language_model
from linnet_export.language_model import LanguageModel
from linnet_export.language_pack import LanguageFiles, pack_language
from linnet_export.language_recipe import LanguageRecipe
from linnet_export.new_manifest import BundleInfo
from linnet_export.next_word import NextWords
from linnet_export.pack import with_measurements
from linnet_runtime.bundle import Bundle
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.measurement import Measurement
from linnet_runtime.pieces import Pieces
from linnet_runtime.typing_accuracy import Measure

TASK = "federated-next-word"
LATER = "later"
"""The set of all later lines of all people; the others are the dev sets, by name."""
Scores = Mapping[str, Measure]
"""Share of words among the three likeliest, by set."""


class Study:
    """A bundle to begin with, people who write, and sets to judge by."""

    def __init__(self, bundle: Bundle, people: Sequence[Person], dev: Mapping[str, Sequence[str]]) -> None:
        """Take opened things. Raises `BundleError` when the bundle is no language bundle to begin with."""
        self.bundle = bundle
        self.people = people
        self.files = LanguageFiles(bundle.file_path("tokenizer"), bundle.file_path("lexicon"))
        self._pieces = Pieces.load(self.files.tokenizer)
        lexicon = Lexicon.open(self.files.lexicon)
        sets = {LATER: [line for person in people for line in person.later], **dev}
        self._sets = {name: NextWords(lines, self._pieces, lexicon) for name, lines in sets.items()}

    def model(self) -> LanguageModel:
        """The bundle's model, anew."""
        return language_model(self.bundle)

    def scores(self, model: LanguageModel) -> dict[str, Measure]:
        """Judge a model on every set."""
        return {name: words.top3(model) for name, words in self._sets.items()}

    def devices(self, recipe: FederatedRecipe) -> list[Device]:
        """The people's earlier lines, where they were typed."""
        return [Device(person.earlier, self._pieces, recipe.client) for person in self.people]


@dataclass(frozen=True)
class Outcome:
    """What one noise level came to."""

    recipe: FederatedRecipe
    people: int
    after: Scores
    found: Federated

    def epsilon(self, times: int = 1) -> float:
        """Of one person among these, or among ``times`` as many with the same noise on the mean update.

        The noise on the sum is then ``times`` as large in clip norms: a step with 100 of 1,000 people and
        noise 1 is as noisy as one with 10 of 100 and noise 0.1.
        """
        server, privacy = self.recipe.server, self.recipe.privacy
        return epsilon(times * privacy.noise, server.share, server.rounds, privacy.delta)

    @property
    def bytes_down(self) -> float:
        """From the server, of each device in a round."""
        return sum(one.down for one in self.found.traffic) / max(sum(self.found.cohorts), 1)

    @property
    def bytes_up(self) -> float:
        """To the server, of each device in a round."""
        return sum(one.up for one in self.found.traffic) / max(sum(self.found.cohorts), 1)


def run_trial(
    study: Study, recipe: FederatedRecipe, folder: Path, *, secure: bool
) -> tuple[LanguageModel, Outcome]:
    """Fine-tune; ``last.ckpt`` in the folder is the model after each round, as `pack-language` reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    model = study.model()
    language = LanguageRecipe(recipe.name, recipe.seed, model.settings)

    def keep(_: int, model: LanguageModel) -> None:
        weights = {f"model.{name}": value for name, value in model.state_dict().items()}
        torch.save({"recipe": dataclasses.asdict(language), "state_dict": weights}, folder / "last.ckpt")

    found = federate(model, study.devices(recipe), recipe, secure=secure, watch=keep)
    return model, Outcome(recipe, len(study.people), study.scores(model), found)


def pack_outcome(
    study: Study, model: LanguageModel, outcome: Outcome, directory: Path, before: Scores, command: str
) -> Bundle:
    """Write an ordinary language bundle, with the tokenizer and lexicon of the one it began with."""
    old = study.bundle.manifest
    info = BundleInfo(outcome.recipe.name, old.language, old.licence, old.credits, command)
    bundle = pack_language(model, directory, info, study.files, old.typing)
    privacy = outcome.recipe.privacy
    told = f"{outcome.people} people, epsilon {outcome.epsilon():.3g} at delta {privacy.delta:g}"
    return with_measurements(
        bundle,
        [
            Measurement(
                task=TASK,
                dataset=name,
                split=LATER if name == LATER else "dev",
                graph="float32",
                measures={"next_word_top3": measure, "next_word_top3_before": before[name]},
                command=command,
                data=told,
            )
            for name, measure in outcome.after.items()
        ],
    )
