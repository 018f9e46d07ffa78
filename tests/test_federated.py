"""Federated fine-tuning: what a device sends, what the server adds up and may see, what comes of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flwr.common import bytes_to_ndarray

import linnet
from linnet_export.cli import run
from linnet_export.federated import local_grid
from linnet_export.federated.accountant import epsilon
from linnet_export.federated.device import Arrays, Device, clipped, put, taken, trained_parameters
from linnet_export.federated.people import split_people
from linnet_export.federated.recipe import (
    ClientSettings,
    FederatedRecipe,
    PeopleSettings,
    PrivacySettings,
    ServerSettings,
)
from linnet_export.federated.training import Federated, federate
from linnet_export.from_graph import language_model
from linnet_export.language_model import LanguageModel
from linnet_export.next_word import NextWords
from linnet_export.recipe import RecipeError, load_recipe
from linnet_export.utterance import CorpusError
from linnet_runtime.bundle import Bundle
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.pieces import Pieces
from small_talk import SmallTalk, sentences, write_text

RECIPES = Path(__file__).parent.parent / "export" / "recipes" / "en"
CLIENT = ClientSettings("bias projection", 1, 2, 8, 0.5, 0.0)
RECIPE = FederatedRecipe(
    "test", client=CLIENT, privacy=PrivacySettings(0.5, 0.0), server=ServerSettings(1, 1.0, 1.0)
)
PEOPLE = 5


@pytest.fixture(scope="module")
def bundle(small_talk: SmallTalk) -> Bundle:
    return Bundle.open(small_talk.bundle)


@pytest.fixture(scope="module")
def devices(bundle: Bundle) -> list[Device]:
    pieces = Pieces.load(bundle.file_path("tokenizer"))
    return [Device(sentences(12, seed=number + 10), pieces, CLIENT) for number in range(PEOPLE)]


def updates(model: LanguageModel, devices: Sequence[Device], clip_norm: float) -> list[Arrays]:
    """What each device sends; the model is left as it was."""
    parameters = trained_parameters(model, CLIENT)
    values = taken(parameters)
    found = [device.update(model, values, clip_norm) for device in devices]
    put(parameters, values)
    return found


def moved(
    bundle: Bundle, devices: Sequence[Device], recipe: FederatedRecipe, *, secure: bool
) -> tuple[Arrays, Federated]:
    """How far a federated training moves the parameters."""
    model = language_model(bundle)
    before = taken(trained_parameters(model, recipe.client))
    found = federate(model, devices, recipe, secure=secure, watch=lambda *_: None)
    after = taken(trained_parameters(model, recipe.client))
    return [new - old for new, old in zip(after, before, strict=True)], found


def norm(update: Arrays) -> float:
    return float(np.sqrt(sum(np.square(one).sum() for one in update)))


# A device


def test_an_update_is_shortened_but_not_turned() -> None:
    update = [np.array([3.0, 0.0], np.float32), np.array([[4.0]], np.float32)]
    assert norm(clipped(update, 1.0)) == pytest.approx(1.0)
    np.testing.assert_allclose(clipped(update, 1.0)[1], [[0.8]], rtol=1e-6)
    np.testing.assert_array_equal(clipped(update, 6.0)[0], update[0])
    assert norm(clipped([np.zeros(3, np.float32)], 1.0)) == 0.0


def test_a_device_learns_its_own_text_and_sends_only_what_is_trained(
    bundle: Bundle, devices: list[Device]
) -> None:
    model = language_model(bundle)
    frozen = {name: value.clone() for name, value in model.state_dict().items() if name.startswith("lstm")}
    (update, *_) = updates(model, devices, 0.5)
    assert [one.shape for one in update] == [(144,), (16,), (16, 32)]  # bias, projection.bias and .weight
    assert norm(update) == pytest.approx(0.5, rel=1e-5)
    assert all(bool((model.state_dict()[name] == value).all()) for name, value in frozen.items())
    with pytest.raises(RecipeError, match=r"expected beginnings of some of .*lstm"):
        trained_parameters(model, dataclasses.replace(CLIENT, trained="gru"))


def test_people_are_neighbouring_lines_split_in_time() -> None:
    lines = [str(number) for number in range(100)]
    people = split_people(lines, PeopleSettings(people=3, lines=10, later_lines=2), seed=1)
    for person in people:
        first = int(person.earlier[0])
        assert [int(line) for line in (*person.earlier, *person.later)] == [*range(first, first + 10)]
        assert (first % 10, len(person.later)) == (0, 2)
    assert len({person.earlier[0] for person in people}) == 3
    with pytest.raises(CorpusError, match="expected 11 times 10 lines"):
        split_people(lines, PeopleSettings(people=11, lines=10, later_lines=2), seed=1)


# The server


def test_without_noise_the_model_moves_by_the_mean_of_the_updates(
    bundle: Bundle, devices: list[Device]
) -> None:
    each = updates(language_model(bundle), devices, 0.5)
    change, found = moved(bundle, devices, RECIPE, secure=False)
    for got, parts in zip(change, zip(*each, strict=True), strict=True):
        np.testing.assert_allclose(got, np.mean(parts, axis=0), atol=1e-6)
    assert (found.cohorts, found.dropped, found.sent_parameters) == ((PEOPLE,), 0, 144 + 16 + 512)
    (traffic,) = found.traffic
    for sent in (traffic.down, traffic.up):
        assert 4 * found.sent_parameters < sent / PEOPLE < 4 * found.sent_parameters + 2000


def test_secure_aggregation_gives_the_same_sum(bundle: Bundle, devices: list[Device]) -> None:
    plain, _ = moved(bundle, devices, RECIPE, secure=False)
    summed, found = moved(bundle, devices, RECIPE, secure=True)
    for got, expected in zip(summed, plain, strict=True):
        np.testing.assert_allclose(got, expected, atol=2e-6)
    assert found.cohorts == (PEOPLE,)


def test_below_secure_aggregation_the_server_sees_only_noise(
    bundle: Bundle, devices: list[Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    answer = local_grid.LocalGrid._answer

    def listen(grid: Any, message: Any) -> Any:
        reply = answer(grid, message)
        seen.append(reply.content)
        return reply

    monkeypatch.setattr(local_grid.LocalGrid, "_answer", listen)
    moved(bundle, devices, RECIPE, secure=True)
    masked = [
        np.concatenate([bytes_to_ndarray(part).ravel() for part in values[1:]]) / 2**32
        for content in seen
        for record in content.config_records.values()
        for name, values in record.items()
        if name == "masked_params"
    ]
    assert len(masked) == PEOPLE
    for one in masked:  # uniform from 0 to 1
        assert (one.mean(), one.std()) == pytest.approx((0.5, 12**-0.5), abs=0.05)
    update = np.concatenate([part.ravel() for part in updates(language_model(bundle), devices, 0.5)[0]])
    assert max(abs(np.corrcoef(update, one)[0, 1]) for one in masked) < 0.2
    assert not any(array for content in seen for array in content.array_records.values())


class Broken(Device):
    """A device that goes away while it trains, after it has shared its keys."""

    def __init__(self) -> None:
        pass

    def update(self, *_: Any) -> Arrays:
        raise ConnectionError("battery")


@pytest.mark.parametrize("secure", [False, True])
def test_the_others_go_on_without_a_device_that_drops_out(
    bundle: Bundle, devices: list[Device], secure: bool
) -> None:
    rest, _ = moved(bundle, devices[1:], RECIPE, secure=False)
    change, found = moved(bundle, [Broken(), *devices[1:]], RECIPE, secure=secure)
    assert (found.cohorts, found.dropped > 0) == ((PEOPLE - 1,), True)
    for got, expected in zip(change, rest, strict=True):
        np.testing.assert_allclose(got * PEOPLE, expected * (PEOPLE - 1), atol=1e-5)


def test_the_noise_is_as_large_as_the_recipe_says(bundle: Bundle) -> None:
    still = dataclasses.replace(RECIPE.client, learning_rate=0.0)
    privacy = PrivacySettings(clip_norm=0.5, noise=2.0)
    recipe = dataclasses.replace(RECIPE, client=still, privacy=privacy)
    quiet = [
        Device(["hello there"], Pieces.load(bundle.file_path("tokenizer")), still) for _ in range(PEOPLE)
    ]
    change, _ = moved(bundle, quiet, recipe, secure=False)
    noise = np.concatenate([one.ravel() for one in change])
    assert noise.std() == pytest.approx(2.0 * 0.5 / PEOPLE, rel=0.1)
    again, _ = moved(bundle, quiet, recipe, secure=False)
    np.testing.assert_array_equal(change[0], again[0])


def test_everybody_takes_part_by_their_own_chance(bundle: Bundle, devices: list[Device]) -> None:
    recipe = dataclasses.replace(RECIPE, server=ServerSettings(12, 0.5, 1.0))
    _, found = moved(bundle, devices, recipe, secure=False)
    assert len(set(found.cohorts)) > 1
    assert np.mean(found.cohorts) == pytest.approx(0.5 * PEOPLE, abs=1.0)


# Privacy


def test_epsilon_of_one_gaussian_step_is_that_of_the_formula() -> None:
    alphas = np.arange(1.01, 100, 0.01)
    delta, noise = 1e-5, 2.0
    # Canonne, Kamath and Steinke 2020, proposition 12, at the Gaussian's divergence alpha / (2 noise^2)
    bound = alphas / (2 * noise**2) + np.log1p(-1 / alphas) - np.log(delta * alphas) / (alphas - 1)
    assert epsilon(noise, 1.0, 1, delta) == pytest.approx(bound.min(), rel=0.01)


def test_epsilon_falls_with_noise_and_grows_with_rounds_and_shares() -> None:
    assert epsilon(0.0, 0.1, 1, 1e-5) == float("inf")
    assert epsilon(1.0, 0.01, 100, 1e-5) == pytest.approx(1.21, abs=0.01)
    assert epsilon(2.0, 0.1, 10, 1e-5) < epsilon(1.0, 0.1, 10, 1e-5) < epsilon(1.0, 0.1, 20, 1e-5)
    assert epsilon(1.0, 0.1, 10, 1e-5) < epsilon(1.0, 0.2, 10, 1e-5)


# The measure


def test_next_words_are_those_of_the_keyboard(small_talk: SmallTalk, bundle: Bundle) -> None:
    keyboard = linnet.Keyboard.load(small_talk.bundle, precision="float32")
    lines = sentences(40, seed=5)
    pieces, lexicon = Pieces.load(small_talk.files.tokenizer), Lexicon.open(small_talk.files.lexicon)
    measure = NextWords(lines, pieces, lexicon).top3(language_model(bundle))
    hits = []
    for line in lines:
        words = line.strip(".!").replace(",", " ,").split(" ")
        for index, word in enumerate(words):
            if word[0].isalpha():
                offered = keyboard.next_words("".join(f"{one} " for one in words[:index]), 3)
                hits.append(word.lower() in [one.text.lower() for one in offered])
    assert measure.count == len(hits)
    assert measure.value == pytest.approx(np.mean(hits), abs=0.02)
    assert measure.low < measure.value < measure.high


# All of it


def test_from_a_bundle_to_a_bundle(
    small_talk: SmallTalk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = write_text(tmp_path / "text", 400, seed=3) / "talk.txt"
    dev = write_text(tmp_path / "dev", 30, seed=4)
    command = ["federate", str(RECIPES / "federated.toml"), str(tmp_path / "run"), "--tiny"]
    command += ["--bundle", str(small_talk.bundle), "--text", str(text), "--dev", str(dev)]
    assert run([*command, "--noise", "0", "--noise", "1"]) == 0
    told = capsys.readouterr().out
    assert "epsilon at delta" in told
    bundle = tmp_path / "run" / "noise-1" / "bundle"
    keyboard = linnet.Keyboard.load(bundle)
    assert keyboard.manifest.name == "tiny-federated"
    assert keyboard.next_words("see you ", 3)
    measured = {one.dataset: one for one in Bundle.open(bundle).manifest.measurements}
    assert set(measured) == {"later", "talk"}
    assert set(measured["later"].measures) == {"next_word_top3", "next_word_top3_before"}
    assert "8 people, epsilon" in measured["talk"].data


def test_the_shipped_recipe_is_valid() -> None:
    recipe = load_recipe(RECIPES / "federated.toml", FederatedRecipe)
    assert recipe.privacy.delta < 1 / recipe.people.people
