"""Chinese and Thai, which write no spaces: every letter is a token, sentences end at their marks.

>>> [sentence.text for sentence in Unspaced().sentences("您好！请问订单号是多少？")]
['您好！', '请问订单号是多少？']

Does not: find words. The rules of these languages look for characters, which say all that is asked of them.
"""

from __future__ import annotations

import re

from politeness_eval.analysers.base import Span, Token
from politeness_eval.analysers.plain import spans_between

_TOKEN = re.compile(r"\d{1,30}|\w|[^\w\s]")
_END = re.compile(r"[。！？!?…]{1,5}[」』”’）)]{0,2}|\n|[.](?=\s|$)")


class Unspaced:
    """The analyser of `zh` and `th`."""

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Single letters, numbers and marks."""
        return tuple(
            Token(match[0], "mark" if not match[0].isalnum() else "word", match[0].lower(), *match.span())
            for match in _TOKEN.finditer(text)
        )

    def may_name(self, text: str) -> bool:
        """Nothing tells a name without words."""
        return False

    def sentences(self, text: str) -> tuple[Span, ...]:
        """The sentences, ended by 。！？ or a line break."""
        return spans_between(text, _END)
