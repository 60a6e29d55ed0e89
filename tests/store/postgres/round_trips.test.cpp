// SPDX-License-Identifier: MIT
#include <cstddef>
#include <functional>
#include <string>

#include "beckon/beckon.hpp"
#include "beckon/postgres/postgres_store.hpp"
#include "beckon/testing/faulty_store.hpp"
#include "src/testing/story.hpp"
#include "tests/store/postgres/cut_connection.hpp"
#include "tests/store/postgres/needs_server.hpp"
#include "tests/support/postgres_database.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;

namespace {

/// A service one connection away from its database, on which each statement has been prepared.
struct CountedService {
    explicit CountedService(PostgresDatabase& database) : cut(database.socket()), store(options(database)) {}

    PostgresOptions options(PostgresDatabase& database) const {
        PostgresOptions options = database.options();
        options.connection += ' ' + cut.host();
        return options;
    }

    static ServiceConfig config() {
        Policy policy = policies::recommended();
        policy.max_pending = 1'000;
        policy.cooldown = minutes(1);
        return {.policy = policy, .keys = KeyRing({SigningKey::from_hex(1, std::string(64, '7'))})};
    }

    /// How many round trips to the server the work makes.
    std::size_t trips(const std::function<void()>& work) {
        cut.restore();
        work();
        return cut.round_trips();
    }

    CutConnection cut;
    PostgresStore store;
    FaultyStore meddled{store};
    Service service{meddled, config()};
};

}  // namespace

TEST_CASE("a command makes two round trips, with and without a key, and two more on a conflict") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    CountedService counted(database);
    Instant now = noon();
    const auto apply = [&](const Subject& subject, Command command, const Actor& by, std::string key) {
        Request request{.subject = subject, .by = by, .idempotency_key = std::move(key)};
        request.commands.push_back(std::move(command));
        return counted.service.apply(acme(), request, now).value().user;
    };
    const auto invite = [&](const std::string& name, const std::string& key) {
        return apply({}, Invite{address(name + "@example.com"), {.roles = {"Agent"}}}, Host{}, key);
    };
    User user = invite("first", "first key");  // Prepares both statements.
    for (const std::string key : {"", "another key"}) {
        CAPTURE(key);
        now += hours(1);
        CHECK(counted.trips([&] { user = invite("second" + std::to_string(key.size()), key); }) == 2);
        now += hours(1);
        CHECK(counted.trips([&] { user = apply(user.id, Resend{}, Host{}, key.empty() ? "" : "resend"); }) == 2);
        const LinkHolder invitee{user.link.value()};
        counted.meddled.plan(
            {.call = StoreCall::commit_all, .kind = StoreFault::Kind::delays_call, .meanwhile = [&] {
                 PostgresStore other(database.options());
                 Service(other, CountedService::config()).edit(acme(), user.id, {.name = "Renamed"}, Host{}).value();
             }});
        CHECK(counted.trips([&] { user = apply(user.id, Accept{}, invitee, key.empty() ? "" : "accept"); }) == 4);
        CHECK(user.profile.name == "Renamed");
    }
    const auto invited = invite("third", "");
    CHECK(counted.trips([&] { apply(invited.id, Accept{}, LinkHolder{invited.link.value()}, ""); }) == 2);
}
