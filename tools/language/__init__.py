"""How the coach's model is made and measured; nothing here is installed with it."""
