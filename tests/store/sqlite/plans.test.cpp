// SPDX-License-Identifier: MIT
#include <sqlite3.h>

#include <functional>
#include <string>
#include <vector>

#include "src/testing/story.hpp"
#include "tests/store/sqlite/host.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;

namespace {

using Steps = std::vector<std::string>;

/// How SQLite finds the rows of users, events or emails in what the call asks it, which is one statement.
Steps steps_of(HostDatabase& host, const std::function<void(Store&)>& call) {
    std::vector<std::string> statements;
    const auto keep = [](unsigned, void* to, void* statement, void*) {
        char* text = sqlite3_expanded_sql(static_cast<sqlite3_stmt*>(statement));
        static_cast<std::vector<std::string>*>(to)->emplace_back(text);
        sqlite3_free(text);
        return 0;
    };
    sqlite3_trace_v2(&host.file.connection(), SQLITE_TRACE_STMT, keep, &statements);
    call(*host.store);
    sqlite3_trace_v2(&host.file.connection(), 0, nullptr, nullptr);
    REQUIRE(statements.size() == 1);
    Steps steps;
    for (const std::string& row : host.file.rows("EXPLAIN QUERY PLAN " + statements.front())) {
        const std::string step = row.substr(row.rfind('|') + 1);
        for (const std::string begin : {"SEARCH u ", "SCAN u", "SEARCH e ", "SCAN e", "SEARCH o ", "SCAN o"}) {
            if (step.starts_with(begin)) steps.push_back(step);
        }
    }
    return steps;
}

}  // namespace

TEST_CASE("whatever a list is sorted and filtered by, it reads one range of rows") {
    const TemporaryFolder folder;
    HostDatabase host(folder.path() / "host.db");
    host.file.rows("BEGIN");
    const Steps one_range{"SEARCH u USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
                          "SEARCH u USING INTEGER PRIMARY KEY (rowid=?)"};
    const auto list = [&](const UserQuery& query) { return steps_of(host, [&](Store& store) { store.list(query); }); };
    for (const UserOrder order : all_user_orders) {
        for (const bool descending : {false, true}) {
            CAPTURE(code(order), descending);
            UserQuery query{.account = acme(), .now = noon(), .search = "ann", .order = order};
            query.descending = descending;
            CHECK(list(query) == one_range);
            query.after = UserPlace{is_by_number(order) ? SortKey(std::int64_t{1}) : SortKey("a"), "a"};
            query.statuses = {Status::active};
            query.role = "Member";
            query.deliveries = {Delivery::sent};
            query.invited_by = user_number(1);
            query.expires_before = noon();
            CHECK(list(query) == one_range);
        }
    }
    CHECK(steps_of(host, [](Store& store) { store.count_deliveries(acme()); }) == Steps{one_range.front()});
    host.file.rows("ROLLBACK");
}

TEST_CASE("a list by address without filters and the feed of events read no further than their page") {
    const TemporaryFolder folder;
    HostDatabase host(folder.path() / "host.db");
    host.file.rows("BEGIN");
    for (const bool descending : {false, true}) {
        const std::string than = descending ? "<" : ">";
        CHECK(steps_of(host, [&](Store& store) {
                  store.list({.account = acme(), .now = noon(), .descending = descending});
              }) == Steps{"SEARCH u USING INDEX beckon_users_by_address (account=? AND email_key" + than + "?)"});
    }
    CHECK(steps_of(host, [](Store& store) { store.events({.account = acme()}); }) ==
          Steps{"SEARCH e USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"});
    host.file.rows("ROLLBACK");
}

TEST_CASE("the emails to an address are found in the index of the cooldown, in whatever account") {
    const TemporaryFolder folder;
    HostDatabase host(folder.path() / "host.db");
    host.file.rows("BEGIN");
    CHECK(steps_of(host, [](Store& store) { store.mail_to(address("ann@example.com"), noon()); }) ==
          Steps{"SEARCH o USING INDEX beckon_outbox_by_address (email_key=?)",
                "SEARCH u USING INTEGER PRIMARY KEY (rowid=?)"});
    host.file.rows("ROLLBACK");
}
