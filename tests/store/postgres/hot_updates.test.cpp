// SPDX-License-Identifier: MIT
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "beckon/postgres/postgres_store.hpp"
#include "src/testing/story.hpp"
#include "tests/store/postgres/host_connection.hpp"
#include "tests/store/postgres/needs_server.hpp"
#include "tests/support/postgres_database.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;

namespace {

/// A store whose updates of users the server counts, those that write no index (HOT) apart.
class CountedUpdates {
public:
    explicit CountedUpdates(const PostgresDatabase& database)
        : schema_(database.options().schema), host_(database.options().connection) {}

    /// What the updates of users were that the work makes, in a transaction of its own: "hot", "not hot", or how many.
    std::string of(const std::function<void(Store&)>& work) {
        host_.execute("BEGIN");
        const Counts before = counts();
        work(*PostgresStore::joined(*host_, schema_));
        const Counts after = counts();
        host_.execute("COMMIT");
        const int all = after.all - before.all;
        if (all != 1) return std::to_string(all) + " updates";
        return after.hot > before.hot ? "hot" : "not hot";
    }

private:
    struct Counts {
        int all;
        int hot;
    };

    Counts counts() {
        const std::string select =
            "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = 'users' AND schemaname = '" +
            schema_ + "'";
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(&*host_, select.c_str()), &PQclear);
        const auto number = [&](int column) { return std::stoi(PQgetvalue(result.get(), 0, column)); };
        return {number(0), number(1)};
    }

    std::string schema_;
    HostConnection host_;
};

}  // namespace

TEST_CASE("commands and settlements write no index of users, unless they change an expiry, an address or a name") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    CountedUpdates updates(database);
    std::optional<User> ann;
    const auto invite = [&](Store& store) { ann = tell(store, to_invite(1, "ann@example.com", noon())); };
    CHECK(updates.of(invite) == "0 updates");
    Instant now = noon();
    const auto of = [&](const Command& command) {
        now += hours(1);
        return updates.of([&](Store& store) { ann = tell(store, to_do(*ann, command, now)); });
    };
    const auto of_settling = [&](Delivery delivery) {
        std::optional<ClaimedMail> claimed;
        CHECK(updates.of([&](Store& store) { claimed = claim_one(store, now); }) == "0 updates");
        return updates.of([&](Store& store) {
            CHECK(store.settle_mail(*claimed, {.delivery = delivery, .at = now}) == SettleResult::settled);
        });
    };
    CHECK(of_settling(Delivery::deferred) == "hot");
    CHECK(of_settling(Delivery::sent) == "hot");
    CHECK(updates.of([&](Store& store) { store.bounce_mail(acme(), ann->id, 1, now, "no such user"); }) == "hot");
    CHECK(of(CopyLink{}) == "hot");
    CHECK(of(BeginSetup{}) == "hot");
    CHECK(of(Edit{{.roles = Labels{"Owner", "Agent"}}}) == "hot");
    CHECK(of(Edit{{.locale = "de", .attributes = {{"teams", {"Support"}}}}}) == "hot");
    CHECK(of(Edit{{.name = "Ann Other"}}) == "not hot");
    CHECK(of(Resend{}) == "not hot");
    CHECK(of_settling(Delivery::sent) == "hot");
    CHECK(of(CorrectEmail{address("ann@example.org")}) == "not hot");
    CHECK(of_settling(Delivery::sent) == "hot");
    CHECK(of(Accept{}) == "not hot");
    CHECK(of(Deactivate{}) == "hot");
    CHECK(of(Activate{}) == "hot");
    CHECK(of(Remove{}) == "not hot");
}
