"""Fine-tunes the encoder in two stages: all rows at the full rate, then the hard ones more often at a small one."""

import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from tokenizers import Tokenizer
from torch.nn.functional import binary_cross_entropy_with_logits

import perturb
from batches import epoch, padded
from network import AbuseNetwork
from pieces import cut, encode

WARM_UP = 0.06
DISGUISED = 0.12
# How much a row counts: rare, hard and general rows more.
WEIGHT = {
    ("wikitalk", "toxic"): 3.0,
    ("surge", "toxic"): 2.0,
    ("surge", "none"): 2.0,
    ("hatemoji", "hate"): 1.5,
    ("hatemoji", "none"): 1.5,
}
# How often an epoch sees a row, by source and category (else once). Long easy rows less, short hard ones more.
EASY = {("wikitalk", "none"): 0.5, ("email", "none"): 0.6, ("email", "phishing"): 0.7, ("email", "spam"): 0.8, ("sms", "none"): 0.6}
HARD = EASY | {
    ("hatemoji", "hate"): 2,
    ("hatemoji", "none"): 2,
    ("wikitalk", "toxic"): 2,
    ("surge", "toxic"): 2,
    ("surge", "none"): 2,
}
FEW = {
    ("wikitalk", "none"): 0.35,
    ("email", "none"): 0.3,
    ("email", "phishing"): 0.3,
    ("email", "spam"): 0.35,
    ("sms", "none"): 0.35,
}


@dataclass(frozen=True)
class Stage:
    """Epochs with one mixture of rows and one falling rate."""

    epochs: int
    rate: float
    head_rate: float
    share: Mapping[tuple[str, str], float]
    # Share of the rows that `share` does not name, and weights of rows (else 1).
    others: float = 1.0
    weight: Mapping[tuple[str, str], float] = field(default_factory=dict)
    # Epochs after which the rate would reach 0.
    planned: int = 1
    # Weight of the teacher's score in the wanted score.
    taught: float = 0.0


# The last one brings back the shares of the sources, which the stages before bend: scores of different sources compare again.
STAGES = (
    Stage(3, 1e-4, 1e-3, EASY, weight=WEIGHT, planned=4),
    Stage(1, 4e-5, 1e-4, HARD, weight=WEIGHT, taught=0.3),
    Stage(1, 3e-5, 1e-4, FEW, others=0.5, taught=0.4),
)
HANDLE = re.compile(r"@\w{2,}")


def changed(text: str, source: str, generator: random.Random) -> str | None:
    """Another text for this epoch or None. Handles and RT say which source a tweet is from: many lose them."""
    if generator.random() < DISGUISED:
        return perturb.disguise(text, generator)
    if source == "davidson" and "@" in text and generator.random() < 0.6:
        return HANDLE.sub("@user" if generator.random() < 0.5 else "", text.replace("RT ", "")).lstrip("! :")
    return None


