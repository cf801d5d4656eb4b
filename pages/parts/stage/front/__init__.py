"""The browser's side of the stage: the screen that the room sees, and the presenter's notes.

Both are one component (`front`), which fetches the show once and then follows the server by plain
HTTP, so that no script runs and nothing waits while a show goes on. The browser's files lie beside
it, one idea a file. `conductor.js` knows where the show stands, `screen.js` shows a step of it,
`projector.js` and `notes.js` are the two views, `mount.js` puts one over the page.
"""

from pages.parts.stage.front.front import show_stage

__all__ = ["show_stage"]
