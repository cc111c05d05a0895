"""Shared parts of the HTML faces: texts, template tags, parts and page frames; see `kept/style.html`."""
