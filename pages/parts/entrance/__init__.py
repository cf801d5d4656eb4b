"""The way in: who may reach this server, how people sign in, and where they wanted to go.

Read `login` for what is configured, `reach` for who could be there without it, `errand` for how a
visitor comes back to the page she asked for, `admission` for the answer that the gate goes by.
"""
