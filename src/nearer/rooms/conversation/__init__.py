"""Step 2: say it without blame. The composer, the deck, prepared talks and the room."""
