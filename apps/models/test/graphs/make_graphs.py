"""Makes the graphs of the tests of models:add: python make_graphs.py

Models as people bring them: trained by three libraries, exported by three converters, with no thought of Sluice. The data is made up.
"""

import json
import pathlib

import numpy as np
import onnxmltools
import pandas as pd
import torch
import xgboost
from onnxmltools.convert.common.data_types import FloatTensorType as XgboostFloats
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = pathlib.Path(__file__).parent
OPSET = 17


def main() -> None:
    random = np.random.default_rng(3)
    expected = {
        "sklearn-columns": sklearn_columns(random),
        "sklearn-text": sklearn_text(),
        "xgboost": xgboost_matrix(random),
        "torch-softmax": torch_softmax(random),
    }
    (HERE / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")


def write(name: str, graph) -> None:
    (HERE / f"{name}.onnx").write_bytes(graph.SerializeToString())


def sklearn_columns(random: np.random.Generator):
    """Strings go into the graph, one input for each column."""
    rows = 400
    frame = pd.DataFrame({
        "country": random.choice(["de", "fr", "it"], rows),
        "device": random.choice(["phone", "laptop"], rows),
        "amount": random.gamma(2, 50, rows).round(2),
    })
    risky = (frame.country == "it") & (frame.amount > 90) | (frame.device == "phone") & (frame.amount > 160)
    columns = ColumnTransformer([
        ("text", OneHotEncoder(handle_unknown="ignore"), ["country", "device"]),
        ("number", StandardScaler(), ["amount"]),
    ])
    model = make_pipeline(columns, LogisticRegression()).fit(frame, risky.astype(int))
    text, number = StringTensorType([None, 1]), FloatTensorType([None, 1])
    types = [("country", text), ("device", text), ("amount", number)]
    write("sklearn-columns", to_onnx(model, initial_types=types, options={"zipmap": False}, target_opset=OPSET))
    rows = [
        {"country": "it", "device": "laptop", "amount": 120.0},
        {"country": "de", "device": "phone", "amount": 12.5},
        {"country": "fr", "device": "phone", "amount": 210.0},
    ]
    scores = model.predict_proba(pd.DataFrame(rows))[:, 1]
    return [{"instance": row, "score": float(score)} for row, score in zip(rows, scores)]


def sklearn_text():
    """Texts go into the graph: StringNormalizer, Tokenizer and TfIdfVectorizer."""
    friendly = ["thank you very much", "see you tomorrow at noon", "What a lovely day", "the report is done", "Good morning all"]
    rude = ["you are an idiot", "shut up you fool", "What an idiot", "get lost fool", "nobody likes you idiot"]
    model = make_pipeline(TfidfVectorizer(token_pattern="[a-z]+"), LogisticRegression(C=20))
    model.fit(friendly + rude, [0] * len(friendly) + [1] * len(rude))
    options = {id(model): {"zipmap": False}, id(model.steps[0][1]): {"tokenexp": "[a-z]+", "locale": "C"}}
    types = [("comment", StringTensorType([None, 1]))]
    write("sklearn-text", to_onnx(model, initial_types=types, options=options, target_opset=OPSET))
    texts = ["Thank YOU, idiot", "see you tomorrow", "you fool"]
    return [{"text": text, "score": float(score)} for text, score in zip(texts, model.predict_proba(texts)[:, 1])]


def xgboost_matrix(random: np.random.Generator):
    """One matrix without names of columns."""
    features = random.normal(size=(500, 4)).astype(np.float32)
    labels = (features[:, 0] * features[:, 1] + features[:, 2] > 0.2).astype(int)
    model = xgboost.XGBClassifier(n_estimators=20, max_depth=3, random_state=3, n_jobs=1).fit(features, labels)
    types = [("input", XgboostFloats([None, 4]))]
    write("xgboost", onnxmltools.convert_xgboost(model, initial_types=types, name="xgboost", target_opset=15))
    rows = [[0.25, -0.5, 1.0, 0.0], [1.5, 1.25, -0.5, 2.0], [-1.0, 0.5, -2.0, 0.125]]
    scores = model.predict_proba(np.array(rows, dtype=np.float32))[:, 1]
    return [{"instance": dict(zip("abcd", row)), "score": float(score)} for row, score in zip(rows, scores)]


def torch_softmax(random: np.random.Generator):
    """Three classes that exclude one another."""
    torch.manual_seed(3)
    features = random.normal(size=(600, 3)).astype(np.float32)
    labels = features.argmax(axis=1)
    model = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.ReLU(), torch.nn.Linear(8, 3), torch.nn.Softmax(dim=1))
    optimiser = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(200):
        optimiser.zero_grad()
        chances = model(torch.from_numpy(features))
        torch.nn.functional.nll_loss(chances.log(), torch.from_numpy(labels)).backward()
        optimiser.step()
    torch.onnx.export(
        model.eval(), (torch.zeros(1, 3),), HERE / "torch-softmax.onnx", dynamo=False, opset_version=OPSET,
        input_names=["measures"], output_names=["chances"], dynamic_axes={"measures": {0: "rows"}, "chances": {0: "rows"}},
    )  # fmt: skip
    rows = [[0.5, -0.25, 0.75], [0.25, 0.5, 0.125], [-0.5, 0.0, -0.25]]
    with torch.no_grad():
        chances = model(torch.tensor(rows)).tolist()
    names = ["north", "east", "south"]
    return [
        {"instance": dict(zip("xyz", row)), "score": own[2], "categories": dict(zip(names, own))} for row, own in zip(rows, chances)
    ]


if __name__ == "__main__":
    main()
