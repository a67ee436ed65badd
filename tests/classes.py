#!/usr/bin/env python3
"""Compares the classes of a server with what other programs make of the same figures.

    classes.py http://127.0.0.1:8080 FOLDER

reads three columns of France, one from its table in FOLDER (data/france/indicators), the others, which no table has as
they are, from the files that the server gives, asks the server for their classes by
every method and several numbers of classes, and compares limits and counts: natural breaks with those of jenkspy
(Fisher's algorithm in C), quantiles, classes of equal width and standard deviations with numpy, head/tail breaks with a
transcription of Jiang (2013) in numpy. One line a comparison; exits with 1 if any differs.
"""

import csv
import json
import sys
from pathlib import Path
from urllib.request import urlopen

import jenkspy
import numpy

COLUMNS = [
    ("population", 2023, "population_2023.csv", "population_municipale", 0),
    ("part_0_19", 2021, None, "part_0_19", 1),
    ("logements_vacants", 2021, None, "logements_vacants", 0),
]
COUNTS = [3, 5, 7]

failed = 0


def read(lines, delimiter, column, decimals):
    """The figures of a column, ascending, rounded as the almanac does: halves away from zero."""
    texts = [row[column].strip() for row in csv.DictReader(lines, delimiter=delimiter)]
    figures = numpy.array([float(text.replace(",", ".")) for text in texts if text])
    scale = 10**decimals
    return numpy.sort(numpy.sign(figures) * numpy.floor(numpy.abs(figures) * scale + 0.5) / scale)


def first_of_next(figures, lasts):
    """The least figure above each of `lasts`."""
    return figures[numpy.searchsorted(figures, lasts, side="right")]


def jenks(figures, count):
    return first_of_next(figures, jenkspy.jenks_breaks(figures, n_classes=count)[1:-1])


def quantile(figures, count):
    return without_empty(figures, numpy.quantile(figures, numpy.arange(1, count) / count))


def equal(figures, count):
    return numpy.linspace(figures[0], figures[-1], count + 1)[1:-1]


def stddev(figures, count):
    steps = numpy.arange(1, count) - count / 2
    limits = figures.mean() + steps * figures.std(ddof=1)
    return limits[(limits > figures[0]) & (limits <= figures[-1])]


def headtail(figures, count):
    """Jiang 2013: parts the head again as long as it is a minority, here at most 40 %."""
    limits, head = [], figures
    while len(limits) + 1 < count and head[0] < head[-1]:
        limits.append(head.mean())
        rest, head = head, head[head >= head.mean()]
        if len(head) > 0.4 * len(rest):
            break
    return numpy.array(limits)


def without_empty(figures, limits):
    kept = []
    for limit in limits:
        floor = kept[-1] if kept else -numpy.inf
        if ((figures >= floor) & (figures < limit)).any() and limit <= figures[-1]:
            kept.append(limit)
    return numpy.array(kept)


def check(name, is_right, detail=""):
    global failed
    failed += not is_right
    print(f"{'ok  ' if is_right else 'FAIL'} {name}{f': {detail}' if detail else ''}")


def main():
    base, folder = sys.argv[1].rstrip("/"), Path(sys.argv[2])
    for indicator, year, file, column, decimals in COLUMNS:
        if file is None:
            address = f"{base}/territories/communes.csv?indicators={indicator}&year={year}"
            text, delimiter = urlopen(address).read().decode("utf-8-sig"), ","
        else:
            text, delimiter = (folder / file).read_text(encoding="utf-8-sig"), ";"
        figures = read(text.splitlines(), delimiter, column, decimals)
        for method in (jenks, quantile, equal, stddev, headtail):
            for count in COUNTS:
                query = f"level=communes&year={year}&method={method.__name__}&n={count}"
                with urlopen(f"{base}/indicators/{indicator}/classes?{query}") as answer:
                    served = json.load(answer)
                wanted, raw = method(figures, count), numpy.array(served["raw_limits"])
                same = len(raw) == len(wanted) and numpy.allclose(raw, wanted, rtol=1e-9, atol=0)
                name = f"{indicator} {year}, {method.__name__}, {count} classes"
                check(name, same, f"{raw.tolist()} for {wanted.tolist()}" if not same else f"{len(figures)} figures")
                edges = numpy.searchsorted(figures, wanted, side="left")
                counts = numpy.diff(numpy.concatenate([[0], edges, [len(figures)]])).tolist()
                told = [it["count"] for it in served["classes"]]
                # Widths are rounded a little, which moves no figure either.
                check(f"{name}: features of each", told == counts, "" if told == counts else f"{told} for {counts}")
    print(f"{failed} failed")
    sys.exit(failed > 0)


main()
