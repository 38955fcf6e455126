"""A pack's messages in the files of other tools, and back: Rasa's `nlu.yml` and CSV for spreadsheets.

>>> lines = read_csv(Path("ja-JP.csv"), load_pack("ja-JP"))            # doctest: +SKIP
>>> show_diff(plan(load_pack("ja-JP"), lines))                         # doctest: +SKIP
"""

from locales.interchange.lines import FORMATS, Line, lines_of, to_intents
from locales.interchange.merge import Merge, plan, show_diff, write_merge
from locales.interchange.rasa import read_rasa, to_rasa
from locales.interchange.table import read_csv, to_csv

__all__ = [
    "FORMATS",
    "Line",
    "Merge",
    "lines_of",
    "plan",
    "read_csv",
    "read_rasa",
    "show_diff",
    "to_csv",
    "to_intents",
    "to_rasa",
    "write_merge",
]
