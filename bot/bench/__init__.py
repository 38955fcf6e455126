"""Measures understanding and the turn; every figure comes with its command, floor rows beside it."""
