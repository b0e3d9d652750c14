"""Step 2 in Django's registry: its kinds of record, and its door."""

from django.apps import AppConfig

from nearer.house.door import Door, Own


class ConversationConfig(AppConfig):
    """Say it without blame."""

    name = "nearer.rooms.conversation"
    label = "conversation"

    def ready(self) -> None:
        """Register what this room writes, and name its door."""
        from nearer.rooms.conversation import acts, offers, own  # noqa: PLC0415  models first
        from nearer.rooms.conversation.records import KINDS  # noqa: PLC0415
        from nearer.vault import record  # noqa: PLC0415

        record.register(*KINDS)
        self.door = Door(
            room=offers.ROOM,
            offers=offers.offers,
            front="conversation:talks",
            shared=acts.shared,
            stop=acts.stop,
            own=Own(own.KINDS, tell=own.tell, remove=acts.remove, restore=acts.restore),
        )
