"""What a benchmark's log says, whose lines are WHO NAME VALUE UNIT."""
import collections
import statistics


def medians(log):
    """Prints the medians, and returns them by (WHO, NAME, UNIT)."""
    values = collections.OrderedDict()
    with open(log, encoding="utf-8") as lines:
        for line in lines:
            who, name, value, unit = line.split()
            values.setdefault((who, name, unit), []).append(float(value))
    found = {key: statistics.median(several) for key, several in values.items()}
    for (who, name, unit), median in found.items():
        digits = 0 if median >= 1000 else 3
        print(f"{who:18} {name:30} {median:10.{digits}f} {unit}   (of {len(values[who, name, unit])})")
    return found
