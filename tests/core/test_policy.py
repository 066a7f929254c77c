"""The policy: sane for every size, every parameter changeable and explained, nonsense refused by name."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.policy import DESCRIPTIONS, PRESETS, RANGES, TrainingParameters, parameters

NAMES = [field.name for field in dataclasses.fields(TrainingParameters)]


def test_every_parameter_is_explained_in_one_sentence() -> None:
    assert set(DESCRIPTIONS) == set(NAMES)
    assert all(text.endswith(".") and text.count(".") == 1 for text in DESCRIPTIONS.values())
    assert set(RANGES) == set(NAMES) - {"shrink_windows"}


@given(st.sampled_from(sorted(PRESETS)), st.integers(0, 10**8), st.integers(0, 10**7))
def test_every_size_gets_parameters_that_pass_their_own_ranges(preset: str, plays: int, songs: int) -> None:
    chosen = parameters(preset, plays, songs)
    assert chosen.hs == 1
    assert chosen.negative >= 1
    assert chosen.workers == 1


def test_larger_libraries_are_read_fewer_times_and_presets_differ() -> None:
    passes = [parameters("balanced", plays, 1000).epochs for plays in (10**4, 10**5, 10**6, 10**7)]
    assert passes == sorted(passes, reverse=True)
    assert passes[0] > 4 * passes[2]
    quick, balanced, thorough = (parameters(preset, 10**6, 30_000) for preset in ("quick", "balanced", "thorough"))
    assert quick.epochs < balanced.epochs < thorough.epochs
    assert quick.negative < balanced.negative < thorough.negative


def test_the_quick_preset_reads_small_libraries_often_and_large_ones_in_few_larger_steps() -> None:
    small, middle, large = (parameters("quick", plays, 3000) for plays in (40_000, 200_000, 1_000_000))
    assert (small.epochs, middle.epochs, large.epochs) == (43, 3, 3)
    assert (small.vector_size, middle.vector_size, large.vector_size) == (128, 80, 80)
    assert small.alpha < middle.alpha == large.alpha
    for preset in PRESETS:
        steps = [parameters(preset, plays, 3000).alpha for plays in (10**4, 10**5, 10**6, 10**7)]
        assert steps == sorted(steps)


def test_a_quarter_of_the_numbers_is_left_to_the_second_round() -> None:
    usual, narrow = parameters("balanced", 10**5, 3000), parameters("balanced", 10**5, 3000, vector_size=40)
    assert (usual.vector_size, usual.follow_size) == (128, 32)
    assert (narrow.vector_size, narrow.follow_size) == (40, 10)
    assert parameters("balanced", 10**5, 3000, vector_size=40, follow_size=0).follow_size == 0
    assert usual.for_gensim()["vector_size"] == 96
    assert not [name for name in usual.for_gensim() if name.startswith("follow")]


def test_sub_sampling_scales_with_the_number_of_songs() -> None:
    few, many = (parameters("balanced", 10**5, songs).sample for songs in (500, 50_000))
    assert few == pytest.approx(100 * many, rel=0.01)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("epochs", "7", 7),
        ("epochs", " 7.0 ", 7),
        ("sample", "1e-4", 1e-4),
        ("ns_exponent", "-0.5", -0.5),
        ("shrink_windows", "no", False),
        ("shrink_windows", "True", True),
        ("hs", 0, 0),
        ("alpha", 0.03, 0.03),
    ],
)
def test_values_are_understood_as_typed(name: str, text: object, value: float) -> None:
    found = getattr(parameters("balanced", 1000, 100, **{name: text}), name)
    assert found == value
    assert type(found) is type(getattr(TrainingParameters(), name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("epochs", "0"),
        ("epochs", "1.5"),
        ("epochs", "many"),
        ("epochs", ""),
        ("epochs", "inf"),
        ("sample", "nan"),
        ("sample", "2"),
        ("negative", "0"),
        ("vector_size", "100000"),
        ("shrink_windows", "perhaps"),
        ("hs", "2"),
        ("min_alpha", "0.9"),
        ("seed", "-1"),
        ("follow_size", "65"),
        ("colour", "red"),
        ("window", "9" * 400),
    ],
)
def test_nonsense_is_refused_by_name(name: str, text: str) -> None:
    with pytest.raises(BadRequest, match=name) as refused:
        parameters("balanced", 1000, 100, **{name: text})
    assert refused.value.message.endswith(".")


def test_an_unknown_preset_names_the_known_ones() -> None:
    with pytest.raises(BadRequest, match="quick, balanced, thorough"):
        parameters("fast", 1000, 100)


def test_parameters_go_into_a_manifest_and_back() -> None:
    chosen = parameters("thorough", 12_345, 678)
    assert TrainingParameters(**chosen.as_dict()) == chosen  # type: ignore[arg-type]
