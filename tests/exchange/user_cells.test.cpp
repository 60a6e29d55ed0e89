// SPDX-License-Identifier: MIT
#include "src/exchange/user_cells.hpp"

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace std::string_literals;

namespace {

using Labels = std::vector<std::string>;

Result<exchange::UserHeading> heading_of(std::vector<std::string> cells) {
    return exchange::UserHeading::parse(CsvRow{.line = 1, .cells = std::move(cells)}, policies::gladly());
}

Refusal no_column(const std::string& name) {
    return {.reason = Reason::unknown_column,
            .field = Field::csv,
            .names = {name, "name", "email", "roles", "inboxes", "teams", "locale", "deactivated", "by_hand"}};
}

}  // namespace

TEST_CASE("G13: the lists in a cell have commas between their labels") {
    const auto labels = [](std::string_view list) { return exchange::labels_in(list); };
    CHECK(labels("").value().empty());
    CHECK(labels("  ").value().empty());
    CHECK(labels("Agent").value() == Labels{"Agent"});
    CHECK(labels("Agent, Team Manager").value() == Labels{"Agent", "Team Manager"});
    CHECK(labels("  Agent ,Team Manager  ,  x").value() == Labels{"Agent", "Team Manager", "x"});
    CHECK(labels("Agent,,x,").value() == Labels{"Agent", "", "x", ""});
    CHECK(labels(",").value() == Labels{"", ""});
    CHECK(labels("Agent, \"Sales, EMEA\"").value() == Labels{"Agent", "Sales, EMEA"});
    CHECK(labels(" \" a \" , \"b \"\"c\"\"\"").value() == Labels{" a ", "b \"c\""});
    CHECK(labels("\"\"").value() == Labels{""});
    CHECK(labels("\"a\",").value() == Labels{"a", ""});
    for (const std::string_view bad :
         {"\"", "\"a", "\"a\"\"", "a\"", "a \"b\"", "\"a\" b", "a,\"b", "\"a\"\"b\"c\"", "\"a, b"}) {
        CAPTURE(bad);
        CHECK_FALSE(labels(bad));
    }
}

TEST_CASE("G13: whatever labels are written as a list are read again") {
    std::mt19937 random(20260103);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same labels on every run
    constexpr std::string_view octets = "ab ,\"'=\xC3\xA9";
    for (int round = 0; round < 5000; ++round) {
        Labels labels(random() % 4);
        for (std::string& label : labels) {
            for (std::size_t size = random() % 5 + 1; size > 0; --size) label += octets[random() % octets.size()];
        }
        const std::string list = exchange::to_list(labels);
        CAPTURE(list);
        REQUIRE(exchange::labels_in(list).value() == labels);
    }
}

TEST_CASE("no spreadsheet takes a guarded cell for a formula and taking the guard off gives the cell again") {
    CHECK(exchange::guarded("=1+1") == "'=1+1");
    CHECK(exchange::guarded("'=1+1") == "''=1+1");
    CHECK(exchange::guarded("''@x") == "'''@x");
    for (const char first : {'=', '+', '-', '@', '\t', '\r'}) CHECK(exchange::guarded({first}) == "'"s + first);
    for (const std::string plain : {"", "'", "''", "a", "'a", "a=1", " =1", "1", "'''a="}) {
        CHECK(exchange::guarded(plain) == plain);
        CHECK(exchange::unguarded(plain) == plain);
    }
    // What somebody typed without a guard is taken as it is.
    CHECK(exchange::unguarded("=1+1") == "=1+1");

    // Exhaustive over short texts: guarded texts never begin with a formula, and no two texts share one.
    constexpr std::string_view octets = "'=@\ta ";
    std::vector<std::string> texts{""};
    for (std::size_t i = 0; i < texts.size() && texts[i].size() < 4; ++i) {
        for (const char c : octets) texts.push_back(texts[i] + c);
    }
    for (const std::string& text : texts) {
        const std::string cell = exchange::guarded(text);
        CAPTURE(text);
        REQUIRE((cell.empty() || std::string_view("=+-@\t\r").find(cell.front()) == std::string_view::npos));
        REQUIRE(exchange::unguarded(cell) == text);
    }
}

