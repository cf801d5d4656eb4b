"""The stage: a live show in front of a room.

Read `server` for what phones and screens speak with, `front` for what they draw.
"""
