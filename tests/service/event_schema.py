# SPDX-License-Identifier: MIT
"""Holds lines of JSON against a JSON Schema, and the schema against the lines.

usage: event_schema.py SCHEMA LINES

Every line must be valid, the lines must have every code that the schema knows, and no line may stay valid when anything
in it is changed to what it cannot be. Exits 1 where that does not hold, and 77 where there is no module jsonschema.
"""
import copy
import json
import sys

try:
    import jsonschema
except ModuleNotFoundError:
    sys.exit(77)

WRONG_TYPE = {str: 7, int: "7", bool: "true", list: "x", dict: [], type(None): 7}

# Values of the right type that their members cannot have.
WRONG_VALUES = {
    "position": [0, -1, 1.5, True, 2**63],
    "account": ["", "a b", "é", "x" * 65],
    "user": ["", "A0000000-0000-0000-0000-000000000001", "{a0000000-0000-0000-0000-000000000001}", "a0000000"],
    "revision": [0, -1, 1.5, True, 2**63],
    "at": ["", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000000+00:00", "2026-01-01 00:00:00.000000Z"],
    "expires_at": ["", "2026-01-01", "2026-01-08T00:00:00.000000"],
    "action": ["", "Invite", "reinvite"],
    "from": ["", "Invite sent", "removed"],
    "to": ["", "cancelled"],
    "kind": ["", "root", "Host"],
    "email": ["", "x", "a@b@c", ".a@example.test", "a@example.test\r\nBcc: b@example.test", "a" * 250 + "@b.test"],
    "reference": ["x" * 201],
    "roles": [[], ["a", "a"], [""], [1]],
    "attributes": [{"Teams": ["a"]}, {"0": ["a"]}, {"a" * 33: ["a"]}],
    "teams": [["a", "a"], [""], [None]],
    "inboxes": [["a", "a"], [""], [{}]],
    "locale": ["-", "de_DE", "languages-", "pt-BR "],
    "note": [None, "x" * 1001],
    "by_hand": [None, 0],
    "generation": [0, -1, 1.5, 2**32],
    "key_id": [-1, 256, 0.5],
}


def objects_in(value):
    """The value and all that is in it, where that is an object."""
    if isinstance(value, dict):
        yield value
        for member in value.values():
            yield from objects_in(member)


def event_of(line):
    return line.get("event", line)


def shape_of(event):
    """What decides which change an event can have."""
    if event["action"] in ("resend", "send_new"):
        return "sent again"
    return event["action"] if event["change"] else "nothing more"


def mutants_of(line):
    """Changed copies of a line, each with what was changed, and whether it is valid all the same."""
    for number, members in enumerate(objects_in(line)):
        def mutant():
            whole = copy.deepcopy(line)
            return whole, list(objects_in(whole))[number]
        whole, inner = mutant()
        inner["token"] = "x"
        yield "a further member", whole, False
        # An edit without one of the members that were edited is another edit, or an erased one; likewise of attributes.
        is_attributes = any(members is each.get("attributes") for each in objects_in(line))
        is_edit = event_of(line)["action"] == "edit"
        parts_of_edit = is_edit and (members is event_of(line)["change"] or (is_attributes and len(members) > 1))
        parts = parts_of_edit or (is_attributes and not is_edit)
        for name, value in members.items():
            whole, inner = mutant()
            del inner[name]
            yield f"no {name}", whole, parts or name == "note"
            for wrong in [WRONG_TYPE[type(value)]] + WRONG_VALUES.get(name, []):
                whole, inner = mutant()
                inner[name] = wrong
                yield f"{name} {wrong!r}", whole, False


def main(schema_file, lines_file):
    with open(schema_file, encoding="utf-8") as stream:
        schema = json.load(stream)
    with open(lines_file, encoding="utf-8") as stream:
        lines = [json.loads(line) for line in stream]
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    faults = [f"not valid: {json.dumps(line)}\n  {error.json_path}: {error.message}"
              for line in lines for error in validator.iter_errors(line)]

    events = [event_of(line) for line in lines]
    known = schema["$defs"]["event"]["properties"]["action"]["enum"]
    statuses = schema["$defs"]["status"]["enum"]
    seen = [("action", known, {event["action"] for event in events}),
            ("kind", schema["$defs"]["author"]["properties"]["kind"]["enum"], {event["by"]["kind"] for event in events}),
            ("from", statuses, {event["from"] for event in events}), ("to", statuses, {event["to"] for event in events}),
            ("position", [False, True], {"position" in line for line in lines})]
    faults += [f"{member}: the schema has {list(codes)}, the lines have {sorted(map(str, found))}"
               for member, codes, found in seen if set(codes) != found]

    mutants = 0
    for line in lines:
        for what, mutant, valid in mutants_of(line):
            mutants += 1
            if validator.is_valid(mutant) != valid:
                faults.append(f"wrongly judged, with {what}: {json.dumps(mutant)}")
        for other in events:
            mutant = copy.deepcopy(line)
            event_of(mutant)["change"] = other["change"]
            mutants += 1
            is_erased_edit = event_of(line)["action"] == "edit" and other["change"] == {}
            if validator.is_valid(mutant) != (is_erased_edit or shape_of(event_of(line)) == shape_of(other)):
                faults.append(f"wrongly judged, with the change of another action: {json.dumps(mutant)}")
        for kind, name in (("host", "a0000000-0000-0000-0000-000000000001"), ("member", None), ("invitee", None)):
            mutant = copy.deepcopy(line)
            event_of(mutant)["by"] = {"kind": kind, "id": name}
            mutants += 1
            if validator.is_valid(mutant):
                faults.append(f"wrongly judged, by a {kind} with the id {name}: {json.dumps(mutant)}")
    print(f"{len(lines)} lines, {mutants} mutants")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
