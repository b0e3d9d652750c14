"""Step 1 in Django's registry: its kinds of record, and its door."""

from django.apps import AppConfig

from nearer.house.door import Door, Own


class AwarenessConfig(AppConfig):
    """See the signs on both sides."""

    name = "nearer.rooms.awareness"
    label = "awareness"

    def ready(self) -> None:
        """Register what this room writes, and name its door."""
        from nearer.rooms.awareness import acts, offers, own, trial  # noqa: PLC0415  models first
        from nearer.rooms.awareness.records import KINDS  # noqa: PLC0415
        from nearer.vault import record  # noqa: PLC0415

        record.register(*KINDS)
        self.door = Door(
            room=offers.ROOM,
            offers=offers.offers,
            carry=acts.carry,
            carried_fields=(trial.FIELD,),
            front="awareness:check",
            shared=acts.shared,
            stop=acts.stop,
            own=Own(own.KINDS, tell=own.tell, remove=acts.remove, restore=acts.restore),
        )
