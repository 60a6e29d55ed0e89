# SPDX-License-Identifier: MIT
"""Holds documents against docs/messages.schema.json.

usage: messages_schema.py SCHEMA EVENT_SCHEMA LINES PAGE

The first line is an object with the library's codes by the name of the definition that must have them. Each other line
has a "document", the definition "of" which it is, and whether it is "valid". The blocks of JSON in the page must be valid.
A definition that the schema of events has too must be the same there. Exits 1 if that does not hold, and 77 if there is
no module jsonschema.
"""
import json
import re
import sys

try:
    import jsonschema
except ModuleNotFoundError:
    sys.exit(77)


def main(schema_file, event_schema_file, lines_file, page_file):
    with open(schema_file, encoding="utf-8") as stream:
        schema = json.load(stream)
    with open(event_schema_file, encoding="utf-8") as stream:
        event_definitions = json.load(stream)["$defs"]
    with open(lines_file, encoding="utf-8") as stream:
        codes, *lines = map(json.loads, stream)
    with open(page_file, encoding="utf-8") as stream:
        blocks = re.findall(r"^```json\n(.*?)^```$", stream.read(), re.MULTILINE | re.DOTALL)
    jsonschema.Draft202012Validator.check_schema(schema)
    definitions = schema["$defs"]
    any_document = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    validators = {of: any_document.evolve(schema={"$defs": definitions, "$ref": f"#/$defs/{of}"})
                  for of in ("request", "answer", "refusal", "user")}

    faults = [f"{name}: the schema has {definitions[name]['enum']}, the library {values}"
              for name, values in codes.items() if [code for code in definitions[name]["enum"] if code] != values]
    faults += [f"{name}: not as in the schema of events"
               for name in definitions if name in event_definitions and definitions[name] != event_definitions[name]]
    faults += [f"{line['of']}, {'valid' if line['valid'] else 'not valid'} to the library: {json.dumps(line['document'])}"
               for line in lines if validators[line["of"]].is_valid(line["document"]) != line["valid"]]
    documents = [line["document"] for line in lines if line["valid"]] + [json.loads(block) for block in blocks]
    faults += [f"not valid: {json.dumps(document)}" for document in documents if not any_document.is_valid(document)]
    if not blocks:
        faults.append(f"{page_file} has no block of JSON")
    print(f"{len(lines)} documents, {len(blocks)} blocks")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
