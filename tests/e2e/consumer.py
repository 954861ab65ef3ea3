"""A consumer of events."""


class Consumer:
    """Rebuilds the objects from the events, knowing only what the events say."""

    def __init__(self):
        self.objects = {}

    def take(self, event):
        kind = event["type"].removeprefix("objsync.object.")
        if kind == event["type"]:
            return
        data = event["data"]
        oid = data["oid"]
        if kind == "removed":
            del self.objects[oid]
            return
        if kind in ("added", "restored"):
            assert oid not in self.objects, f"{oid} was there already at {event['id']}"
            self.objects[oid] = {"path": None, "kind": None, "object": data["object"],
                                 "active": False, "local_tags": data.get("local_tags", {})}
        thing = self.objects[oid]
        thing["path"], thing["kind"] = data["path"], data.get("kind")
        if kind in ("activated", "deactivated"):
            thing["active"] = kind == "activated"
        for change in data.get("changes", []) if kind == "changed" else []:
            if change["field"] == "presence":
                continue
            if change["field"] == "local_tags":
                assert thing["local_tags"] == change["old"], f"other tags before {event['id']}"
                thing["local_tags"] = change["new"]
                continue
            put(thing["object"], change["field"], change.get("new"))


def put(thing, field, value):
    """A change of `field`: owner, or one column as columns.NAME, or one attribute likewise."""
    facet, _, name = field.partition(".")
    if facet == "columns" and name:
        columns = [c for c in thing["columns"] if c["name"] != name] + ([value] if value else [])
        thing["columns"] = sorted(columns, key=lambda c: c["ordinal"])
    elif facet == "attributes":
        thing.setdefault("attributes", {})[name] = value
    elif value is None:
        thing.pop(field, None)
    else:
        thing[field] = value
