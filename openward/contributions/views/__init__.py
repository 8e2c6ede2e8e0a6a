"""Pages of this room: telling a story, replying, and what an author does behind the receipt code."""
