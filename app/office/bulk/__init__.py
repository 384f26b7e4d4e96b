"""Work on many items at once: choosing them, changing them, lists that go out and come back."""
