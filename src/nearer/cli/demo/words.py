"""What the two of the demo wrote. Nobody said any of it; it is English, as people type."""

from typing import Literal

Who = Literal["ana", "ben"]

# By whether it was seen, and whether its writer reached out.
LINES: dict[tuple[bool, bool], tuple[str, ...]] = {
    (True, True): (
        "I showed the plums, and got a look and a laugh.",
        "I asked, and got a whole answer.",
    ),
    (True, False): ("A hand on my shoulder while I cooked.", "Asked how the talk with Mia went."),
    (False, True): ("I began to tell, and the phone rang.", "I said the moon was up. Nothing."),
    (False, False): (
        "There was a story about work. I was reading.",
        "I saw the cup on my desk only later.",
    ),
}

# who, week, weekday, words
NOTES: tuple[tuple[Who, int, int, str], ...] = (
    ("ana", 1, 2, "We used to walk after supper. I cannot say when that stopped."),
    ("ana", 6, 3, "Three evenings, two screens. I was glad when it was time to sleep."),
    ("ben", 9, 0, "She says it is fine. It does not sound fine. I do not know what to ask."),
    ("ana", 11, 4, "I do not want to count. I want to be asked once, and then waited for."),
    ("ben", 12, 4, "I thought I was listening. She ticked rarely. That one stays with me."),
    (
        "ana",
        13,
        6,
        "The picture, in the kitchen. He said: I did not know. No more than that. It was a lot.",
    ),
    ("ben", 15, 2, "Phone in the drawer from eight. Day three."),
    (
        "ana",
        18,
        1,
        "He asked, and then he waited. I talked about my mother for the first time since spring.",
    ),
    ("ana", 19, 5, "An old quarrel, word for word. I slept in the other room."),
    ("ben", 20, 1, "I said sorry for the tone, not yet for the thing. Tomorrow the thing."),
    ("ben", 22, 6, "Walk by the river. We talked about nothing in particular for an hour."),
    ("ana", 26, 3, "I notice that I tell him small things again."),
    ("ana", 27, 4, "His week was too full and I was sharp. We both said so on Sunday."),
    ("ben", 31, 0, "She laughed at the thing with the bicycle. I had forgotten that laugh."),
    ("ana", 33, 2, "It is not as it was at the beginning. It is quieter. I would not swap."),
)

# who, week, prompt, words
REFLECTIONS: tuple[tuple[Who, int, str, str], ...] = (
    (
        "ana",
        14,
        "comfort",
        "Somebody put the kettle on and left the room. I still wait for the kettle.",
    ),
    (
        "ana",
        25,
        "keep",
        "Keep: the long table. My own way: saying when something hurts, on the same day.",
    ),
    (
        "ben",
        16,
        "praise",
        "My father checked the tyres before I drove off. That was it, and I knew.",
    ),
    ("ben", 21, "anger", "Doors, then three days of silence, then supper as if nothing had been."),
)
