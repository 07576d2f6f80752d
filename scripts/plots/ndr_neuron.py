#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the pictures of docs/ndr-neuron.md from what the program plot_ndr_neuron prints.

usage: scripts/plots/ndr_neuron.py BUILD_DIRECTORY      (needs numpy and matplotlib)
"""
import collections
import pathlib
import subprocess
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

if len(sys.argv) != 2:
    sys.exit(__doc__)
pictures = pathlib.Path(__file__).resolve().parents[2] / "docs" / "pictures"
program = pathlib.Path(sys.argv[1]) / "testbench" / "plot_ndr_neuron"
series = collections.defaultdict(list)
for line in subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines():
    name, x, y = line.rsplit(",", 2)
    series[name].append((float(x), float(y)))
series = {name: np.array(points) for name, points in series.items()}


def save(figure, name):
    figure.tight_layout()
    figure.savefig(pictures / name, dpi=110)
    plt.close(figure)


def family(axes, name, unit):
    for key, points in series.items():
        if key.startswith(name + " "):
            axes.plot(points[:, 0], points[:, 1], label=key[len(name) + 1:] + unit)


figure, (left, middle, right) = plt.subplots(1, 3, figsize=(13, 3.8))
for axes, name, title in ((left, "n series", "N-type, ECRAM in series"), (middle, "n parallel", "N-type, in parallel")):
    axes.plot(series["n alone"][:, 0], series["n alone"][:, 1], "k--", label="alone")
    family(axes, name, " µS")
    axes.set(title=title, xlabel="input (V)", ylabel="output (µA)", xlim=(0, 1.25), ylim=(0, 30))
    axes.legend()
right.plot(series["s alone"][:, 0], series["s alone"][:, 1], "k--", label="alone")
family(right, "s parallel", " µS")
right.set(title="S-type, in parallel", xlabel="input (µA)", ylabel="output (V)", xlim=(0, 185), ylim=(0, 0.85))
right.legend()
save(figure, "ndr-kernels.png")

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), sharey=True)
for axes, connection in ((left, "parallel"), (right, "series")):
    for u in ("0.5", "1.5", "2.5"):
        points = series[f"settling {connection} {u}"]
        axes.semilogy(points[:, 0], np.maximum(points[:, 1], 1e-6), label=f"u = {u}")
    axes.axhline(2 ** -9, color="grey", lw=0.8)
    axes.axvline(series[f"settling {connection} time"][0, 0], color="grey", lw=0.8)
    axes.set(title=f"N-type, ECRAM in {connection}", xlabel="time (ns)", ylim=(1e-5, 1.2))
left.set(ylabel="missing, of the full scale")
left.legend()
save(figure, "ndr-settling.png")

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), sharey=True)
for axes, name in ((left, "before"), (right, "after")):
    for key, points in series.items():
        if key.startswith(name + " "):
            axes.plot(points[:, 0], points[:, 1], color="tab:blue", lw=0.7)
    axes.plot(series["nominal"][:, 0], series["nominal"][:, 1], "k", lw=2)
    axes.set(title=name + " calibration", xlabel="input u")
left.set(ylabel="output y")
save(figure, "ndr-calibration.png")