TEST_CASE("G13: columns come in any order and letter case and some may be missing") {
    const auto heading = heading_of({" Deactivated", "EMAIL ", "name"}).value();
    const CsvRow row{.line = 2, .cells = {"yes", "Ada@Example.test", "Ada"}};
    CHECK_FALSE(heading.refuse(row).has_value());
    CHECK(exchange::email_in(heading, row) == "Ada@Example.test");
    const auto user = exchange::read_user(heading, row).value();
    CHECK(user.email == address("Ada@Example.test"));
    CHECK(user.profile == ProfileChange{.name = "Ada"});
    CHECK(user.deactivated == true);
}

TEST_CASE("G13: columns that are unknown or given twice or no email column refuse the file") {
    CHECK(refusal_in(heading_of({"name"})) == no_field(Reason::missing_column, Field::email));
    CHECK(refusal_in(heading_of({""})) == no_field(Reason::missing_column, Field::email));
    CHECK(refusal_in(heading_of({"email", "E-mail"})) == no_column("e-mail"));
    CHECK(refusal_in(heading_of({"email;name"})) == no_column("email;name"));
    CHECK(refusal_in(heading_of({"email", "", "a\nb"})) == no_column("#3"));
    CHECK(refusal_in(heading_of({std::string(41, 'x')})) == no_column("#1"));
    CHECK(message(refusal_in(heading_of({"phone"})).value()) ==
          "CSV file: The first row names an unknown column. Unknown: phone. Known: name, email, roles, inboxes, teams, "
          "locale, deactivated, by_hand.");
    CHECK(refusal_in(heading_of({"email", "name", "Name"})) == no_field(Reason::duplicate, Field::name));
    CHECK(refusal_in(heading_of({"Email", "email"})) == no_field(Reason::duplicate, Field::email));
    CHECK(refusal_in(heading_of({"\xFF"
                                 "email"})) == no_field(Reason::not_utf8, Field::csv, Remedy::save_as_utf8));
    CHECK(refusal_in(heading_of({"e\0m\0"s})) ==
          no_field(Reason::not_utf8, Field::csv, Remedy::save_as_utf8));  // UTF-16 without its mark
    CHECK(refusal_in(exchange::UserHeading::parse({.line = 1, .cells = {"email"}, .fault = Reason::malformed_csv},
                                                  policies::gladly())) == no_field(Reason::malformed_csv, Field::csv));
}

TEST_CASE("G13: the columns of lists are the attributes that the policy declares") {
    const Policy policy{.attributes = {"squads"}};
    CHECK(exchange::user_columns(policy) == Labels{"name", "email", "roles", "squads", "locale", "deactivated"});
    CHECK(exchange::user_columns(policies::gladly()) ==
          Labels{"name", "email", "roles", "inboxes", "teams", "locale", "deactivated"});
    const auto parse = [&](Labels cells) {
        return exchange::UserHeading::parse({.line = 1, .cells = std::move(cells)}, policy);
    };
    CHECK(refusal_in(parse({"email", "teams"})).value().reason == Reason::unknown_column);
    CHECK(refusal_in(parse({"email", "squads", "Squads"})) == no_attribute(Reason::duplicate, "squads"));
    const auto heading = parse({"email", "Squads"}).value();
    const auto read = [&](const std::string& cell) {
        return exchange::read_user(heading, {.line = 2, .cells = {"a@example.test", cell}});
    };
    CHECK(read("Red, Blue")->profile == ProfileChange{.attributes = {{"squads", {"Red", "Blue"}}}});
    CHECK(read("")->profile == ProfileChange{.attributes = {{"squads", {}}}});
    CHECK(refusal_in(read("\"Red")) == no_attribute(Reason::malformed_csv, "squads"));
}

