"""A model votes only where it has shown that it knows, and never stops a reply."""

import dataclasses

import pytest

from bot.models.scripted import ScriptedModel
from bot.vote import LICENCE, Licence, VoteRefused, licence_of, pairs_sha256, qualify, save_licence, vote
from locales import load_pack


@pytest.fixture(scope="module")
def pack():
    return load_pack("zh-CN")


def knowing(pack, wrong_every=0):
    """A model that knows the labels, and is wrong at every so many questions."""
    bad, asked = {pair.bad for pair in pack.pairs()}, []

    def answer(messages):
        asked.append(1)
        right = "FAIL" if messages[-1]["content"] in bad else "PASS"
        if wrong_every and len(asked) % wrong_every == 0:
            return "PASS" if right == "FAIL" else "FAIL"
        return right

    return ScriptedModel(answer)


async def test_a_model_that_knows_gets_its_licence_and_its_agreement_is_in_the_finding(pack):
    licence = await qualify(pack, knowing(pack), "m")
    pair = pack.pairs()[-1]
    finding = await vote(pair.bad, pack, knowing(pack), licence)
    assert (licence.granted, licence.agreement) == (True, 1.0)
    assert (finding.severity, finding.span) == ("warning", pair.bad)
    assert "agreed with 100.0% of" in finding.why
    assert await vote(pair.good, pack, knowing(pack), licence) is None


async def test_one_that_errs_too_often_is_refused(pack):
    licence = await qualify(pack, knowing(pack, wrong_every=5), "m")
    assert licence.agreement < LICENCE
    with pytest.raises(VoteRefused, match="may not vote"):
        await vote("您好", pack, knowing(pack), licence)


async def test_an_answer_that_is_no_vote_counts_as_wrong(pack):
    licence = await qualify(pack, ScriptedModel(lambda _: "PASS or FAIL"), "m")
    assert (licence.right, licence.silent) == (0, licence.of)


async def test_the_lines_it_was_shown_are_not_those_it_is_measured_on(pack):
    model = knowing(pack)
    await qualify(pack, model, "m")
    for messages, _ in model.asked:
        assert messages[-1]["content"] not in {one["content"] for one in messages[:-1]}


async def test_a_licence_is_kept_and_does_not_fit_other_lines(pack, tmp_path):
    licence = Licence(pack.tag, "m", 9, 10, 0, pairs_sha256(pack))
    save_licence(licence, tmp_path)
    assert licence_of(pack, "m", tmp_path) == licence
    old = dataclasses.replace(licence, pairs_sha256="0")
    with pytest.raises(VoteRefused):
        await vote("您好", pack, knowing(pack), old)


def test_a_model_that_was_never_measured_is_refused_with_the_command(pack, tmp_path):
    with pytest.raises(VoteRefused, match="teinei vote qualify zh-CN"):
        licence_of(pack, "m", tmp_path)
