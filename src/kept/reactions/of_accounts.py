"""The reactions to changes of people's own sign-in."""

from kept.accounts.events import SigninChanged
from kept.journal.reactions import on, story

# The message goes to the person once, however many stores they work in: the step that records the change writes it.
STORIES = (story("Somebody's sign-in", on(SigninChanged)),)
