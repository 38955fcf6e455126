"""Every pack that is here: its rules prove themselves, its good replies pass, its rejected ones fail."""

import pytest

from locales import list_locales, load_pack
from politeness_eval import judge
from politeness_eval.check_dialogues import judge_rejected, situation_of
from politeness_eval.rule_examples import check_rules

LOCALES = list_locales()
TRAINED = tuple(tag for tag in LOCALES if load_pack(tag).dialogues())  # the others answer with approved texts yet
RULES = {"ja-JP": 28}  # the flagship; others have 20 or more


@pytest.fixture(params=LOCALES, scope="module")
def pack(request):
    return load_pack(request.param)


@pytest.fixture(params=TRAINED, scope="module")
def trained(request):
    return load_pack(request.param)


def test_there_are_packs():
    assert len(LOCALES) >= 19 and {"ja-JP", "en-US", "de-DE"} <= set(TRAINED)


def test_rules_prove_themselves(pack):
    assert len(check_rules(pack)) >= RULES.get(pack.tag, 20)
    assert len(pack.pairs()) >= 60


def test_rules_of_the_packs_that_train_adapters_have_two_examples_each_way(trained):
    assert all(len(rule.ok) >= 2 and len(rule.not_ok) >= 2 for rule in trained.rules)


def test_every_good_reply_passes_in_its_situation(trained):
    rows = [*trained.dialogues(), *trained.dialogues(heldout=True)]
    assert rows
    failed = {
        row.id: [finding.rule for finding in verdict.faults]
        for row in rows
        if not (verdict := judge(row.reply, trained, situation_of(trained, row))).passed
    }
    assert failed == {}


def test_ninety_five_of_a_hundred_rejected_replies_fail(trained):
    judged = judge_rejected(trained)
    passed = [(row.id, row.rejected.reason) for row, verdict in judged if verdict.passed]
    assert judged
    assert len(passed) <= len(judged) * 0.05, passed
