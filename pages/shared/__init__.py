"""Pages for anybody signed in."""
