#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Draws what keeping rows alive takes, from the run folder of `memvp run refresh-service`.

usage: refresh_service.py PICTURE RUN
"""
import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    service = json.loads((pathlib.Path(sys.argv[2]) / "summary.json").read_text())["results"]["service"]
    figure, (occupancy, wait, power) = pyplot.subplots(1, 3, figsize=(12, 3.8))
    for color, (name, tile) in zip(("tab:blue", "tab:orange", "tab:green", "tab:red"), service.items()):
        traffic = sorted({point["products_per_interval"] for point in tile["points"]})
        idle = [point for point in tile["points"] if point["products_per_interval"] == traffic[0]]
        busy = [point for point in tile["points"] if point["products_per_interval"] == traffic[-1]]
        rows = [point["rows"] for point in idle]
        label = f"time constant {name}"
        occupancy.plot(rows, [point["occupancy_closed_form"] for point in idle], "-", color=color, linewidth=0.8)
        for points, marker in ((idle, "o"), (busy, "s")):
            for point in points:
                missed = point["misses"] > 0
                occupancy.plot(point["rows"], point["occupancy"], "x" if missed else marker, color=color,
                               markersize=7 if missed else 4)
        occupancy.plot([], [], "o", color=color, markersize=4, label=label)
        wait.plot(rows, [point["mean_wait_s"] for point in busy], "s-", color=color, markersize=4, label="mean, " + name)
        wait.plot(rows, [point["longest_wait_s"] for point in busy], "^:", color=color, markersize=4)
        power.plot(rows, [1e9 * point["power_w"] for point in idle], "o-", color=color, markersize=4)
    occupancy.axhline(1, color="grey", linewidth=0.8)
    for axes in (occupancy, wait, power):
        axes.set_xscale("log")
        axes.set_xlabel("rows kept alive")
    occupancy.set_ylabel("share of the row driver's time")
    occupancy.set_title("occupancy; line: N slot / T_REF; x: deadlines missed", fontsize=9)
    occupancy.set_ylim(0, 1.25)
    occupancy.legend(fontsize=8, loc="lower right")
    wait.set_yscale("log")
    wait.set_ylabel("wait of a product, s")
    wait.set_title("10 products an interval; dotted: longest", fontsize=9)
    wait.legend(fontsize=8)
    power.set_ylabel("nW, dynamic")
    power.set_title("refresh power", fontsize=9)
    figure.tight_layout()
    figure.savefig(sys.argv[1], dpi=110)


if __name__ == "__main__":
    main()
