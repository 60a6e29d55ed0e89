// SPDX-License-Identifier: MIT
#include "beckon/exchange/csv.hpp"

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/catch.hpp"

using namespace beckon;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

using Cells = std::vector<std::string>;

std::vector<CsvRow> rows_in(std::string_view text, const CsvLimits& limits = {}) {
    std::vector<CsvRow> rows;
    CsvReader reader(text, limits);
    while (auto row = reader.next()) rows.push_back(*std::move(row));
    return rows;
}

/// The cells of rows without a fault.
std::vector<Cells> cells_in(std::string_view text) {
    std::vector<Cells> all;
    for (const CsvRow& row : rows_in(text)) {
        CHECK_FALSE(row.fault.has_value());
        all.push_back(row.cells);
    }
    return all;
}

}  // namespace

TEST_CASE("G13: CSV is read as RFC 4180 section 2 has it") {
    // Its own examples, 1 to 7.
    CHECK(cells_in("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n") ==
          std::vector<Cells>{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}});
    CHECK(cells_in("aaa,bbb,ccc\r\nzzz,yyy,xxx") == std::vector<Cells>{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}});
    CHECK(cells_in("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx") ==
          std::vector<Cells>{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}});
    CHECK(cells_in("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx") ==
          std::vector<Cells>{{"aaa", "b\r\nbb", "ccc"}, {"zzz", "yyy", "xxx"}});
    CHECK(cells_in("\"aaa\",\"b\"\"bb\",\"ccc\"") == std::vector<Cells>{{"aaa", "b\"bb", "ccc"}});
}

TEST_CASE("G13: CSV cells may be empty and spaces belong to them") {
    CHECK(cells_in(",").at(0) == Cells{"", ""});
    CHECK(cells_in("a,,b,").at(0) == Cells{"a", "", "b", ""});
    CHECK(cells_in("\"\"").at(0) == Cells{""});
    CHECK(cells_in("\"\"\"\"").at(0) == Cells{"\""});
    CHECK(cells_in(" a , b ").at(0) == Cells{" a ", " b "});
    CHECK(cells_in("").empty());
}

TEST_CASE("G13: CSV rows end with CRLF or LF or CR and empty lines are no rows") {
    CHECK(cells_in("a\r\nb\nc\rd") == std::vector<Cells>{{"a"}, {"b"}, {"c"}, {"d"}});
    CHECK(cells_in("\n\r\n\ra\n\n\nb\r\n\r\n") == std::vector<Cells>{{"a"}, {"b"}});
    CHECK(cells_in("a\n\"\"\nb") == std::vector<Cells>{{"a"}, {""}, {"b"}});
}

TEST_CASE("G13: a CSV row knows the line that it begins on") {
    const auto rows = rows_in("a\r\n\"b\r\nb\rb\nb\",\"\r\"\"\n\"\n\n\rc\rd\"\r\n\"e\"\"\r\n\"\r\nf");
    REQUIRE(rows.size() == 6);
    CHECK(rows[0].line == 1);
    CHECK(rows[1].line == 2);
    CHECK(rows[2].line == 10);  // c, behind a row of 6 lines and 2 empty ones
    CHECK(rows[3].line == 11);
    CHECK(rows[4].line == 12);
    CHECK(rows[5].line == 14);
}

TEST_CASE("G13: a byte order mark is skipped at the beginning of CSV and nowhere else") {
    CHECK(cells_in("\xEF\xBB\xBF").empty());
    CHECK(cells_in("\xEF\xBB\xBF\"a\",b\n\xEF\xBB\xBF"
                   "c") == std::vector<Cells>{{"a", "b"},
                                              {"\xEF\xBB\xBF"
                                               "c"}});
}

TEST_CASE("G13: CSV may hold NUL and octets that are no UTF-8") {
    CHECK(cells_in("a\0b,\"\0\",\xFF\xFE"s).at(0) == Cells{"a\0b"s, "\0"s, "\xFF\xFE"});
}

TEST_CASE("G13: a quote out of place is the fault of its row alone") {
    for (const std::string_view bad : {"x\"y", "\"x\"y", "\"x\"\"\"y\"", " \"x\"", "\"x\" ", "x\""}) {
        CAPTURE(bad);
        const auto rows = rows_in("a,b,c\nd," + std::string(bad) + ",\"e\nf\"\ng,\"h\ni\",j\n");
        REQUIRE(rows.size() == 3);
        CHECK_FALSE(rows[0].fault.has_value());
        CHECK(rows[1].fault == Reason::malformed_csv);
        CHECK(rows[1].cell_at_fault == 1);
        CHECK(rows[1].cells == Cells{"d", "", "e\nf"});
        CHECK_FALSE(rows[2].fault.has_value());
        CHECK(rows[2].line == 4);
        CHECK(rows[2].cells == Cells{"g", "h\ni", "j"});
    }
}

