#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the pictures of docs/rram-device.md from what the program plot_rram_device prints.

usage: scripts/plots/rram_device.py BUILD_DIRECTORY      (needs numpy and matplotlib)
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
program = pathlib.Path(sys.argv[1]) / "testbench" / "plot_rram_device"
series = collections.defaultdict(list)
for line in subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines():
    name, x, y = line.rsplit(",", 2)
    series[name].append((float(x), float(y)))
series = {name: np.array(points) for name, points in series.items()}
colours = {"100 ns": "tab:blue", "200 ns": "tab:blue", "300 ns": "tab:green", "1000 ns": "tab:orange",
           "1 us": "tab:orange", "10000 ns": "tab:red"}
labels = {"1000 ns": "1 µs", "10000 ns": "10 µs"}


def band(axes, name, width):
    low, middle, high = (series[f"{name} {width} p{p}"] for p in (10, 50, 90))
    axes.plot(middle[:, 0], middle[:, 1], color=colours[width], label=labels.get(width, width))
    axes.fill_between(low[:, 0], low[:, 1], high[:, 1], color=colours[width], alpha=0.15, lw=0)
    points = series.get(f"{name} {width} points")
    if points is not None:
        axes.plot(points[:, 0], points[:, 1], "o", ms=4, color=colours[width])


def save(figure, name):
    figure.tight_layout()
    figure.savefig(pictures / name, dpi=110)
    plt.close(figure)


figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), sharey=True)
for width in ("100 ns", "300 ns", "1000 ns", "10000 ns"):
    band(left, "set", width)
left.set(title="set, from 1 µS: bit line at 2 V", xlabel="word line (V)", ylabel="conductance (µS)", yscale="log",
         ylim=(0.5, 400))
left.legend(title="pulse")
band(right, "reset", "200 ns")
right.set(title="reset, from 167 µS: word line at 3.5 V", xlabel="source line (V)")
right.legend(title="pulse")
save(figure, "rram-pulses.png")

figure, (pulse, sets, resets) = plt.subplots(1, 3, figsize=(13, 3.8))
for name, scale, text in (("length", 1, "length x (nm)"), ("temperature", 1e-2, "temperature (100 K)"),
                          ("current", 1e-1, "current (10 µA)")):
    points = series["pulse " + name]
    pulse.plot(points[:, 0], points[:, 1] * scale, label=text)
pulse.set(title="one set pulse: 2.4 V, 100 µA", xlabel="time (ns)", xscale="log", xlim=(1e-3, 100))
pulse.legend()
# Check K4 of the 1T1R fact sheet.
for width, stated in (("100 ns", (2.7, 9.8, 24.2, 41.9, 62.7)), ("1 us", (3.5, 12.1, 29.9, 52.2, 78.7))):
    points = series["K4 set " + width]
    sets.plot(points[:, 0], points[:, 1], color=colours[width], label=width.replace("us", "µs"))
    sets.plot((20, 50, 100, 150, 200), stated, "o", color=colours[width], mfc="none")
sets.set(title="set 2.4 V; circles: check K4", xlabel="compliance (µA)", ylabel="conductance at 0.2 V (µS)")
sets.legend()
points = series["K4 reset 1 us"]
resets.plot(points[:, 0], points[:, 1], color=colours["1 us"], label="1 µs")
resets.plot(1.6, 87.7, "o", color=colours["1 us"], mfc="none")
resets.plot(1.8, 1, "v", color=colours["1 us"], mfc="none")
resets.set(title="reset from 4.9 nm; marks: check K4", xlabel="source line (V)", yscale="log")
resets.legend()
save(figure, "rram-filament.png")

figure, axes = plt.subplots(1, 2, figsize=(10, 3.8), sharey=True)
for panel, kind in zip(axes, ("set", "reset")):
    for width in ("100 ns", "1 us"):
        table, filament = series[f"table {kind} {width}"], series[f"filament {kind} {width}"]
        panel.plot(table[:, 0], table[:, 1], color=colours[width], label=f"fast mode, {width}".replace("us", "µs"))
        panel.plot(filament[:, 0], filament[:, 1], "x", color=colours[width],
                   label=f"integrated, {width}".replace("us", "µs"))
    panel.set(title=kind, xlabel="word line (V)" if kind == "set" else "source line (V)", yscale="log",
              ylim=(0.2, 200))
axes[0].set_ylabel("conductance at 0.2 V (µS)")
axes[0].legend()
save(figure, "rram-modes.png")

figure, (paths, deviation) = plt.subplots(1, 2, figsize=(10, 3.8))
for cell in range(36):
    points = series[f"path {cell}"]
    paths.plot(points[:, 0], points[:, 1], lw=0.8, color=("tab:blue", "tab:green", "tab:red")[cell // 12])
paths.set(title="twelve cells each at 3.5, 12.5 and 37.5 µS", xlabel="time since the write (s)", xscale="log",
          ylabel="conductance (µS)")
# Table of section 4.3 of the 1T1R fact sheet.
stated = {"3.5": (0.86, 1.31, 1.77, 1.95, 2.56), "12.5": (1.04, 1.80, 2.38, 2.80, 3.97),
          "22.5": (0.96, 1.69, 2.23, 2.48, 3.83), "37.5": (0.71, 1.16, 1.55, 1.67, 3.25)}
for colour, (conductance, values) in zip(("tab:blue", "tab:green", "tab:orange", "tab:red"), stated.items()):
    points = series["sigma " + conductance]
    deviation.plot(points[:, 0], points[:, 1], color=colour, label=conductance + " µS")
    deviation.plot((1e-2, 1e-1, 1, 4, 1e5), values, "o", ms=4, color=colour)
deviation.set(title="standard deviation; points: measured", xlabel="time since the write (s)", xscale="log",
              ylabel="µS")
deviation.legend()
save(figure, "rram-relaxation.png")
