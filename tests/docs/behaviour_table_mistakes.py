# SPDX-License-Identifier: MIT
"""behaviour_table.py finds each mistake that it is there to find."""
import unittest

from behaviour_table import faults, id_of, rows_of, runs_in

PAGE = """
| id | behaviour | from |
|---|---|---|
| G1 | a link works once | s |
| S2 | resend works | d |

- I7 replaying gives the user
"""


def case(name, sections, success="true"):
    inner = "".join(f'<Section name="{each}"><OverallResults successes="1" failures="0"/></Section>' for each in sections)
    return f'<TestCase name="{name}">{inner}<OverallResult success="{success}"/></TestCase>'


EVERY = ("MemoryStore", "SqliteStore", "PostgresStore")
EVERY_BY_PRESET = ("gladly, MemoryStore", "atender, MemoryStore", "gladly, SqliteStore", "gladly, PostgresStore")


def found(*cases, others=(), fewer_stores_will_do=()):
    runs = runs_in(f"<Catch><Group>{''.join(cases)}</Group></Catch>")
    return list(faults(*rows_of(PAGE), runs, list(others), dict.fromkeys(fewer_stores_will_do, "why")))


class Mistakes(unittest.TestCase):
    def test_nothing_is_amiss(self):
        self.assertEqual(found(case("G1: once", EVERY), case("S2: it works", EVERY_BY_PRESET), case("I7: again", EVERY),
                               case("a story", EVERY), others=[("link", "G1: so it does")]), [])

    def test_a_row_without_a_test(self):
        self.assertEqual(found(case("G1: once", EVERY)), ["no test proves S2 on every store: resend works"])

    def test_a_row_whose_only_test_is_elsewhere(self):
        self.assertEqual(found(case("G1: once", EVERY), others=[("link", "S2: it works")]),
                         ["no test proves S2 on every store: resend works"])

    def test_a_test_on_some_stores(self):
        self.assertEqual(found(case("G1: once", EVERY), case("S2: it works", ["gladly, MemoryStore"])),
                         ["this test runs on MemoryStore alone: S2: it works",
                          "no test proves S2 on every store: resend works"])
        self.assertEqual(found(case("G1: once", EVERY), case("S2: it works", EVERY[1:])),
                         ["this test runs on PostgresStore and SqliteStore alone: S2: it works",
                          "no test proves S2 on every store: resend works"])

    def test_an_exception_does_not_prove_a_row(self):
        self.assertEqual(found(case("G1: once", EVERY), case("S2: it works", []), fewer_stores_will_do=["S2: it works"]),
                         ["no test proves S2 on every store: resend works"])

    def test_an_exception_that_nothing_needs(self):
        self.assertEqual(found(case("G1: once", EVERY), case("S2: it works", EVERY),
                               fewer_stores_will_do=["S2: it works", "S2: it did"]),
                         ["this test runs on every store and needs no exception: S2: it works",
                          "there is an exception for this test, which does not exist: S2: it did"])

    def test_a_failing_test_proves_nothing(self):
        self.assertEqual(found(case("G1: once", EVERY), case("S2: it works", EVERY, success="false")),
                         ["this test fails: S2: it works", "no test proves S2 on every store: resend works"])

    def test_an_unknown_id(self):
        self.assertEqual(found(case("G1: once", EVERY), case("S2: it works", EVERY), case("S3: and this", EVERY),
                               others=[("link", "I8: and that"), ("mail", "I7: known")]),
                         ["no row is called S3, which this test of behaviours bears: S3: and this",
                          "no row is called I8, which this test of link bears: I8: and that"])

    def test_an_id_is_what_the_name_begins_with(self):
        self.assertEqual([id_of(name) for name in ("G12: one", "Seed 000: one", "a link under S11: one", "G1 once")],
                         ["G12", None, None, None])


if __name__ == "__main__":
    unittest.main()
