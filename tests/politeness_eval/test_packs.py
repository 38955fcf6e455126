"""Every pack that is here: its rules prove themselves, its good replies pass, its rejected ones fail."""

import pytest

from locales import list_locales, load_pack
from politeness_eval import judge
from politeness_eval.check_dialogues import judge_rejected, situation_of
from politeness_eval.rule_examples import check_rules

LOCALES = list_locales()
RULES = {"ja-JP": 28}  # the flagship; others have 12 or more


@pytest.fixture(params=LOCALES, scope="module")
def pack(request):
    return load_pack(request.param)


def test_there_is_a_pack():
    assert "ja-JP" in LOCALES


def test_rules_prove_themselves(pack):
    assert len(check_rules(pack)) >= RULES.get(pack.tag, 12)
    assert all(len(rule.ok) >= 2 and len(rule.not_ok) >= 2 for rule in pack.rules)


def test_every_good_reply_passes_in_its_situation(pack):
    rows = [*pack.dialogues(), *pack.dialogues(heldout=True)]
    assert rows
    failed = {
        row.id: [finding.rule for finding in verdict.faults]
        for row in rows
        if not (verdict := judge(row.reply, pack, situation_of(pack, row))).passed
    }
    assert failed == {}


def test_ninety_five_of_a_hundred_rejected_replies_fail(pack):
    judged = judge_rejected(pack)
    passed = [(row.id, row.rejected.reason) for row, verdict in judged if verdict.passed]
    assert judged
    assert len(passed) <= len(judged) * 0.05, passed
