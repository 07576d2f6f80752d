#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Draws test accuracy against epoch, arrays and float twins, from the run folders of `memvp run ecram-mnist`.

usage: ecram_mnist.py PICTURE RUN...
"""
import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    figure, axes = pyplot.subplots(figsize=(7, 4))
    for index, run in enumerate(sys.argv[2:]):
        results = json.loads((pathlib.Path(run) / "summary.json").read_text())["results"]
        epochs = range(1, results["epochs"] + 1)
        first = index == 0
        axes.plot(epochs, [100 * a for a in results["test_accuracies"]], "o-", color="tab:blue", markersize=3,
                  label="ECRAM arrays" if first else None)
        axes.plot(epochs, [100 * a for a in results["float_test_accuracies"]], "s--", color="tab:orange", markersize=3,
                  label="float twin" if first else None)
    axes.axhline(93, color="grey", linewidth=0.8)
    axes.set_xlabel("epochs of 8,000 images")
    axes.set_ylabel("right answers of 10,000, %")
    axes.legend()
    figure.tight_layout()
    figure.savefig(sys.argv[1], dpi=110)


if __name__ == "__main__":
    main()
