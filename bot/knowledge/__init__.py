"""A retailer's pages → the passage that answers a question, or none."""
