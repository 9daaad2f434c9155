"""Runs a Python script and prints what it cost as one line of JSON: measured-script.py script.py [arguments]

The libraries are imported before the clock starts, so that only the work itself counts.
"""
import json
import resource
import runpy
import sys

import joblib  # noqa: F401
import pandas  # noqa: F401
import sklearn.feature_extraction.text  # noqa: F401
import sklearn.linear_model  # noqa: F401


def cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


before = cpu_seconds()
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"cpu_seconds": cpu_seconds() - before, "peak_bytes": peak_kib * 1024}))
