"""Teach the encoder of the language of crisis: python -m scripts.crisis_teach

It needs torch, which is no part of Openward: make a virtual environment of its own with what requirements-dev.lock
names and with `pip install torch==2.15.0` (the processor is enough), and run this with its Python. It teaches one
encoder for each fold, without the texts of that fold, and one with all texts. The first ones read what they were not
taught, and crisis_readings.npz keeps what they found: by that, and by nothing else, `scripts.crisis_weights` settles
the marks. The last one is shipped, as encoder_files/encoder.npz. `--fold N` teaches one alone, so that several can be
taught at once; each is kept in the folder of `--inside` until all are there. On one processor it takes hours.
"""

import argparse
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from openward.methods.crisis_language.encoder import HEADS, MOST_PIECES
from openward.methods.crisis_language.pieces import FIRST, LAST, UNKNOWN, Pieces
from scripts.crisis_encoder import package, write
from scripts.crisis_texts import DANGERS, FOLDS, Texts, keep_readings

LAYERS = 6
WIDTH = 384
EPOCHS, RATE, OF_THE_HEAD, WARMING, FORGOTTEN, DECAY = 3, 6e-5, 10.0, 0.08, 0.1, 0.01
AT_ONCE, MOST_AT_ONCE = 1024, 48
"""Pieces in a batch, and passages."""

PARTS = {
    "before": 1.0, "after": 1.0, "aside": 0.5, "story": 1.0, "told": 1.0, "later": 1.0,
    "wording": 0.12, "comment": 1.0, "mixed": 0.4,
}
"""Of the passages of each kind of text so many are taught in each round, others every time."""

LAST_PARTS = {
    "before": 0.3, "after": 0.35, "aside": 0.35, "story": 1.0, "told": 1.0, "later": 0.35,
    "wording": 0.03, "comment": 0.25, "mixed": 0.15,
}
LAST_RATE, LAST_OF_THE_HEAD, LAST_COUNTS = 3e-5, 2.0, 2.0
"""A short last round shows ordinary stories more often: they are few, and the readers took fright at too many."""

WHICH_DANGER = 0.2
"""What it counts to name the danger, beside finding that there is one: it is taught so that likes are seen together."""

SIGNS = ("[UNK]", "[CLS]", "[SEP]")
COMMONEST = 12_000
"""Pieces are kept that the texts need or that stand among so many first ones, where the common words are."""


