"""The network: encoder, mean over the tokens of a text, one linear layer to eight logits (abuse first, then the categories)."""

from pathlib import Path

import torch
from torch import nn
from transformers import AutoModel

OUTPUTS = 8


class AbuseNetwork(nn.Module):
    """`[rows, length]` ids and mask (int64) to `[rows, 8]` logits."""

    def __init__(self, encoder: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(encoder), add_pooling_layer=False, local_files_only=True)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(self.encoder.config.hidden_size, OUTPUTS)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        weights = mask.unsqueeze(-1).float()
        return self.head(self.dropout((states * weights).sum(1) / weights.sum(1)))
