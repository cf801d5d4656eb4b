"""Recipes by name: each module holds one, and says in its docstring what it gives."""
