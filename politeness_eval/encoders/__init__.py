"""Sentence encoders: texts → vectors. `open_encoder()` gives the shop's; heavy libraries load when one is opened."""

from politeness_eval.encoders.encoder import DEFAULT, Encoder, Vectors, open_encoder
from politeness_eval.encoders.remembered import Remembered

__all__ = ["DEFAULT", "Encoder", "Remembered", "Vectors", "open_encoder"]
