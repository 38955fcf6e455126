"""A paragraph as its sentences: `split_sentences("Ja. Am 25. Mai, z. B.!", "de-DE")`, two of them.

Unicode's sentence boundaries (UAX 29, by ICU), mended where ICU's plain rules end a sentence too early.
Does not lose a character but the white space between sentences.
"""

from __future__ import annotations

import re

from icu4py.breakers import SentenceBreaker

# "25." (German dates), "Dr.", "z. B.", "approx." before a number go on; so does what an opening bracket opens.
_GOES_ON = re.compile(
    r"(?:(?<![\w.,$€£¥-])(?:[1-3]?\d|[^\W\d_]|[DMNSH]r|Ms|St|[Ss]ra?|[Nn]o|ca|approx|inkl|usw|etc)\.|[(\[{（「『【])\s*$"
)
_CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_BETWEEN_CJK = re.compile(rf"(?<={_CJK})[ \t]*\n[ \t]*(?={_CJK})")
# A line that opens with a short label stays a line: "Kunde: …" below another line is a turn of a dialogue.
_LABEL = re.compile(r"[ \t]*\n(?=[ \t]*[\"'*_\[<(|#-]{0,3}[^\W\d_][\w -]{0,24}[\"'*_\]>)|]{0,3}[ \t]*[:：](?!//))")
_MARK = "\x00"


def unwrap(text: str) -> str:
    """The paragraph on one line, but for lines that open with a label; Japanese and Chinese joined without a space."""
    kept = _LABEL.sub(_MARK, text.replace(_MARK, "\N{REPLACEMENT CHARACTER}"))
    one_line = " ".join(_BETWEEN_CJK.sub("", kept).split())
    return re.sub(rf" ?{_MARK} ?", "\n", one_line)


def split_sentences(text: str, tag: str) -> tuple[str, ...]:
    """The sentences, white space around them removed."""
    sentences: list[str] = []
    for piece in SentenceBreaker(text, tag):
        if sentences and _GOES_ON.search(sentences[-1]) and not sentences[-1].endswith("\n"):
            sentences[-1] += piece
        else:
            sentences.append(piece)
    return tuple(stripped for sentence in sentences if (stripped := sentence.strip()))


def join_sentences(sentences: tuple[str, ...] | list[str]) -> str:
    """Sentences as one paragraph: a space between them, none after the full stops of Japanese and Chinese."""
    return re.sub(r"(?<=[。！？」』）]) ", "", " ".join(sentences))
