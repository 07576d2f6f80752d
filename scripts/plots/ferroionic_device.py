#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the pictures of docs/refresh-device.md from what the program plot_ferroionic_device prints.

usage: scripts/plots/ferroionic_device.py BUILD_DIRECTORY      (needs numpy and matplotlib)
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
program = pathlib.Path(sys.argv[1]) / "testbench" / "plot_ferroionic_device"
series = collections.defaultdict(list)
for line in subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines():
    name, x, y = line.rsplit(",", 2)
    series[name].append((float(x), float(y)))
series = {name: np.array(points) for name, points in series.items()}


def draw(axes, name, *style, **options):
    axes.plot(series[name][:, 0], series[name][:, 1], *style, **options)


def save(figure, name):
    figure.tight_layout()
    figure.savefig(pictures / name, dpi=110)
    plt.close(figure)


figure, (stairs, levels) = plt.subplots(1, 2, figsize=(11, 3.9))
draw(stairs, "staircase", lw=1)
for level in range(16):
    stairs.axhline(-1 + 2 * (level + 1) / 16, color="0.85", lw=0.6, zorder=0)
stairs.axvline(262.4, color="0.6", ls=":", lw=1)
stairs.set(title="the published pulses, without spread", xlabel="time (s)", ylabel="polarisation p")
stairs.annotate("set, 262.4 s", (20, 0.8))
stairs.annotate("reset, 209.1 s", (330, 0.8))
levels.plot((0, 15), (-0.875, 1), color="0.7", lw=1, label="nominal")
for name, colour, shift, label in (("level", "tab:blue", -0.15, "published pulses"),
                                   ("overdriven level", "tab:orange", 0, "reset at -8 V"),
                                   ("equal thresholds level", "tab:green", 0.15, "equal thresholds")):
    low, middle, high = (series[f"{name} p{p}"] for p in (10, 50, 90))
    levels.errorbar(middle[:, 0] + shift, middle[:, 1], (middle[:, 1] - low[:, 1], high[:, 1] - middle[:, 1]), fmt="o",
                    ms=3, lw=1, color=colour, label=label)
levels.set(title="cells written once from p = 1: 10 %, median, 90 %", xlabel="level", ylabel="polarisation p")
levels.legend()
save(figure, "ferroionic-staircase.png")
for name in ("level", "overdriven level", "equal thresholds level"):
    shares = series[f"{name} within half a level"][:, 1]
    print(f"{name}: within half a level {100 * shares.mean():.0f} % (levels 0, 7, 15:",
          ", ".join(f"{100 * shares[level]:.0f} %" for level in (0, 7, 15)) + ")")

figure, (steps, states) = plt.subplots(1, 2, figsize=(11, 3.9))
for colour, polarisation in (("tab:blue", "-0.5"), ("tab:green", "0"), ("tab:red", "0.5")):
    for cell in range(12):
        draw(steps, f"steps {polarisation} {cell}", color=colour, lw=0.5, alpha=0.6)
    draw(steps, f"nominal steps {polarisation} 0", color=colour, lw=2, label=f"p = {polarisation}")
steps.set(title="30 ion-set, then 30 ion-reset pulses; thin: cells with spread", xlabel="pulse (a read after each)",
          ylabel="conductance (nS)", yscale="log")
steps.legend()
draw(states, "w 0", color="0.3", label="w")
states.plot((1, 10, 30), (0.094, 0.56, 0.75), "o", mfc="none", color="tab:blue", label="fact sheet, trial run")
states.set(title="ionic state, without spread", xlabel="pulse (a read after each)", ylabel="w")
states.legend()
save(figure, "ferroionic-steps.png")

figure, (cells, taus) = plt.subplots(1, 2, figsize=(11, 3.9))
for colour, polarisation in (("tab:blue", "-0.5"), ("tab:green", "0"), ("tab:red", "0.5")):
    for cell in range(12):
        draw(cells, f"relaxation {polarisation} {cell}", color=colour, lw=0.7)
cells.set(title="twelve cells each, idle after 30 ion-set pulses", xlabel="time (s)", ylabel="conductance (nS)",
          yscale="log")
for tau, colour in (("1", "tab:purple"), ("10", "tab:blue"), ("100", "tab:green"), ("1000", "tab:orange")):
    draw(taus, f"tau {tau}", color=colour, label=f"idle, tau {tau} s")
draw(taus, "active restore", "o", ms=3, color="tab:red", label="ion-reset pulses, tau 10 s")
taus.axhline(0.02, color="0.6", ls=":", lw=1)
taus.set(title="way back to the source model; dotted: 2 %", xlabel="time (s)", ylabel="w", xscale="log", yscale="log",
         ylim=(1e-3, 1))
taus.legend(loc="lower left", fontsize=7)
save(figure, "ferroionic-relaxation.png")

figure, (ions, polar) = plt.subplots(1, 2, figsize=(11, 3.9))
draw(ions, "set dose", color="tab:red", label="set")
draw(ions, "reset dose", color="tab:blue", label="reset")
for volts, text, name in ((-0.6, "read", "set dose"), (-0.75, "V/2", "set dose"), (0.5, "V/3", "reset dose"),
                          (0.22, "ion reset", "reset dose"), (-1.5, "ion set", "set dose")):
    place = series[name][np.argmin(abs(series[name][:, 0] - volts))]
    ions.plot(*place, "ko", ms=4)
    ions.annotate(f" {text} {volts} V", place, textcoords="offset points", xytext=(4, -4), fontsize=8)
ions.set(title="rate of the ions over that of an ion-set pulse", xlabel="voltage (V)", yscale="log", ylim=(1e-4, 100),
         xlim=(-1.65, 1.0))
ions.legend(loc="lower right")
for sign in ("-1", "1"):
    draw(polar, f"nominal switched {sign}", color="0.3", lw=1, label="without spread" if sign == "1" else None)
    draw(polar, f"switched {sign}", color="tab:orange", label="mean of cells with spread" if sign == "1" else None)
for volts, text in ((7.25, "V/2 of 14.5"), (4.83, "V/3"), (-4.83, "V/3")):
    polar.axvline(volts, color="0.6", ls=":", lw=1)
    polar.annotate(f"{text} ", (volts, 0.05), rotation=90, ha="right", fontsize=8)
polar.set(title="change of p by one pulse of 10 ms", xlabel="voltage (V)")
polar.legend(loc="upper center")
save(figure, "ferroionic-disturb.png")
