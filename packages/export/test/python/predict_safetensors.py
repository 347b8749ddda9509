"""Predicts rows with nothing but a safetensors file and NumPy: argv are the file and rows as JSON, stdout is what came out."""

import json
import struct
import sys

import numpy as np

TYPES = {"F32": "<f4", "F64": "<f8"}
DAYS = {"day": 1, "week": 7, "year": 365.2425}
ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "leaky-relu": lambda x: np.where(x > 0, x, np.float32(0.01) * x),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
}


def load(path):
    """Reads a file by the specification of safetensors, and checks what it says must hold."""
    data = open(path, "rb").read()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    metadata = header.pop("__metadata__")
    assert data[8:9] == b"{" and all(isinstance(value, str) for value in metadata.values())
    buffer, tensors, end = data[8 + size :], {}, 0
    for name, tensor in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, stop = tensor["data_offsets"]
        assert begin == end and stop - begin == np.prod(tensor["shape"]) * int(TYPES[tensor["dtype"]][2])
        tensors[name] = np.frombuffer(buffer[begin:stop], TYPES[tensor["dtype"]]).reshape(tensor["shape"])
        end = stop
    assert end == len(buffer)
    return metadata, tensors


def encode(metadata, tensors, rows):
    """Makes the inputs of the network of rows in the user's units; a value that is not there is None."""
    inputs = np.zeros((len(rows), len(json.loads(metadata["inputs"]))))
    for part in json.loads(metadata["parts"]):
        at, mean = part["input"], tensors["scaler.mean"]
        for row, values in enumerate(rows):
            value = values.get(part["column"])
            if part["type"] == "category":
                if value is None:
                    inputs[row, part["missing"]] = 1
                elif value in part["words"]:
                    inputs[row, at + part["words"].index(value)] = 1
                else:
                    inputs[row, int(metadata["unexpected"])] = 1
            elif value is None:
                inputs[row, at], inputs[row, part["missing"]] = mean[at], 1
            else:
                inputs[row, at] = value
                for number, cycle in enumerate(part.get("cycles", [])):
                    angle = 2 * np.pi * (value / 86_400_000 / DAYS[cycle])
                    inputs[row, at + 1 + 2 * number : at + 3 + 2 * number] = np.sin(angle), np.cos(angle)
    return np.clip((inputs - tensors["scaler.mean"]) / tensors["scaler.scale"], -8, 8).astype(np.float32)


def predict(metadata, tensors, inputs):
    """Runs the network: each layer reads its sources side by side."""
    values = {"input": inputs}
    for layer in json.loads(metadata["layers"]):
        name, before = layer["name"], np.concatenate([values[source] for source in layer["sources"]], 1)
        values[name] = ACTIVATIONS[layer["activation"]](before @ tensors[name + ".weight"].T + tensors[name + ".bias"])
    outputs = np.concatenate([values[name] for name in json.loads(metadata["outputs"])], 1)
    if metadata["head"] == "softmax":
        powers = np.exp(outputs - outputs.max(1, keepdims=True))
        outputs = powers / powers.sum(1, keepdims=True)
    if metadata["task"] == "regression":
        outputs = outputs * tensors["target.scale"] + tensors["target.offset"]
    return outputs


metadata, tensors = load(sys.argv[1])
rows = json.load(open(sys.argv[2]))
json.dump(predict(metadata, tensors, encode(metadata, tensors, rows)).tolist(), sys.stdout)
