"""LEARN: a recipe becomes an adapter. Read top to bottom: recipe → prepare → train → evaluate → publish."""
