#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the pictures of docs/kinetics-device.md from what the program plot_kinetics_device prints.

usage: scripts/plots/kinetics_device.py BUILD_DIRECTORY      (needs numpy and matplotlib)
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
program = pathlib.Path(sys.argv[1]) / "testbench" / "plot_kinetics_device"
series = collections.defaultdict(list)
for line in subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines():
    name, x, y = line.rsplit(",", 2)
    series[name].append((float(x), float(y)))
series = {name: np.array(points) for name, points in series.items()}
constants = {"image": (0.70, 1.00), "audio": (0.354447, 0.854424), "text": (0.10234, 0.63911)}
colours = {"image": "tab:blue", "audio": "tab:green", "text": "tab:red"}
laws = {"discrete": "tab:orange", "exact": "tab:blue", "kick": "tab:purple"}


def draw(axes, name, *style, **options):
    axes.plot(series[name][:, 0], series[name][:, 1], *style, **options)


def save(figure, name):
    figure.tight_layout()
    figure.savefig(pictures / name, dpi=110)
    plt.close(figure)


figure, panels = plt.subplots(2, 3, figsize=(11, 5.6), sharex=True, sharey=True)
for row, level in zip(panels, ("0.5", "1")):
    for axes, law in zip(row, laws):
        for name, (alpha, beta) in constants.items():
            draw(axes, f"habituation {law} {name} {level}", ".-", lw=0.8, ms=4, color=colours[name],
                 label=f"{name} ({alpha:.3g}, {beta:.3g})")
            axes.axhline(alpha / (beta * float(level)), color=colours[name], ls=":", lw=0.8)
        axes.set(title=f"{law}, u = {level}", ylim=(0, 2.2))
    row[0].set_ylabel("x, read before the pulse")
for axes in panels[1]:
    axes.set_xlabel("step")
panels[0][0].legend(fontsize=8)
save(figure, "kinetics-habituation.png")

figure, (inputs, states) = plt.subplots(2, 1, figsize=(9, 4.6), sharex=True, height_ratios=(1, 2.4))
draw(inputs, "train input", color="0.3", drawstyle="steps-post")
inputs.set(ylabel="input u", title="one train by the three laws, alpha = 0.354, beta = 0.854")
for law, colour in laws.items():
    draw(states, f"train {law}", ".-", lw=0.9, ms=4, color=colour, label=law)
states.set(xlabel="step", ylabel="x, read before the pulse")
states.legend()
save(figure, "kinetics-laws.png")

figure, axes = plt.subplots(figsize=(7, 3.9))
for name in constants:
    for device in range(12):
        draw(axes, f"spread recovery {name} {device}", color=colours[name], lw=0.5, alpha=0.5)
    draw(axes, f"recovery {name} 0", color=colours[name], lw=2, label=name)
axes.axhline(1, color="0.6", ls=":", lw=1)
axes.set(title="left alone after ten pulses at u = 1; thin: devices with spread", xlabel="time (steps)", ylabel="x",
         xlim=(0, 30))
axes.legend()
save(figure, "kinetics-recovery.png")

figure, (plane, visited) = plt.subplots(1, 2, figsize=(11, 4.1))
alpha = np.linspace(0.001, 1.1, 400)
for r, style in ((1, ":"), (2, "--"), (4, "-")):
    plane.plot(alpha, np.sqrt(r * alpha), color="0.2", ls=style, lw=1, label=f"r = {r}")
for name, (a, b) in constants.items():
    draw(plane, f"devices {name}", ".", ms=2, color=colours[name], alpha=0.5)
    plane.plot(a, b, "o", ms=8, mec="k", color=colours[name], label=f"{name}, r = {b * b / a:.2f}")
plane.set(title="devices of the default spread (400 a set)", xlabel="alpha", ylabel="beta", xlim=(0, 1.1), ylim=(0, 2))
plane.legend(fontsize=8)
draw(visited, "visited", ",", color="tab:orange", alpha=0.6)
visited.axhline(1, color="tab:blue", lw=1, label="exact: the fixed point")
visited.set(title="discrete law: states visited at u = 1", xlabel="r = beta²/alpha", ylabel="x / x*", yscale="log")
visited.legend()
save(figure, "kinetics-stability.png")

figure, (states, currents) = plt.subplots(1, 2, figsize=(11, 3.6))
for volts, colour in (("-0.8", "tab:purple"), ("0.5", "tab:blue"), ("1", "tab:green"), ("2.5", "tab:red")):
    draw(states, f"reservoir {volts}", color=colour, label=f"{volts} V")
states.set(title="20 pulses, then steps of 0 V", xlabel="step", ylabel="g")
states.legend()
draw(currents, "reservoir current", color="0.2")
currents.set(title="current of the first pulse from rest", xlabel="voltage (V)", ylabel="current (uA)")
save(figure, "kinetics-reservoir.png")

for name in constants:
    print(name, *(f"{what} {100 * series[f'{what} {name}'][0, 1]:.2f} %"
                  for what in ("share unsettled", "share crossing", "redraws")))
for law in laws:
    for name in constants:
        for level in ("0.5", "1"):
            points = series[f"habituation {law} {name} {level}"][:, 1]
            print(law, name, level, "first", points[:4].round(3), "last", points[-2:].round(3))
for name in constants:
    points = series[f"recovery {name} 0"]
    print(name, "back at 1 after", points[np.argmax(points[:, 1] >= 1), 0], "from", points[0, 1])
exact, discrete, kick = (series[f"train {law}"][:, 1] for law in ("exact", "discrete", "kick"))
print("discrete - exact", abs(discrete - exact).max(), "kick - exact", abs(kick - exact).max())