TEST_CASE("G13: a quote that is never closed takes the rest of the CSV with it and is one fault") {
    for (const std::string_view bad : {"\"", "\"x", "\"x\"\"", "\"x\ny,z\nw"}) {
        CAPTURE(bad);
        const auto rows = rows_in("a,b\nc," + std::string(bad));
        REQUIRE(rows.size() == 2);
        CHECK(rows[1].fault == Reason::malformed_csv);
        CHECK(rows[1].cell_at_fault == 1);
        CHECK(rows[1].cells == Cells{"c", ""});
    }
}

TEST_CASE("G13: a CSV cell over the limit is the fault of its row alone and is not kept") {
    const CsvLimits limits{.cell = 5};
    for (const std::string_view bad : {"123456", "\"123456\"", "\"12\"\"34\"\"\"", "\"1\n\n\n\n\n2\""}) {
        CAPTURE(bad);
        const auto rows = rows_in("12345,\"12\"\"\n4\"\na," + std::string(bad) + ",c\nd,e,f", limits);
        REQUIRE(rows.size() == 3);
        CHECK_FALSE(rows[0].fault.has_value());
        CHECK(rows[0].cells == Cells{"12345", "12\"\n4"});
        CHECK(rows[1].fault == Reason::too_long);
        CHECK(rows[1].cell_at_fault == 1);
        CHECK(rows[1].cells == Cells{"a", "", "c"});
        CHECK(rows[2].cells == Cells{"d", "e", "f"});
    }
}

TEST_CASE("G13: too many CSV cells are the fault of their row alone and are not kept") {
    const auto rows = rows_in("a,b,c\na,b,c,d,e\n,,,\"\nf\"\na,b", {.columns = 3});
    REQUIRE(rows.size() == 4);
    CHECK_FALSE(rows[0].fault.has_value());
    CHECK(rows[1].fault == Reason::too_many);
    CHECK(rows[1].cell_at_fault == 3);
    CHECK(rows[1].cells == Cells{"a", "b", "c"});
    CHECK(rows[2].fault == Reason::too_many);
    CHECK_FALSE(rows[3].fault.has_value());
}

TEST_CASE("CSV may have another delimiter and then commas belong to the cells") {
    CsvReader reader("a;\"b;c\";d,e\n;", {}, ';');
    CHECK(reader.next()->cells == Cells{"a", "b;c", "d,e"});
    CHECK(reader.next()->cells == Cells{"", ""});
    CHECK_FALSE(reader.next().has_value());
}

TEST_CASE("G13: whatever cells are written as CSV are read again") {
    std::mt19937 random(20260101);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cells on every run
    constexpr std::string_view octets = "ab ,,\"\"\r\n'=\t\xEF\xBB\xBF\0"sv;
    const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
    for (int round = 0; round < 2000; ++round) {
        std::vector<Cells> all(below(4) + 1);
        std::string text;
        for (Cells& cells : all) {
            cells.resize(below(4) + 1);
            for (std::string& cell : cells) {
                for (std::size_t size = below(6); size > 0; --size) cell += octets[below(octets.size())];
            }
            text += to_csv_row(cells);
        }
        CAPTURE(text);
        REQUIRE(cells_in(text) == all);
    }
}

TEST_CASE("G13: whatever octets are read as CSV the reader comes to an end and keeps its limits") {
    std::mt19937 random(20260102);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same octets on every run
    constexpr std::string_view octets = "a,\"\r\n"sv;
    for (int round = 0; round < 5000; ++round) {
        std::string text;
        for (std::size_t size = random() % 40; size > 0; --size) text += octets[random() % octets.size()];
        CAPTURE(text);
        std::size_t line = 0;
        for (const CsvRow& row : rows_in(text, {.cell = 3, .columns = 4})) {
            REQUIRE(row.line > line);
            line = row.line;
            REQUIRE(row.cells.size() <= 4);
            for (const std::string& cell : row.cells) REQUIRE(cell.size() <= 3);
        }
    }
}
