"""The pages of step 2: the composer, letters, the deck, prepared talks, the room, seven minutes."""
