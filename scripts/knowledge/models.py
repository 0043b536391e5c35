"""Prints what botocore's models say, as JSON: operations by event source, names of services, homes of global services.

Usage: python models.py, with botocore installed. Reads no network, writes no file.
"""

import glob
import gzip
import importlib.metadata
import json
import os
import re

import botocore

DATA = os.path.join(os.path.dirname(botocore.__file__), "data")


def read(path):
    opened = gzip.open(path) if path.endswith(".gz") else open(path, "rb")
    with opened as file:
        return json.load(file)


def models(service):
    """Every version of a service's API: names of operations stay, and CloudTrail may still write an old one."""
    return [read(path) for path in sorted(glob.glob(os.path.join(DATA, service, "*", "service-2.json.gz")))]


def operations():
    """Operations by the name under which a service signs, that name by endpoint, and by the service's other names."""
    by_source, endpoints, names = {}, {}, {}
    for service in sorted(os.listdir(DATA)):
        for model in models(service):
            meta = model["metadata"]
            endpoint = meta["endpointPrefix"].lower()
            source = meta.get("signingName", endpoint).lower()
            by_source.setdefault(source, set()).update(model["operations"])
            endpoints.setdefault(endpoint, set()).add(source)
            for name in (service, meta["serviceId"]):
                names.setdefault(re.sub("[^a-z0-9-]", "-", name.lower()), set()).add(source)
    aliases = unambiguous(endpoints, set(by_source))
    return by_source, aliases, unambiguous(names, set(by_source) | set(aliases))


def unambiguous(found, taken):
    """Names that stand for one event source, and are none themselves."""
    return {name: min(to) for name, to in found.items() if len(to) == 1 and name not in taken}


def partitions():
    return read(os.path.join(DATA, "partitions.json"))["partitions"]


def regions():
    return {
        one["id"]: sorted(name for name in one["regions"] if not name.endswith("-global")) for one in partitions()
    }


def homes():
    """Region of each global service, by partition: endpoints.json, and the endpoint rules where that is silent."""
    found = {}
    for partition in read(os.path.join(DATA, "endpoints.json"))["partitions"]:
        regions_of = {service: home_of(entry) for service, entry in partition["services"].items()}
        found[partition["partition"]] = {service: region for service, region in regions_of.items() if region}
    for service in sorted(found["aws"]):
        for region in ruled(service):
            for one in partitions():
                if re.match(one["regionRegex"], region):
                    found.setdefault(one["id"], {}).setdefault(service, region)
    return found


def home_of(entry):
    if entry.get("isRegionalized") is not False or "partitionEndpoint" not in entry:
        return None
    return entry["endpoints"].get(entry["partitionEndpoint"], {}).get("credentialScope", {}).get("region")


def ruled(service):
    """Regions with which a global service's endpoint rules sign."""
    paths = sorted(glob.glob(os.path.join(DATA, service, "*", "endpoint-rule-set-1.json.gz")))
    return sorted(set(re.findall(r'"signingRegion": "([a-z0-9-]+)"', json.dumps(read(paths[-1]))))) if paths else []


def notice():
    """What botocore's NOTICE says of botocore itself: the rest is about code that it carries along."""
    return importlib.metadata.distribution("botocore").read_text("NOTICE").split("----")[0].strip()


by_source, aliases, names = operations()
print(
    json.dumps(
        {
            "version": botocore.__version__,
            "operations": {source: sorted(found) for source, found in by_source.items()},
            "aliases": aliases,
            "names": names,
            "regions": regions(),
            "homes": homes(),
            "notice": notice(),
        }
    )
)