TEST_CASE("cells that a spreadsheet leaves out at the end of a row are empty") {
    const auto heading = heading_of({"email", "name", "teams", "deactivated"}).value();
    const CsvRow row{.line = 2, .cells = {"a@example.test"}};
    CHECK_FALSE(heading.refuse(row).has_value());
    const auto user = exchange::read_user(heading, row).value();
    CHECK(user.profile == ProfileChange{.name = "", .attributes = {{"teams", {}}}});
    CHECK(user.deactivated == false);
}

TEST_CASE("a column without a name is passed over unless it has a cell") {
    const auto heading = heading_of({"", "email", " ", ""}).value();
    const CsvRow row{.line = 2, .cells = {"", "a@example.test", " ", "", "", " "}};
    CHECK_FALSE(heading.refuse(row).has_value());
    CHECK(exchange::email_in(heading, row) == "a@example.test");
    CHECK(exchange::read_user(heading, row)->profile == ProfileChange{});
    for (const std::size_t place : {0U, 2U, 5U}) {
        CsvRow stray = row;
        stray.cells[place] = "x";
        CHECK(heading.refuse(stray) == no_field(Reason::wrong_columns, Field::csv));
    }
}

TEST_CASE("a cell that is not in UTF-8 is refused by its column and how to save the file is said") {
    const auto heading = heading_of({"email", "name", ""}).value();
    CHECK(heading.refuse({.line = 2, .cells = {"a@example.test", "Zo\xEB"}}) ==
          no_field(Reason::not_utf8, Field::name, Remedy::save_as_utf8));
    CHECK(heading.refuse({.line = 2, .cells = {"\xEB"}}) ==
          no_field(Reason::not_utf8, Field::email, Remedy::save_as_utf8));
    CHECK(heading.refuse({.line = 2, .cells = {"a@example.test", "", "\xEB"}}) ==
          no_field(Reason::not_utf8, Field::csv, Remedy::save_as_utf8));
}

TEST_CASE("the blanks around a cell do not belong to it") {
    const auto heading = heading_of({"email", "name", "locale", "deactivated"}).value();
    const auto user =
        exchange::read_user(heading, {.line = 2, .cells = {" a@example.test ", "  Ada  ", " de ", " yes "}}).value();
    CHECK(user.email == address("a@example.test"));
    CHECK(user.profile == ProfileChange{.name = "Ada", .locale = "de"});
    CHECK(user.deactivated == true);
}

TEST_CASE("G13: a row that is no CSV is refused by the column at fault") {
    const auto heading = heading_of({"email", "teams"}).value();
    CHECK(heading.refuse({.line = 2, .cells = {"", ""}, .fault = Reason::too_long, .cell_at_fault = 1}) ==
          no_attribute(Reason::too_long, "teams"));
    CHECK(heading.refuse({.line = 2, .cells = {"", "", ""}, .fault = Reason::malformed_csv, .cell_at_fault = 2}) ==
          no_field(Reason::malformed_csv, Field::csv));
}

TEST_CASE("G14: deactivated is Yes or No or empty in any letter case and nothing else") {
    const auto heading = heading_of({"email", "deactivated"}).value();
    const auto read = [&](const std::string& cell) {
        return exchange::read_user(heading, {.line = 2, .cells = {"a@example.test", cell}});
    };
    for (const std::string yes : {"Yes", "yes", "YES", " Yes "}) CHECK(read(yes)->deactivated == true);
    for (const std::string otherwise : {"", "No", "no", "nO", " "}) CHECK(read(otherwise)->deactivated == false);
    for (const std::string bad : {"y", "true", "1", "Yes!", "Ja", "No thanks"}) {
        CHECK(refusal_in(read(bad)) == no_field(Reason::invalid_value, Field::deactivated));
    }
    CHECK(refusal_in(read("yes\0"s)) == no_field(Reason::invalid_value, Field::deactivated));
}