def _epoch_rows(rows: pd.DataFrame, stage: Stage, seed: int) -> np.ndarray:
    """Row numbers; a share above 1 repeats a row, one below 1 draws lots."""
    wanted = np.array([stage.share.get(key, stage.others) for key in zip(rows.source, rows.category)])
    drawn = np.random.default_rng(seed).random(len(rows)) < wanted % 1
    return np.repeat(np.arange(len(rows)), (wanted // 1).astype(int) + drawn)


def _wanted(rows: pd.DataFrame, taught: float) -> pd.Series:
    """Labels, softened by the teacher where it has a score: it knows which labels of these noisy sources are odd."""
    label = rows.label.astype(float)
    return label.where(rows.teacher.isna(), (1 - taught) * label + taught * rows.teacher)


def _average(states: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    return {
        name: torch.stack([state[name].float() for state in states]).mean(0).to(value.dtype) for name, value in states[0].items()
    }


def loss(logits: torch.Tensor, label: torch.Tensor, targets: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Cross entropy of abuse plus that of the categories, each over the cells that are known."""
    wanted = torch.cat([label[:, None], targets], 1)
    known = (~torch.isnan(wanted)).float() * weight[:, None]
    cells = binary_cross_entropy_with_logits(logits, torch.nan_to_num(wanted), reduction="none") * known
    return cells[:, 0].sum() / known[:, 0].sum().clamp(min=1) + 0.4 * cells[:, 1:].sum() / known[:, 1:].sum().clamp(min=1) * 3


def _optimiser(network: AbuseNetwork, stage: Stage) -> torch.optim.Optimizer:
    head = [{"params": network.head.parameters(), "lr": stage.head_rate}]
    return torch.optim.AdamW([{"params": network.encoder.parameters(), "lr": stage.rate}, *head], weight_decay=0.01, fused=True)


def _factor(step: float) -> float:
    """Learning rate over the run's progress in [0, 1]: linear up, linear down."""
    return step / WARM_UP if step < WARM_UP else (1 - step) / (1 - WARM_UP)


def logits_of(network: AbuseNetwork, ids: list[list[int]], most: int) -> np.ndarray:
    """`[rows, 8]` logits in the order given; rows of like length share a tensor batch."""
    network.eval()
    rows = [cut(row, most) for row in ids]
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    found = np.zeros((len(rows), 8), np.float32)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), 64):
            part = order[start : start + 64]
            found[part] = network(*padded([rows[i] for i in part])).float().numpy()
    return found


class Training:
    """A network and the rows that it learns from. One core does about 2,400 tokens a second."""

    def __init__(self, network: AbuseNetwork, rows: pd.DataFrame, tokenizer: Tokenizer) -> None:
        self.network, self.tokenizer, self.started = network, tokenizer, time.time()
        self.rows, self.ids = rows, encode(tokenizer, rows.text.tolist())

    def run(self, stage: Stage, first: int, done: Callable[[AbuseNetwork, int], None]) -> None:
        """Calls `done(network, number)` after each epoch; `first` is the number of the first one, and seeds it."""
        torch.manual_seed(first)
        optimiser = _optimiser(self.network, stage)
        base = [group["lr"] for group in optimiser.param_groups]
        weight = [stage.weight.get(key, 1.0) for key in zip(self.rows.source, self.rows.category)]
        rows = self.rows.assign(label=_wanted(self.rows, stage.taught), weight=weight)

        def pace(progress: float) -> None:
            for group, rate in zip(optimiser.param_groups, base):
                group["lr"] = rate * _factor(min(0.999, progress / stage.planned))

        for number in range(stage.epochs):
            self._epoch(rows, stage, first + number, optimiser, lambda seen, done=number: pace(done + min(1.0, seen)))
            done(self.network, first + number)

    def _epoch(
        self, rows: pd.DataFrame, stage: Stage, number: int, optimiser: torch.optim.Optimizer, pace: Callable[[float], None]
    ) -> None:
        chosen = _epoch_rows(rows, stage, number)
        part = [self.ids[i] for i in chosen]
        total, seen = sum(min(len(row), 128) for row in part), 0
        self.network.train()
        for step, (inputs, mask, *truth) in enumerate(epoch(rows.iloc[chosen], part, self.tokenizer, changed, number)):
            pace(seen / total)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = self.network(inputs, mask)
            value = loss(logits.float(), *truth)
            optimiser.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            optimiser.step()
            seen += int(mask.sum())
            if step % 50 == 0:
                print(f"epoch {number} {seen / total:.1%} loss {value.item():.4f} {time.time() - self.started:.0f} s", flush=True)


def fit(encoder: Path, rows: pd.DataFrame, tokenizer: Tokenizer, done: Callable[[AbuseNetwork, int], None]) -> AbuseNetwork:
    """All stages from the encoder on. Seeded. Every later stage starts from a mean of networks, and the result is one: it scores new
    rows better than each of its parts."""
    torch.manual_seed(0)
    training, states = Training(AbuseNetwork(encoder), rows, tokenizer), []

    def keep(network: AbuseNetwork, number: int) -> None:
        states.append({name: value.clone() for name, value in network.state_dict().items()})
        done(network, number)

    training.run(STAGES[0], 0, keep)
    training.network.load_state_dict(_average(states[1:3]))
    training.run(STAGES[1], 3, keep)
    mean = _average(states[1:4])
    training.network.load_state_dict(mean)
    training.run(STAGES[2], 4, keep)
    training.network.load_state_dict(_average([mean, states[4]]))
    return training.network
