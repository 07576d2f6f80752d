#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the courses of all arms and the test scores of each task, from the run folders of `memvp run refresh-reuse`.

usage: refresh_reuse.py PICTURE RUN...
"""
import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import numpy
from matplotlib import pyplot

ARMS = [
    ("reuse", "reuse", "tab:blue", "-"),
    ("reuse_without_restore", "reuse without restore", "tab:cyan", "-"),
    ("no_reuse", "no reuse: fresh arrays", "tab:red", "-"),
    ("float_reuse", "float twin of reuse", "tab:blue", ":"),
    ("float_no_reuse", "float twin of no reuse", "tab:red", ":"),
]


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    runs = [json.loads((pathlib.Path(run) / "summary.json").read_text())["results"] for run in sys.argv[2:]]
    figure, (course, tasks) = pyplot.subplots(1, 2, figsize=(11, 4.2))
    epochs = runs[0]["course_epochs"]
    for arm, label, colour, line in ARMS:
        curves = numpy.array([run[arm]["validation_course"] for run in runs])
        course.plot(epochs, curves.mean(axis=0), line, color=colour, label=label)
        if line == "-":
            course.fill_between(epochs, curves.min(axis=0), curves.max(axis=0), color=colour, alpha=0.2, linewidth=0)
    course.set_xlabel("epochs of each task")
    course.set_ylabel("validation score, mean over tasks")
    course.legend(fontsize=8)

    names = runs[0]["task_names"]
    for index, (arm, _, colour, _) in enumerate(ARMS[:3]):
        scores = numpy.array([run[arm]["test_accuracies"] for run in runs])
        places = numpy.arange(len(names)) + 0.25 * (index - 1)
        tasks.bar(places, scores.mean(axis=0), 0.23, color=colour)
        for column, place in enumerate(places):
            tasks.plot([place] * len(runs), scores[:, column], ".", color="black", markersize=3)
    tasks.set_xticks(numpy.arange(len(names)), [name.replace(", ", ",\n") for name in names], fontsize=7)
    tasks.set_ylabel("test score after the last epoch")
    tasks.set_ylim(bottom=0.5)
    figure.tight_layout()
    figure.savefig(sys.argv[1], dpi=110)


if __name__ == "__main__":
    main()
