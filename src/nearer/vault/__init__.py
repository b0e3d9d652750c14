"""The vault: everything a person writes, sealed with keys that only its people hold."""
