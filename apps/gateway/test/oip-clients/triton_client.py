"""Talks to a server by tritonclient.http; prints what it heard as JSON. usage: triton_client.py HOST:PORT"""

import json
import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

client = triton.InferenceServerClient(url=sys.argv[1])


def infer(model, inputs, outputs=None, **more):
    answer = client.infer(model, inputs, outputs=outputs, **more)
    values = {output["name"]: answer.as_numpy(output["name"]) for output in answer.get_response()["outputs"]}
    return {name: [v.decode() if isinstance(v, bytes) else v for v in array.tolist()] for name, array in values.items()}


def tensor(name, array, datatype, binary):
    given = triton.InferInput(name, list(array.shape), datatype)
    given.set_data_from_numpy(array, binary_data=binary)
    return given


def texts(values, binary):
    return [tensor("text", np.array(values, dtype=object), "BYTES", binary)]


def amounts(dtype, datatype, binary):
    return [tensor("amount", np.array([0, 1], dtype=dtype), datatype, binary)]


def refused():
    try:
        infer("abuse", texts([" "], False))
    except InferenceServerException as error:
        return error.message()
    return None


NUMBERS = {"FP32": np.float32, "FP64": np.float64, "INT32": np.int32, "INT64": np.int64}
wanted = [triton.InferRequestedOutput("score", binary_data=False)]

print(
    json.dumps(
        {
            "live": client.is_server_live(),
            "ready": client.is_server_ready(),
            "model_ready": client.is_model_ready("abuse"),
            "version_ready": client.is_model_ready("abuse", "2.0.0"),
            "server": client.get_server_metadata(),
            "model": client.get_model_metadata("amounts"),
            "json": infer("abuse", texts(["0.1", "0.95"], False)),
            "binary": infer("abuse", texts(["0.1", "0.95"], True)),
            "version": infer("abuse", texts(["0.5"], True), wanted, model_version="1.0.0", request_id="mine"),
            "gzip_answer": infer("abuse", texts(["0.5"], False), response_compression_algorithm="gzip"),
            "numbers": {
                f"{datatype} {'binary' if binary else 'json'}": infer("amounts", amounts(dtype, datatype, binary))["score"]
                for datatype, dtype in NUMBERS.items()
                for binary in (True, False)
            },
            "refused": refused(),
        }
    )
)
