"""What follows from what happens to messages."""

from kept.journal.reactions import on, story
from kept.messages.events import MessageTriedAgain

STORIES = (story("A message does not arrive", on(MessageTriedAgain)),)