class Layer(nn.Module):
    """What `encoder.Encoder` does in a layer, by the same names."""

    def __init__(self) -> None:
        super().__init__()
        self.mix, self.heads = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.inner, self.outer = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.attention, self.thought = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.forgets = nn.Dropout(FORGOTTEN)

    def forward(self, states: Tensor, is_there: Tensor) -> Tensor:
        number, longest, width = states.shape
        parted = self.mix(states).view(number, longest, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        forgotten = FORGOTTEN if self.training else 0.0
        taken = functional.scaled_dot_product_attention(*parted, attn_mask=is_there, dropout_p=forgotten)
        taken = self.heads(taken.transpose(1, 2).reshape(number, longest, width))
        states = self.attention(states + self.forgets(taken))
        inner = functional.gelu(self.inner(states), approximate="tanh")
        return self.thought(states + self.forgets(self.outer(inner)))


class Network(nn.Module):
    """The network as it was published, but for the layers that are left out and the one that weighs danger.

    What is known of each piece stays as it is: the lines hold too few words to change it for all.
    """

    def __init__(self, numbers: list[int]) -> None:
        super().__init__()
        known, _pieces = package()
        self.pieces = nn.Embedding.from_pretrained(_of(known["embeddings.word_embeddings.weight"][numbers]))
        of_places = known["embeddings.position_embeddings.weight"][: MOST_PIECES + 2]
        self.places = nn.Parameter(_of(of_places + known["embeddings.token_type_embeddings.weight"][0]))
        self.seen = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.said = nn.Linear(WIDTH, 1 + len(DANGERS))
        self.forgets = nn.Dropout(FORGOTTEN)
        nn.init.normal_(self.said.weight, std=0.02)
        nn.init.zeros_(self.said.bias)
        self._begin(known)

    def forward(self, numbers: Tensor, is_there: Tensor) -> Tensor:
        states = self.forgets(self.seen(self.pieces(numbers) + self.places[: numbers.shape[1]]))
        for layer in self.layers:
            states = layer(states, is_there[:, None, None, :])
        counts = is_there.float()[:, :, None]
        means = (states.float() * counts).sum(1) / counts.sum(1)
        return self.said(self.forgets(means))

    def _begin(self, known: dict[str, np.ndarray]) -> None:
        _take(self.seen, known, "embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            inside = f"encoder.layer.{number}."
            _take(layer.mix, known, *(f"{inside}attention.self.{name}" for name in ("query", "key", "value")))
            _take(layer.heads, known, f"{inside}attention.output.dense")
            _take(layer.attention, known, f"{inside}attention.output.LayerNorm")
            _take(layer.inner, known, f"{inside}intermediate.dense")
            _take(layer.outer, known, f"{inside}output.dense")
            _take(layer.thought, known, f"{inside}output.LayerNorm")

    def arrays(self) -> dict[str, np.ndarray]:
        """All that `encoder.Encoder` needs, by the names that it has there. Which danger it is stays behind."""
        found = {"pieces": self.pieces.weight, "places": self.places}
        found |= {"said_w": self.said.weight[:1].T, "said_b": self.said.bias[:1]}
        evened = {"seen": self.seen}
        for number, layer in enumerate(self.layers):
            evened |= {f"attention{number}": layer.attention, f"thought{number}": layer.thought}
            for name in ("mix", "heads", "inner", "outer"):
                linear = getattr(layer, name)
                found |= {f"{name}{number}_w": linear.weight.T, f"{name}{number}_b": linear.bias}
        for name, one in evened.items():
            found |= {f"{name}_width": one.weight, f"{name}_height": one.bias}
        return {name: one.detach().numpy() for name, one in found.items()}


def _of(array: np.ndarray) -> Tensor:
    return torch.tensor(np.array(array))


def _take(layer: nn.Module, known: dict[str, np.ndarray], *names: str) -> None:
    """Begin with what was published, several layers below one another."""
    with torch.no_grad():
        layer.weight.copy_(_of(np.concatenate([known[f"{name}.weight"] for name in names])))
        layer.bias.copy_(_of(np.concatenate([known[f"{name}.bias"] for name in names])))


@dataclass(frozen=True)
class Lesson:
    """A passage: its pieces by number, and the danger that it speaks of, 0 for none."""

    numbers: list[int]
    danger: int


class School:
    """The texts cut into pieces, and what is taught of them."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        _known, published = package()
        whole = Pieces({name: number for number, name in enumerate(published) if name not in SIGNS})
        used = {piece.number for said in texts.said for piece in whole.of(said)}
        used |= {number for number, name in enumerate(published[:COMMONEST]) if name.isascii() and name[:1] != "["}
        signs = [published.index(name) for name in SIGNS]
        self.numbers = [*signs, *sorted(used - {UNKNOWN})]
        """The number that each of the kept pieces had."""
        self.names = ["", "", "", *(published[number] for number in self.numbers[len(signs) :])]
        cutter = Pieces({name: number for number, name in enumerate(self.names) if name})
        self.said = [[FIRST, *(piece.number for piece in cutter.of(one)[:MOST_PIECES]), LAST] for one in texts.said]

    def lessons(self, fold: int) -> dict[str, list[Lesson]]:
        """By the kind of their texts; without those of a fold, with all of them where it is -1."""
        found: dict[str, list[Lesson]] = {kind: [] for kind in PARTS}
        for text in self.texts.all:
            danger = 0 if text.label == "none" else 1 + DANGERS.index(text.label)
            # Some patients do write of danger: where a list holds a comment, it is not taught as an ordinary one.
            is_left = text.kind not in PARTS or (text.kind == "comment" and text.is_listed)
            if not is_left and (fold < 0 or text.fold != fold):
                readable = (passage.number for passage in text.learnt if passage.number >= 0)
                found[text.kind] += (Lesson(self.said[number], danger) for number in readable)
        return found


def rounds(lessons: dict[str, list[Lesson]], parts: dict[str, float], chance: random.Random) -> Iterator[list[Lesson]]:
    """The batches of one round, each of passages of about one length, in any order."""
    chosen: list[Lesson] = []
    for kind, some in lessons.items():
        chosen += chance.sample(some * math.ceil(parts[kind]), int(len(some) * parts[kind]))
    chosen.sort(key=lambda one: len(one.numbers) + 4 * chance.random())
    batches: list[list[Lesson]] = [[]]
    for one in chosen:
        batch = batches[-1]
        if batch and ((len(batch) + 1) * len(one.numbers) > AT_ONCE or len(batch) == MOST_AT_ONCE):
            batches.append(batch := [])
        batch.append(one)
    chance.shuffle(batches)
    yield from batches


def padded(some: list[list[int]]) -> tuple[Tensor, Tensor]:
    numbers = nn.utils.rnn.pad_sequence([torch.tensor(one) for one in some], batch_first=True)
    lengths = torch.tensor([len(one) for one in some])
    return numbers, torch.arange(numbers.shape[1]) < lengths[:, None]


def taught(school: School, fold: int) -> Network:
    """A network that was taught all texts but those of a fold."""
    torch.manual_seed(1)
    chance = random.Random(1)  # noqa: S311
    lessons = school.lessons(fold)
    network = Network(school.numbers).train()
    every = [batch for _ in range(EPOCHS) for batch in rounds(lessons, PARTS, chance)]
    dangers = sum(one.danger > 0 for batch in every for one in batch)
    # Halfway to counting both sides alike: there are many more ordinary passages.
    counts = ((sum(map(len, every)) - dangers) / dangers) ** 0.5
    _teach(network, every, counts, RATE, OF_THE_HEAD)
    _teach(network, list(rounds(lessons, LAST_PARTS, chance)), LAST_COUNTS, LAST_RATE, LAST_OF_THE_HEAD)
    return network.eval()


def _teach(network: Network, every: list[list[Lesson]], counts: float, rate: float, of_the_head: float) -> None:
    learner = _learner(network, rate, of_the_head)
    warm = WARMING * len(every)
    pace = torch.optim.lr_scheduler.LambdaLR(
        learner, lambda step: min((step + 1) / warm, max(0.02, 1 - max(0, step - warm) / (len(every) - warm)))
    )
    for number, batch in enumerate(every):
        dangers = torch.tensor([one.danger for one in batch])
        with torch.autocast("cpu", torch.bfloat16):
            said = network(*padded([one.numbers for one in batch]))
        loss = _loss(said.float(), dangers, counts)
        learner.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        learner.step()
        pace.step()
        if number % 100 == 0:
            print(f"{number} of {len(every)} batches, {loss.item():.3f}", flush=True)


def _learner(network: Network, rate: float, of_the_head: float) -> torch.optim.AdamW:
    head = list(network.said.parameters())
    rest = [one for name, one in network.named_parameters() if one.requires_grad and not name.startswith("said")]
    matrices, others = [one for one in rest if one.ndim > 1], [one for one in rest if one.ndim == 1]
    return torch.optim.AdamW(
        [
            {"params": matrices, "lr": rate, "weight_decay": DECAY},
            {"params": others, "lr": rate, "weight_decay": 0.0},
            {"params": head, "lr": rate * of_the_head, "weight_decay": DECAY},
        ],
        betas=(0.9, 0.98),
    )


def _loss(said: Tensor, dangers: Tensor, counts: float) -> Tensor:
    is_danger = dangers > 0
    each = torch.where(is_danger, counts, 1.0)
    missed = functional.binary_cross_entropy_with_logits(said[:, 0], is_danger.float(), weight=each, reduction="sum")
    loss = missed / each.sum()
    if is_danger.any():
        loss = loss + WHICH_DANGER * functional.cross_entropy(said[is_danger, 1:], dangers[is_danger] - 1)
    return loss


def read(network: Network, school: School, fold: int) -> np.ndarray:
    """What the network reads in the passages of the texts of a fold; no number for the others."""
    wanted = {one.number for text in school.texts.all if text.fold == fold for one in text.weighed if one.number >= 0}
    found = np.full(len(school.said), np.nan, dtype=np.float32)
    order = sorted(wanted, key=lambda number: len(school.said[number]))
    with torch.no_grad():
        for first in range(0, len(order), 2 * MOST_AT_ONCE):
            some = order[first : first + 2 * MOST_AT_ONCE]
            found[some] = network(*padded([school.said[number] for number in some]))[:, 0].numpy()
    return found


def gathered(texts: Texts, by_fold: list[np.ndarray]) -> list[np.ndarray]:
    """What was read in the weighed passages of every text, by the network that was taught without it."""
    nothing = np.array([np.nan], dtype=np.float32)
    found = []
    for text in texts.all:
        seen = np.append(by_fold[text.fold], nothing) if text.fold >= 0 else nothing
        found.append(seen[[one.number if text.fold >= 0 else -1 for one in text.weighed]])
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--inside", type=Path, required=True, help="a folder that keeps what was taught so far")
    asked.add_argument("--fold", type=int, help="teach this one alone; -1 is the one with all texts")
    options = asked.parse_args()
    torch.set_num_threads(1)
    texts = Texts()
    school = School(texts)
    for fold in (*range(FOLDS), -1):
        kept = options.inside / f"fold{fold}.npz"
        if not kept.exists() and options.fold in (fold, None):
            network = taught(school, fold)
            np.savez(kept, read=read(network, school, fold), **network.arrays())
    files = [options.inside / f"fold{fold}.npz" for fold in (*range(FOLDS), -1)]
    if all(kept.exists() for kept in files):
        keep_readings(texts, gathered(texts, [np.load(kept)["read"] for kept in files[:FOLDS]]))
        with np.load(files[FOLDS]) as last:
            write({name: last[name] for name in last.files if name != "read"}, school.names)


if __name__ == "__main__":
    main()
