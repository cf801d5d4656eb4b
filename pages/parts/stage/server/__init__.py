"""The room's server, beside Streamlit in one process: `make stage`.

Read `programme` for the show that it gives, `state` for how that stands, and `wire` for what of it
travels; `hub` and `news` for who is told and when. The routes: `events` (everybody's line, and the
ballot), `voting` (the vote), `presenting`, `editing`, `listening` and `media` (the
presenter's alone). `doorway` stands before all of them, with `hosts`, `paths` and `floods`; `app`
puts them together, and `__main__` starts them where `doorstep` says that it can.
"""
