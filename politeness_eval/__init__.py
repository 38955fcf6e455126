"""The tone judge: `judge("…", load_pack("ja-JP")).passed`, with every finding's span, reason and source."""

from politeness_eval.judge import judge, judge_all, judge_conversation
from politeness_eval.verdict import Finding, Situation, Verdict

__all__ = ["Finding", "Situation", "Verdict", "judge", "judge_all", "judge_conversation"]
