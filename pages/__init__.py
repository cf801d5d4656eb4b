"""The app's pages: thin scripts of inputs, one call to the core, and panels that show it."""
